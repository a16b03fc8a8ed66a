package registry

import (
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/month"
)

// The checks of money against words and stages.
const (
	ReasonProgressCopied            = "PROGRESS_COPIED"
	ReasonFiguresFrozen             = "FIGURES_FROZEN"
	ReasonStartWithoutStage         = "START_WITHOUT_STAGE"
	ReasonInvestmentBeforeStart     = "INVESTMENT_BEFORE_START"
	ReasonInvestmentAfterCompletion = "INVESTMENT_AFTER_COMPLETION"
	ReasonInvestmentWhileStopped    = "INVESTMENT_WHILE_STOPPED"
)

type copiedParams struct {
	Months      int   `json:"months"`       // in a row that say the same
	PlanPercent int64 `json:"plan_percent"` // of the plan, invested meanwhile
}

// progressCopied: much was invested and the site looks as it did months ago.
func progressCopied(p copiedParams, f *Facts, _ time.Time) *hit {
	mark := MarkOf(f.Progress)
	before := f.before(p.Months-1, func(t Told) bool { return mark != 0 && t.Progress == mark })
	if mark == 0 || len(before) < p.Months-1 {
		return nil
	}
	sum := f.Figures.Month
	for _, told := range before[:max(len(before)-1, 0)] { // what the first of them did led to what it says
		sum += told.Figures.Month
	}
	if !reaches(sum, f.plan.Planned, p.PlanPercent) {
		return nil
	}
	return &hit{onProgress, []string{"months", number(p.Months), "sum", yuan(sum)}}
}

type frozenParams struct {
	Months int   `json:"months"`        // in a row without investment
	Except []int `json:"except_months"` // in which sites rest
}

// figuresFrozen: the site moves on month after month and nothing is spent on it.
func figuresFrozen(p frozenParams, f *Facts, _ time.Time) *hit {
	if f.Figures.Month != 0 {
		return nil
	}
	later := MarkOf(f.Progress)
	before := f.before(p.Months-1, func(t Told) bool {
		moves := t.Figures.Month == 0 && t.Progress != 0 && later != 0 && t.Progress != later
		later = t.Progress
		return moves
	})
	if len(before) < p.Months-1 || f.rests(p) {
		return nil
	}
	return &hit{onMonth, []string{"months", number(p.Months)}}
}

// rests tells whether any of the months is one in which sites rest.
func (f *Facts) rests(p frozenParams) bool {
	for i := range p.Months {
		if slices.Contains(p.Except, f.Month.Add(-i).Month) {
			return true
		}
	}
	return false
}

type startParams struct {
	Words  []string `json:"words"`  // that say it has started
	Unless []string `json:"unless"` // what says it has not
}

// startWithoutStage: the words say that it has started; the register, which asks for
// the day of it, doesn't.
func startWithoutStage(p startParams, f *Facts, _ time.Time) *hit {
	says := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(f.Progress, w) })
	}
	if f.Project.Stage.started() || !says(p.Words) || says(p.Unless) {
		return nil
	}
	return &hit{onProgress, nil}
}

type beforeStartParams struct {
	TotalPercent int64 `json:"total_percent"` // of the total investment: land, design, permits
}

// investmentBeforeStart: more was invested before the start than preparing costs.
func investmentBeforeStart(p beforeStartParams, f *Facts, _ time.Time) *hit {
	if f.startedBy(f.Month) || f.Figures.Month == 0 || !exceeds(f.Figures.Cumulative, f.plan.TotalInvestment, p.TotalPercent) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(f.Figures.Month)}}
}

// startedBy tells whether the project had started by the end of a month. One that has
// started on a day that nobody knows may have done so at any time.
func (f *Facts) startedBy(m month.Month) bool {
	if !f.Project.Stage.started() {
		return false
	}
	for _, e := range f.Project.Stages {
		if e.Stage == StageStarted || e.Stage == StageBuilding {
			return !m.Before(monthOf(e.Date))
		}
	}
	return true
}

type afterParams struct {
	Months int `json:"months"` // in which last bills are still paid
}

// investmentAfterCompletion: a finished project goes on investing.
func investmentAfterCompletion(p afterParams, f *Facts, _ time.Time) *hit {
	end := f.Project.EndDate()
	if end == "" || f.Project.Stage == StageWithdrawn || f.Figures.Month == 0 || !monthOf(end).Add(p.Months).Before(f.Month) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(f.Figures.Month), "date", end}}
}

// investmentWhileStopped: a project that is suspended or withdrawn goes on investing.
func investmentWhileStopped(_ noParams, f *Facts, _ time.Time) *hit {
	stage := f.Project.Stage
	if stage != StageSuspended && stage != StageWithdrawn || f.Figures.Month == 0 {
		return nil
	}
	since := ""
	for _, e := range f.Project.Stages {
		if e.Stage == stage {
			since = e.Date
		}
	}
	if since != "" && !monthOf(since).Before(f.Month) {
		return nil
	}
	return &hit{onMonth, []string{"told", yuan(f.Figures.Month), "date", since}}
}

// monthOf is the month of a day as stages keep it; the register holds no other.
func monthOf(date string) month.Month {
	m, err := month.Parse(date[:min(len(date), len("2020-05"))])
	if err != nil {
		return month.Month{}
	}
	return m
}
