package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// What an undone import had told counts as if it had never been: a report without
// figures in force, and a project that stands on no list.
func TestWhatWasWithdrawnCountsNoMore(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{
		Units: binzhou(), Projects: []store.Project{project(1, 1, nil), project(2, 1, nil)},
		Reports: []store.Report{report(1, 5, 1, 50), report(2, 5, 1, 70)},
	})
	withdrawn := report(1, 5, 2, 0)
	withdrawn.Revision, withdrawn.Invested, withdrawn.ToDate = 0, 0, 0
	apply(t, s, db, store.Facts{Reports: []store.Report{withdrawn}})
	want := statistics.Figures{Projects: 2, Due: 2, Reported: 1, Missing: 1, TotalInvestment: 2000, Planned: 240, Invested: 70, Month: 10}
	if diff := cmp.Diff(want, figures(t, s, "3716", 5)); diff != "" {
		t.Errorf("figures with one report withdrawn (-want +got):\n%s", diff)
	}
	retracted := project(1, 2, func(p *store.Project) {
		p.Years[0].Listings = nil
		p.Years[0].Milestones = statistics.Milestones{Library: "withdrawn", Withdrawn: statistics.NewWhen(2020, 5)}
		p.EndYear, p.EndMonth = 2020, 5
	})
	apply(t, s, db, store.Facts{Projects: []store.Project{retracted}})
	want = statistics.Figures{Projects: 1, Due: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 70, Month: 10}
	if diff := cmp.Diff(want, figures(t, s, "3716", 5)); diff != "" {
		t.Errorf("figures with its project taken out (-want +got):\n%s", diff)
	}
	wantNoDifferences(t, s)
	again := report(1, 5, 3, 20) // reported once more: of a project on no list it is unlisted
	apply(t, s, db, store.Facts{Reports: []store.Report{again}})
	if got := figures(t, s, "3716", 5); got.Unlisted != 1 || got.Invested != 70 {
		t.Errorf("figures = %+v", got)
	}
	wantNoDifferences(t, s)
}
