package scenario

import (
	"fmt"
	"math/big"
	"slices"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// expectation is a figure that the platform must show: exactly, or at least. It is read
// from one of the three: a roll-up, the register's projects, the record of reporting.
type expectation struct {
	What    string `json:"what"`
	Source  string `json:"source"` // the paper's place, or that the figure is sample data
	Want    string `json:"want,omitempty"`
	AtLeast string `json:"at_least,omitempty"`

	Rollup   *rollupFigure   `json:"rollup,omitempty"`
	Register *registerFigure `json:"register,omitempty"`
	Record   string          `json:"record,omitempty"` // a count of the months that the place reports
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
	reads := 0
	for _, is := range []bool{e.Rollup != nil, e.Register != nil, e.Record != ""} {
		if is {
			reads++
		}
	}
	switch {
	case reads != 1 || (e.Want == "") == (e.AtLeast == "") || e.Source == "":
		return "it is read from one thing, and has a source and one bound"
	case e.AtLeast != "" && number(e.AtLeast) == nil:
		return "at least what?"
	case e.Rollup != nil && rollupFigures[e.Rollup.Figure] == nil:
		return "statistics has no such figure"
	case e.Record != "" && recordCounts[e.Record] == nil:
		return "the record has no such count"
	case e.Register != nil:
		return e.Register.problem()
	}
	return ""
}

func number(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
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
func (f rollupFigure) of(r *statisticsv1.Rollup) string {
	figure := rollupFigures[f.Figure]
	if f.By == "" {
		return figure(r.GetFigures())
	}
	i := slices.IndexFunc(r.GetGroups(), func(g *statisticsv1.GroupRollup) bool { return g.GetValue() == f.Value })
	if i < 0 {
		return figure(&statisticsv1.RollupFigures{})
	}
	return figure(r.GetGroups()[i].GetFigures())
}

// recordCounts are the counts of the record of reporting by their names in the API.
var recordCounts = map[string]func(*registryv1.ReportingCounts) int32{
	"due":     (*registryv1.ReportingCounts).GetDue,
	"missing": (*registryv1.ReportingCounts).GetMissing,
	"late":    (*registryv1.ReportingCounts).GetLate,
}
