package scenario

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
)

// fact is what the register tells of one project, as far as figures are read from it.
type fact struct {
	stage, library, substantive string
	started                     string // day of the start; empty before
	year                        *registryv1.ProjectYear
	cumulative                  int64 // of the newest accepted report, yuan
}

// registerFigure is a figure over the register's projects, which no service adds up yet.
type registerFigure struct {
	Figure string `json:"figure"`
	Where  filter `json:"where"`
	Of     filter `json:"of"` // the whole, of percentages and multiples
}

// The figures: how many; how much in yuan; how many of 100 of the whole; how many times
// the whole's annual plan.
const (
	figureProjects = "projects"
	figureTotal    = "total_yuan"
	figurePercent  = "percent"
	figureTimes    = "times_of_plan"
)

// filter lets projects through; what is not given lets all through. Days are YYYY-MM-DD
// and included.
type filter struct {
	Listed            *bool    `json:"listed,omitempty"`
	Listing           string   `json:"listing,omitempty"`
	Category          string   `json:"category,omitempty"`
	Nature            string   `json:"nature,omitempty"`
	Library           string   `json:"library,omitempty"`
	Stages            []string `json:"stages,omitempty"`
	NewLand           *bool    `json:"new_land,omitempty"`
	Excused           *bool    `json:"excused,omitempty"`
	FromWan           int64    `json:"from_wan,omitempty"`  // total investment, included
	BelowWan          int64    `json:"below_wan,omitempty"` // total investment, excluded
	StartedBy         string   `json:"started_by,omitempty"`
	ResumedBy         string   `json:"resumed_by,omitempty"`
	SubstantiveBy     string   `json:"substantive_by,omitempty"`
	SubstantiveMonths int      `json:"substantive_months,omitempty"` // after the start
	DonePercent       int64    `json:"done_percent,omitempty"`       // of the total investment, at least
}

func (f registerFigure) problem() string {
	if !slices.Contains([]string{figureProjects, figureTotal, figurePercent, figureTimes}, f.Figure) {
		return "the register has no figure " + f.Figure
	}
	return ""
}

// of computes the figure; empty where its whole is empty.
func (f registerFigure) of(facts []fact) string {
	n, total, _ := f.Where.sum(facts)
	whole, _, planned := f.Of.sum(facts)
	switch f.Figure {
	case figureTotal:
		return fmt.Sprint(total)
	case figurePercent:
		return quotient(100*n, whole)
	case figureTimes:
		return quotient(total, planned)
	default:
		return fmt.Sprint(n)
	}
}

// quotient is a/b with one decimal, half up; empty for nothing.
func quotient(a, b int64) string {
	if b == 0 {
		return ""
	}
	return big.NewRat(a, b).FloatString(1)
}

// sum counts what the filter lets through, with total investment and plan in yuan.
func (f filter) sum(facts []fact) (n, total, planned int64) {
	for _, p := range facts {
		if f.lets(p) {
			n, total, planned = n+1, total+p.year.GetTotalInvestmentYuan(), planned+p.year.GetPlannedYuan()
		}
	}
	return n, total, planned
}

func (f filter) lets(p fact) bool { return f.letsYear(p.year) && f.letsLife(p) }

// letsYear looks at what counts of the project in its year.
func (f filter) letsYear(y *registryv1.ProjectYear) bool {
	inList := func(l *registryv1.Listing) bool { return l.GetKey() == f.Listing }
	wan := y.GetTotalInvestmentYuan() / 10_000
	return is(f.Listed, len(y.GetListings()) > 0) && is(f.NewLand, y.GetNeedsNewLand()) && is(f.Excused, y.GetResumptionExcused()) &&
		(f.Listing == "" || slices.ContainsFunc(y.GetListings(), inList)) &&
		(f.Category == "" || f.Category == y.GetCategory()) &&
		(f.Nature == "" || f.Nature == word(y.GetNature().String(), "NATURE_")) &&
		wan >= f.FromWan && (f.BelowWan == 0 || wan < f.BelowWan) &&
		by(f.ResumedBy, y.GetResumedDate())
}

// letsLife looks at how far the project has come.
func (f filter) letsLife(p fact) bool {
	return (f.Library == "" || f.Library == p.library) && (len(f.Stages) == 0 || slices.Contains(f.Stages, p.stage)) &&
		by(f.StartedBy, p.started) && by(f.SubstantiveBy, p.substantive) &&
		(f.SubstantiveMonths == 0 || by(monthsAfter(p.started, f.SubstantiveMonths), p.substantive)) &&
		p.cumulative*100 >= p.year.GetTotalInvestmentYuan()*f.DonePercent
}

func is(want *bool, has bool) bool { return want == nil || *want == has }

// by tells whether a day is there and not after the last one.
func by(last, day string) bool { return last == "" || day != "" && day <= last }

// monthsAfter is the same day so many months later; of a day that there is not it is one
// that no day is before.
func monthsAfter(day string, months int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "0000-00-00"
	}
	return t.AddDate(0, months, 0).Format(time.DateOnly)
}

// word is a value of an enum as the files have it.
func word(value, prefix string) string { return strings.ToLower(strings.TrimPrefix(value, prefix)) }

// enum is the value of an enum that the files have as a word.
func enum(prefix, word string) string { return prefix + strings.ToUpper(word) }

// needsFacts tells whether any figure is read from the register's projects.
func (p place) needsFacts() bool {
	return slices.ContainsFunc(p.Expect, func(e expectation) bool { return e.Register != nil })
}

// facts reads what the register has of the place's projects.
func (l loading) facts(ctx context.Context) ([]fact, error) {
	if !l.needsFacts() {
		return nil, nil
	}
	found, err := rows(ctx, l.c, &registryv1.ListProjectsRequest{Unit: l.Unit, Month: l.lastMonth()})
	if err != nil {
		return nil, err
	}
	facts := make([]fact, len(found))
	for i, row := range found {
		if facts[i], err = l.fact(ctx, row); err != nil {
			return nil, fmt.Errorf("project %s: %w", row.GetId(), err)
		}
	}
	return facts, nil
}

func (l loading) fact(ctx context.Context, row *registryv1.ProjectRow) (fact, error) {
	ctx = client.As(ctx, authn.RoleProvince, l.c.Root())
	res, err := l.c.Projects.GetProject(ctx, &registryv1.GetProjectRequest{Id: row.GetId()})
	if err != nil {
		return fact{}, err
	}
	f := factOf(res.GetProject(), l.Year)
	if row.GetReportedMonth() == "" {
		return f, nil
	}
	told, err := l.c.Reports.ListReports(ctx, &registryv1.ListReportsRequest{ProjectId: row.GetId(), Year: f.year.GetYear()})
	if err != nil {
		return fact{}, err
	}
	for _, r := range told.GetReports() {
		if r.GetMonth() <= l.lastMonth() && r.GetAccepted() != nil {
			f.cumulative = r.GetAccepted().GetFigures().GetCumulativeYuan()
		}
	}
	return f, nil
}

// factOf reads off a project what counts in a year. The rows of a list tell less.
func factOf(p *registryv1.Project, year int) fact {
	f := fact{
		stage: word(p.GetStage().String(), "STAGE_"), library: word(p.GetLibrary().String(), "LIBRARY_"),
		substantive: p.GetSubstantiveStartDate(),
	}
	for _, y := range p.GetYears() {
		if int(y.GetYear()) == year {
			f.year = y
		}
	}
	for _, e := range p.GetStages() {
		if e.GetStage() == registryv1.Stage_STAGE_STARTED {
			f.started = e.GetDate()
		}
	}
	return f
}
