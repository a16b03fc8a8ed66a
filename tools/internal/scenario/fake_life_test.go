package scenario

import (
	"context"
	"fmt"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// addReserve counts what stands in the reserve, whether a listing has it or not.
func (p *platform) addReserve(f *statisticsv1.RollupFigures, code string) {
	if p.told(code).GetLibrary() == registryv1.Library_LIBRARY_RESERVE {
		f.Lifecycle.Reserve++
		f.Lifecycle.ReserveTotalInvestmentYuan += p.projects[code].GetYears()[0].GetTotalInvestmentYuan()
	}
}

// addLife counts how far a listed project is by the end of a month.
func (p *platform) addLife(l *statisticsv1.LifecycleFigures, code, month string) {
	project := p.projects[code]
	year, started, completed := project.GetYears()[0], entered(project, registryv1.Stage_STAGE_STARTED), entered(project, registryv1.Stage_STAGE_COMPLETED)
	by := func(day string) int64 {
		if day != "" && day[:7] <= month {
			return 1
		}
		return 0
	}
	l.Completed += by(completed)
	if year.GetNature() == registryv1.Nature_NATURE_CONTINUED {
		if !year.GetResumptionExcused() {
			l.DueToResume, l.Resumed = l.GetDueToResume()+1, l.GetResumed()+by(year.GetResumedDate())
		}
		return
	}
	due := by(fmt.Sprintf("%s-%02d-01", month[:4], max(year.GetStartMonth(), 1)))
	if year.GetStartMonth() == 0 {
		due = by(month[:4] + "-12-01")
	}
	l.DueToStart, l.Started, l.StartedOfDue = l.GetDueToStart()+due, l.GetStarted()+by(started), l.GetStartedOfDue()+due*by(started)
}

func entered(p *registryv1.Project, stage registryv1.Stage) string {
	for _, e := range p.GetStages() {
		if e.GetStage() == stage {
			return e.GetDate()
		}
	}
	return ""
}

// GetAttainment tells what the unit's place expects of each target, all attained: how
// targets are counted is statistics' own matter, and tested there.
func (*platform) GetAttainment(_ context.Context, req *statisticsv1.GetAttainmentRequest) (*statisticsv1.GetAttainmentResponse, error) {
	places, err := readPlaces()
	res := &statisticsv1.GetAttainmentResponse{}
	for _, place := range places {
		for _, e := range place.Expect {
			if place.Unit == req.GetUnit() && e.Target != nil && e.Target.Target != "" {
				res.Attainments = append(res.Attainments, &statisticsv1.Attainment{
					Target: e.Target.Target, ValueShown: e.Want + e.AtLeast, State: statisticsv1.TargetState_TARGET_STATE_ATTAINED,
				})
			}
		}
	}
	return res, err
}

// GetRanking ranks every unit below the one asked about.
func (p *platform) GetRanking(ctx context.Context, req *statisticsv1.GetRankingRequest) (*statisticsv1.GetRankingResponse, error) {
	res, err := p.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: req.GetUnit(), Month: req.GetMonth(), Listing: req.GetListing()})
	if err != nil {
		return nil, err
	}
	f := res.GetRollup().GetFigures()
	shown := map[string]string{"completion_rate": f.GetRateShown(), "lead": f.GetLeadShown(), "pace": f.GetPaceShown()}[req.GetIndicator()]
	r := &statisticsv1.Ranking{Value: &statisticsv1.IndicatorValue{Shown: shown}}
	for _, c := range res.GetRollup().GetChildren() {
		rank := int32(1)
		r.Units = append(r.Units, &statisticsv1.RankedUnit{Unit: c.GetUnit(), Rank: &rank})
	}
	return &statisticsv1.GetRankingResponse{Ranking: r}, nil
}
