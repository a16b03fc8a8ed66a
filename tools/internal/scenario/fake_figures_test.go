package scenario

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

func (p *platform) GetProject(_ context.Context, req *registryv1.GetProjectRequest) (*registryv1.GetProjectResponse, error) {
	return &registryv1.GetProjectResponse{Project: p.told(req.GetId())}, nil
}

// told is a project as the register tells it, with the library that it stands in.
func (p *platform) told(id string) *registryv1.Project {
	project := proto.CloneOf(p.projects[id])
	project.Id, project.Library = id, registryv1.Library_LIBRARY_KEY
	if s := project.GetStage(); s == registryv1.Stage_STAGE_PLANNED || s == registryv1.Stage_STAGE_RESERVED {
		project.Library = registryv1.Library_LIBRARY_RESERVE
	} else if s == registryv1.Stage_STAGE_COMPLETED {
		project.Library = registryv1.Library_LIBRARY_COMPLETED
	}
	return project
}

func (p *platform) ListReports(_ context.Context, req *registryv1.ListReportsRequest) (*registryv1.ListReportsResponse, error) {
	res := &registryv1.ListReportsResponse{}
	for m := 1; m <= 12; m++ {
		if r := p.reports[fmt.Sprintf("%s/%d-%02d", req.GetProjectId(), req.GetYear(), m)]; r != nil {
			res.Reports = append(res.Reports, &registryv1.Report{Month: r.GetMonth(), Accepted: &registryv1.Revision{Figures: r.GetFigures()}})
		}
	}
	return res, nil
}

func (p *platform) RecordResumption(_ context.Context, req *registryv1.RecordResumptionRequest) (*registryv1.RecordResumptionResponse, error) {
	p.writes++
	p.projects[req.GetId()].GetYears()[0].ResumedDate = req.GetDate()
	return &registryv1.RecordResumptionResponse{Project: p.told(req.GetId())}, nil
}

func (p *platform) ExcuseResumption(_ context.Context, req *registryv1.ExcuseResumptionRequest) (*registryv1.ExcuseResumptionResponse, error) {
	p.writes++
	p.projects[req.GetId()].GetYears()[0].ResumptionExcused = req.GetExcused()
	return &registryv1.ExcuseResumptionResponse{Project: p.told(req.GetId())}, nil
}

func (p *platform) RecordSubstantiveStart(_ context.Context, req *registryv1.RecordSubstantiveStartRequest) (*registryv1.RecordSubstantiveStartResponse, error) {
	p.writes++
	p.projects[req.GetId()].SubstantiveStartDate = req.GetDate()
	return &registryv1.RecordSubstantiveStartResponse{Project: p.told(req.GetId())}, nil
}

func (p *platform) CheckStatedTotals(context.Context, *registryv1.CheckStatedTotalsRequest) (*registryv1.CheckStatedTotalsResponse, error) {
	return &registryv1.CheckStatedTotalsResponse{Contradictions: p.flags, Compared: 1}, nil
}

// ListReportingRecord takes every report for late, as whatever is loaded years after.
func (p *platform) ListReportingRecord(_ context.Context, req *registryv1.ListReportingRecordRequest) (*registryv1.ListReportingRecordResponse, error) {
	total := &registryv1.ReportingRecord{}
	for n := 1; n <= 12; n++ {
		m, counts := fmt.Sprintf("%d-%02d", req.GetYear(), n), &registryv1.ReportingCounts{}
		for code, project := range p.projects {
			end := entered(project, registryv1.Stage_STAGE_COMPLETED)
			if len(project.GetYears()[0].GetListings()) == 0 || end != "" && m > end[:7] {
				continue
			}
			counts.Due++
			if p.reports[code+"/"+m] != nil {
				counts.Late++
			} else {
				counts.Missing++
			}
		}
		total.Months = append(total.Months, &registryv1.MonthlyRecord{Month: m, Counts: counts})
	}
	return &registryv1.ListReportingRecordResponse{Total: total}, nil
}

// GetRollup adds up what was sent: for a unit, by group, and for those below it.
func (p *platform) GetRollup(_ context.Context, req *statisticsv1.GetRollupRequest) (*statisticsv1.GetRollupResponse, error) {
	total, groups, units := &statisticsv1.RollupFigures{Lifecycle: &statisticsv1.LifecycleFigures{}}, map[string]*statisticsv1.RollupFigures{}, map[string]*statisticsv1.RollupFigures{}
	for code, project := range p.projects {
		year := project.GetYears()[0]
		if req.GetListing() == "" && p.lies(year.GetUnit(), req.GetUnit()) {
			p.addReserve(total, code)
		}
		keys := map[string][]string{"": nil, "listing": listingsOf(year), "category": {year.GetCategory()}, "nature": {word(year.GetNature().String(), "NATURE_")}}
		if !p.lies(year.GetUnit(), req.GetUnit()) || len(year.GetListings()) == 0 || req.GetListing() != "" && !slices.Contains(listingsOf(year), req.GetListing()) {
			continue
		}
		p.add(total, code, req.GetMonth())
		p.add(at(units, p.below(year.GetUnit(), req.GetUnit())), code, req.GetMonth())
		for _, key := range keys[req.GetBy()] {
			p.add(at(groups, key), code, req.GetMonth())
		}
	}
	r := &statisticsv1.Rollup{Unit: req.GetUnit(), Name: p.units[req.GetUnit()].GetName(), Month: req.GetMonth(), Figures: shown(total, req.GetMonth())}
	for key, f := range groups {
		r.Groups = append(r.Groups, &statisticsv1.GroupRollup{Value: key, Figures: shown(f, req.GetMonth())})
	}
	for code, f := range units {
		r.Children = append(r.Children, &statisticsv1.UnitRollup{Unit: code, Name: p.units[code].GetName(), Figures: f})
	}
	p.spoil(r)
	return &statisticsv1.GetRollupResponse{Rollup: r}, nil
}

func listingsOf(y *registryv1.ProjectYear) []string {
	var keys []string
	for _, l := range y.GetListings() {
		keys = append(keys, l.GetKey())
	}
	return keys
}

func at(all map[string]*statisticsv1.RollupFigures, key string) *statisticsv1.RollupFigures {
	if all[key] == nil {
		all[key] = &statisticsv1.RollupFigures{Lifecycle: &statisticsv1.LifecycleFigures{}}
	}
	return all[key]
}

// lies tells whether a unit is another one or lies below it.
func (p *platform) lies(code, above string) bool {
	for ; p.units[code] != nil; code = p.units[code].GetPlaces()[0].GetParent() {
		if code == above {
			return true
		}
		if len(p.units[code].GetPlaces()) == 0 {
			return false
		}
	}
	return false
}

// below is the unit right below another one, on the way down to code.
func (p *platform) below(code, above string) string {
	for p.units[code] != nil && p.units[code].GetPlaces() != nil && p.units[code].GetPlaces()[0].GetParent() != above {
		code = p.units[code].GetPlaces()[0].GetParent()
	}
	return code
}

func (p *platform) add(f *statisticsv1.RollupFigures, code, month string) {
	year := p.projects[code].GetYears()[0]
	f.Projects++
	f.TotalInvestmentYuan += year.GetTotalInvestmentYuan()
	f.PlannedYuan += year.GetPlannedYuan()
	f.InvestedYuan += p.latest(code, month).GetFigures().GetYearToDateYuan()
	p.addLife(f.GetLifecycle(), code, month)
	if p.reports[code+"/"+month] != nil {
		f.Reported++
	}
}

// shown fills in the percentages, the pace cut to one decimal.
func shown(f *statisticsv1.RollupFigures, month string) *statisticsv1.RollupFigures {
	var m int64
	_, _ = fmt.Sscan(strings.TrimPrefix(month[5:], "0"), &m)
	f.PaceShown = big.NewRat(m*1000/12, 10).FloatString(1)
	if f.GetPlannedYuan() > 0 {
		f.RateShown = big.NewRat(100*f.GetInvestedYuan(), f.GetPlannedYuan()).FloatString(1)
		f.LeadShown = fmt.Sprintf("+%s", new(big.Rat).Sub(number(f.GetRateShown()), number(f.GetPaceShown())).FloatString(1))
	}
	return f
}
