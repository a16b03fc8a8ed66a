package scenario

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// expectation is a figure that the platform must show: exactly, or at least. It is read
// from one place: what statistics rolls up, counts of lives, sets against targets or
// ranks, or what the registry keeps: its projects, units and record of reporting.
type expectation struct {
	What    string `json:"what"`
	Source  string `json:"source"` // the paper's place, or that the figure is sample data
	Want    string `json:"want,omitempty"`
	AtLeast string `json:"at_least,omitempty"`

	Rollup    *rollupFigure    `json:"rollup,omitempty"`
	Lifecycle *lifecycleFigure `json:"lifecycle,omitempty"`
	Target    *targetFigure    `json:"target,omitempty"`
	Ranking   *rankingFigure   `json:"ranking,omitempty"`
	Register  *registerFigure  `json:"register,omitempty"`
	Units     string           `json:"units,omitempty"`  // a count of the units right below
	Record    string           `json:"record,omitempty"` // a count of the months that the place reports
}

// rollupFigure names a figure of statistics.
type rollupFigure struct {
	Figure  string `json:"figure"`
	Month   int    `json:"month,omitempty"` // 0: the place's last
	Listing string `json:"listing,omitempty"`
	By      string `json:"by,omitempty"`
	Value   string `json:"value,omitempty"` // which group
}

func (e expectation) problem() string {
	reads, problem := 0, ""
	for _, one := range []struct {
		is      bool
		problem func() string
	}{
		{e.Rollup != nil, func() string {
			return unknownUnless(rollupFigures[e.Rollup.Figure] != nil, "statistics has no such figure")
		}},
		{e.Lifecycle != nil, func() string { return e.Lifecycle.problem() }},
		{e.Target != nil, func() string { return e.Target.problem() }},
		{e.Ranking != nil, func() string { return unknownUnless(e.Ranking.Indicator != "", "a ranking by what?") }},
		{e.Register != nil, func() string { return e.Register.problem() }},
		{e.Units != "", func() string { return unknownUnless(unitCounts[e.Units] != nil, "units have no such count") }},
		{e.Record != "", func() string { return unknownUnless(recordCounts[e.Record] != nil, "the record has no such count") }},
	} {
		if one.is {
			reads, problem = reads+1, one.problem()
		}
	}
	switch {
	case reads != 1 || (e.Want == "") == (e.AtLeast == "") || e.Source == "":
		return "it is read from one thing, and has a source and one bound"
	case e.AtLeast != "" && number(e.AtLeast) == nil:
		return "at least what?"
	}
	return problem
}

func unknownUnless(known bool, problem string) string {
	if known {
		return ""
	}
	return problem
}

// number reads a figure as it is shown, thousands apart.
func number(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(text, ",", ""))
	if !ok {
		return nil
	}
	return r
}

// met tells whether a figure is as expected.
func (e expectation) met(got string) bool {
	if e.Want != "" {
		return got == e.Want
	}
	has := number(got)
	return has != nil && has.Cmp(number(e.AtLeast)) >= 0
}

// should is the bound as people read it.
func (e expectation) should() string {
	if e.Want != "" {
		return e.Want
	}
	return "不低于 " + e.AtLeast
}

func count(of func(*statisticsv1.RollupFigures) int64) func(*statisticsv1.RollupFigures) string {
	return func(f *statisticsv1.RollupFigures) string { return fmt.Sprint(of(f)) }
}

// rollupFigures are the figures of statistics by their names in the API.
var rollupFigures = map[string]func(*statisticsv1.RollupFigures) string{
	"projects":              count((*statisticsv1.RollupFigures).GetProjects),
	"due":                   count((*statisticsv1.RollupFigures).GetDue),
	"reported":              count((*statisticsv1.RollupFigures).GetReported),
	"missing":               count((*statisticsv1.RollupFigures).GetMissing),
	"total_investment_yuan": count((*statisticsv1.RollupFigures).GetTotalInvestmentYuan),
	"planned_yuan":          count((*statisticsv1.RollupFigures).GetPlannedYuan),
	"invested_yuan":         count((*statisticsv1.RollupFigures).GetInvestedYuan),
	"rate_shown":            (*statisticsv1.RollupFigures).GetRateShown,
	"pace_shown":            (*statisticsv1.RollupFigures).GetPaceShown,
	"lead_shown":            (*statisticsv1.RollupFigures).GetLeadShown,
}

// of reads the figure off a roll-up, of the group that it names.
func (f rollupFigure) of(r *statisticsv1.Rollup) string { return rollupFigures[f.Figure](f.figures(r)) }

// figures are those of the roll-up, or of the group that f names; none where there is no
// such group.
func (f rollupFigure) figures(r *statisticsv1.Rollup) *statisticsv1.RollupFigures {
	if f.By == "" {
		return r.GetFigures()
	}
	i := slices.IndexFunc(r.GetGroups(), func(g *statisticsv1.GroupRollup) bool { return g.GetValue() == f.Value })
	if i < 0 {
		return &statisticsv1.RollupFigures{}
	}
	return r.GetGroups()[i].GetFigures()
}

// recordCounts are the counts of the record of reporting by their names in the API.
var recordCounts = map[string]func(*registryv1.ReportingCounts) int32{
	"due":     (*registryv1.ReportingCounts).GetDue,
	"missing": (*registryv1.ReportingCounts).GetMissing,
	"late":    (*registryv1.ReportingCounts).GetLate,
}
