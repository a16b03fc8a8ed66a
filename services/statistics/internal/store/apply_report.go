package store

import (
	"context"
	"slices"
)

// takeReports counts accepted figures instead of those before them.
func (a *apply) takeReports(ctx context.Context) error {
	if len(a.facts.Reports) == 0 {
		return nil
	}
	type reportKey struct {
		yearKey
		month int
	}
	facts, older := newest(a.facts.Reports, func(r *Report) (reportKey, int64) { return reportKey{r.key(), r.Month}, r.Version })
	a.past.reports = accepted(older)
	keys := make([]yearKey, len(facts))
	for i := range facts {
		keys[i] = facts[i].key()
	}
	if err := a.memory.states(ctx, a.tx, keys); err != nil {
		return err
	}
	for i := range facts {
		r := &facts[i]
		kept := a.memory.years[r.key()].versions[r.Month]
		a.rememberReport(r, kept)
		if a.take(r.Origin, kept) {
			a.reports = append(a.reports, *r)
			a.changeReport(r)
		}
	}
	return nil
}

// rememberReport notes what the history gains by a report's fact: nothing, for
// nearly all of them, because they are the first of their month.
func (a *apply) rememberReport(r *Report, kept int64) {
	switch {
	case a.forgets(r.Origin, kept):
		gone := *r
		gone.Version = kept
		a.past.reports = append(a.past.reports, gone)
	case a.late(r.Origin, kept) && r.Revision > 0:
		a.past.reports = append(a.past.reports, *r)
	case r.Version > kept && a.memory.years[r.key()].has(r.Month):
		a.past.replacedReports.add(r)
	}
}

// accepted are the reports with accepted figures; no others were ever known.
func accepted(reports []Report) []Report {
	return slices.DeleteFunc(reports, func(r Report) bool { return r.Revision == 0 })
}

func (r *Report) key() yearKey { return yearKey{r.Project, r.Year} }

// changeReport is change by a report.
func (a *apply) changeReport(r *Report) {
	state := a.memory.years[r.key()]
	before := state.counted(&a.buffer)
	state.set(r)
	if before != nil {
		a.mover.MoveReport(a.own.grains, before, &state.project, r.Month)
	}
}
