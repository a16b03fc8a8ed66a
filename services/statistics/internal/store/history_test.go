package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func day(n int) time.Time { return time.Date(2020, 5, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// dated gives each version a record time: mostly later ones to later versions, but
// clocks of replicas differ.
func (h history) dated(rng *rand.Rand) history {
	at := func(version int64) time.Time { return day(10*int(version) - rng.IntN(13)) }
	for i := range h.units {
		h.units[i].Recorded = at(h.units[i].Version)
	}
	for i := range h.projects {
		h.projects[i].Recorded = at(h.projects[i].Version)
	}
	for i := range h.reports {
		h.reports[i].Recorded = at(h.reports[i].Version)
	}
	return h
}

// knownThen keeps of each aggregate the highest version recorded by then.
func knownThen[F any, K comparable](facts []F, at time.Time, of func(F) (K, store.Origin)) map[K]F {
	out := make(map[K]F)
	for _, f := range facts {
		key, origin := of(f)
		have, ok := out[key]
		if origin.Recorded.After(at) {
			continue
		}
		if _, kept := of(have); !ok || origin.Version > kept.Version {
			out[key] = f
		}
	}
	return out
}

// figuresThen is what the history adds up to, by the plainest of means.
func (h history) figuresThen(at time.Time, year, month int) map[string]statistics.Figures {
	var units []unittree.Unit
	for _, u := range knownThen(h.units, at, func(u store.Unit) (string, store.Origin) { return u.Unit.Code, u.Origin }) {
		units = append(units, u.Unit)
	}
	reports := knownThen(h.reports, at, func(r store.Report) (string, store.Origin) {
		return fmt.Sprintf("%s/%d-%d", r.Project, r.Year, r.Month), r.Origin
	})
	var projects []statistics.Project
	for id, p := range knownThen(h.projects, at, func(p store.Project) (string, store.Origin) { return p.ID.String(), p.Origin }) {
		for _, y := range p.Years {
			y.LastDue = statistics.LastDue(y.Year, p.EndYear, p.EndMonth)
			for m := 1; m <= statistics.Months; m++ {
				if r := reports[fmt.Sprintf("%s/%d-%d", id, y.Year, m)]; r.Revision > 0 {
					y.Reports = append(y.Reports, statistics.Report{Month: m, Invested: r.Invested, YearToDate: r.ToDate, Arrival: r.Arrival, Corrected: r.Revision > 1})
				}
			}
			if y.Year == year {
				projects = append(projects, y)
			}
		}
	}
	months := make(map[string]map[int]statistics.Measures)
	for k, m := range statistics.Recount(projects, unittree.New(units)) {
		if k.Listing == statistics.All && k.Category == statistics.All {
			if months[k.Unit] == nil {
				months[k.Unit] = make(map[int]statistics.Measures)
			}
			months[k.Unit][k.Month] = *m
		}
	}
	out := make(map[string]statistics.Figures)
	for unit, m := range months {
		out[unit] = statistics.Sum(month, m)
	}
	return withoutZeros(out)
}

func withoutZeros(figures map[string]statistics.Figures) map[string]statistics.Figures {
	maps.DeleteFunc(figures, func(_ string, f statistics.Figures) bool { return f.IsZero() })
	return figures
}

// known is what the store says of all units at a moment.
func known(t *testing.T, s *store.Store, at time.Time, year, month int) map[string]statistics.Figures {
	t.Helper()
	tree, err := s.TreeKnownAt(t.Context(), at)
	if err != nil {
		t.Fatalf("TreeKnownAt() = %v", err)
	}
	var units []string
	for _, root := range tree.Roots(year) {
		units = append(units, tree.Subtree(year, root)...)
	}
	if len(units) == 0 {
		return map[string]statistics.Figures{}
	}
	tally := statistics.NewTally(statistics.Part{Listing: statistics.All}, units)
	err = s.EachKnown(t.Context(), store.Past{At: at, Year: year, Month: month, Units: units}, func(k store.Known) { tally.AddProject(k.Project, month, tree) })
	if err != nil {
		t.Fatalf("EachKnown() = %v", err)
	}
	return withoutZeros(tally.Units())
}

// TestAnyOrderKnowsTheSamePast applies a dated history in random orders, partly
// twice, by two replicas, and asks what was known on several days: always what the
// versions recorded by then add up to.
func TestAnyOrderKnowsTheSamePast(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 20))
	h := randomHistory(rng).unique().dated(rng)
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 9))
		db := newDB(t)
		replicas := []*store.Store{store.New(db.Pool, 1000), store.New(db.Pool, 3)}
		for _, facts := range h.shuffled(rng) {
			s := replicas[rng.IntN(len(replicas))]
			if rng.IntN(5) == 0 {
				rollBack(t, s, db, facts)
			}
			apply(t, s, db, facts)
		}
		for _, d := range []int{-5, 4, 9, 18, 24, 100} {
			for _, year := range []int{2020, 2021} {
				if diff := cmp.Diff(h.figuresThen(day(d), year, 7), known(t, replicas[0], day(d), year, 7)); diff != "" {
					t.Fatalf("seed %d: figures of %d as known on day %d (-want +got):\n%s", seed, year, d, diff)
				}
			}
		}
		for unit, f := range known(t, replicas[0], day(100), 2020, 7) {
			if diff := cmp.Diff(figures(t, replicas[0], unit, 7), f); diff != "" {
				t.Errorf("seed %d: %s, cells and history (-cells +history):\n%s", seed, unit, diff)
			}
		}
	}
}

// TestWhatWasKnownStays: nothing that is recorded later changes it.
func TestWhatWasKnownStays(t *testing.T) {
	s, db := newStore(t)
	first := report(1, 5, 1, 50)
	first.Recorded = day(1)
	units := binzhou()
	for i := range units {
		units[i].Recorded = day(0)
	}
	p := project(1, 1, nil)
	p.Recorded = day(0)
	apply(t, s, db, store.Facts{Units: units, Projects: []store.Project{p}, Reports: []store.Report{first}})
	want := known(t, s, day(2), 2020, 5)
	if want["3716"].Invested != 50 {
		t.Fatalf("on day 2: %+v, want the report counted", want)
	}

	corrected := report(1, 5, 2, 70)
	corrected.Recorded = day(3)
	moved := project(1, 2, func(p *store.Project) { p.Years[0].Unit, p.Years[0].Planned = "3703", 1 })
	moved.Recorded = day(4)
	county := movedUnit("371602", "3716", "3703", 2020, 2)
	county.Unit.Name, county.Recorded = "滨城市", day(5)
	for _, facts := range []store.Facts{{Reports: []store.Report{corrected}}, {Projects: []store.Project{moved}}, {Units: []store.Unit{county}}} {
		apply(t, s, db, facts)
		if diff := cmp.Diff(want, known(t, s, day(2), 2020, 5)); diff != "" {
			t.Errorf("as known on day 2, before and after (-before +after):\n%s", diff)
		}
	}
	if got := known(t, s, day(3), 2020, 5)["3716"].Invested; got != 70 {
		t.Errorf("on day 3: %d, want the correction of that moment counted", got)
	}
}

// TestAStateThatWasAskedForIsKnownSinceItsOwnTime: of what is filled in or mended only
// the newest version is known, since when it says itself.
func TestAStateThatWasAskedForIsKnownSinceItsOwnTime(t *testing.T) {
	filled := report(1, 5, 3, 30)
	filled.Recorded = day(3)
	for name, tc := range map[string]struct {
		then []store.Facts
		want map[int]int64 // year to date by day
	}{
		"nothing follows":        {nil, map[int]int64{2: 0, 3: 30}},
		"an event of before":     {[]store.Facts{{Reports: []store.Report{dated(report(1, 5, 2, 20), 2)}}}, map[int]int64{1: 0, 2: 20, 3: 30}},
		"the same version again": {[]store.Facts{{Reports: []store.Report{dated(report(1, 5, 3, 30), 9)}}}, map[int]int64{2: 0, 3: 30}},
		"a mend of what was wrong": {
			[]store.Facts{{Mend: true, Reports: []store.Report{seen(dated(report(1, 5, 3, 33), 3))}}},
			map[int]int64{2: 0, 3: 33},
		},
		"the registry went back": {
			[]store.Facts{{Mend: true, Reports: []store.Report{seen(dated(report(1, 5, 2, 20), 2))}}},
			map[int]int64{1: 0, 2: 20, 3: 20},
		},
		"the registry has none": {
			[]store.Facts{{Mend: true, Reports: []store.Report{{Origin: store.Origin{Seen: 3}, Project: projectID(1), Year: 2020, Month: 5}}}},
			map[int]int64{3: 0, 9: 0},
		},
		"the registry has no such project": {
			[]store.Facts{{Mend: true, Projects: []store.Project{{Origin: store.Origin{Seen: 1}, ID: projectID(1)}}}},
			map[int]int64{3: 0, 9: 0},
		},
		"a draft of the next correction": {
			[]store.Facts{{Reports: []store.Report{func() store.Report {
				r := dated(report(1, 5, 4, 30), 3)
				r.Revision = filled.Revision
				return r
			}()}}}, map[int]int64{2: 0, 3: 30},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, db := newStore(t)
			apply(t, s, db, store.Facts{Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}, Reports: []store.Report{filled}})
			for _, facts := range tc.then {
				apply(t, s, db, facts)
			}
			for d, want := range tc.want {
				if got := known(t, s, day(d), 2020, 5)["37"].Invested; got != want {
					t.Errorf("on day %d: %d yuan, want %d", d, got, want)
				}
			}
			wantNoDifferences(t, s)
		})
	}
}

func dated(r store.Report, d int) store.Report {
	r.Recorded = day(d)
	return r
}

func seen(r store.Report) store.Report {
	r.Seen = 3
	return r
}

// TestAUnitFilledInGetsItsTimeFromTheEvent, which may come afterwards.
func TestAUnitFilledInGetsItsTimeFromTheEvent(t *testing.T) {
	s, db := newStore(t)
	renamed := unit("371602", "3716", 2)
	renamed.Unit.Name = "滨城市"
	apply(t, s, db, store.Facts{Units: append(binzhou()[:3], renamed)})
	name := func(d int) string {
		tree, err := s.TreeKnownAt(t.Context(), day(d))
		if err != nil {
			t.Fatal(err)
		}
		u, _ := tree.Unit("371602")
		return u.Name
	}
	if got := name(0); got != "滨城市" {
		t.Errorf("without a time %q, want it known ever since", got)
	}
	first := unit("371602", "3716", 1)
	first.Recorded, renamed.Recorded = day(1), day(5)
	apply(t, s, db, store.Facts{Units: []store.Unit{first}})
	apply(t, s, db, store.Facts{Units: []store.Unit{renamed}})
	for d, want := range map[int]string{0: "", 1: "371602", 4: "371602", 5: "滨城市"} {
		if got := name(d); got != want {
			t.Errorf("on day %d %q, want %q", d, got, want)
		}
	}
	apply(t, s, db, store.Facts{Mend: true, Units: []store.Unit{{Origin: store.Origin{Seen: 2}, Unit: unittree.Unit{Code: "371602"}}}})
	if got := name(9); got != "" {
		t.Errorf("gone, and yet %q", got)
	}
}

// TestTheHistoryIsOnlyAddedTo: the application may neither change nor delete it.
func TestTheHistoryIsOnlyAddedTo(t *testing.T) {
	_, db := newStore(t)
	for _, table := range []string{"unit_past", "project_past", "project_year_past", "report_past"} {
		for _, sql := range []string{"UPDATE " + table + " SET version = version", "DELETE FROM " + table, "TRUNCATE " + table} {
			if _, err := db.Pool.Exec(t.Context(), sql); err == nil {
				t.Errorf("%s is allowed", sql)
			}
		}
	}
}

// TestAskingThePastHoldsNobodyUp: events are counted meanwhile, and what is told stays
// of the moment at which it was begun.
func TestAskingThePastHoldsNobodyUp(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{
		Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}, Reports: []store.Report{dated(report(1, 5, 1, 50), 1)},
	})
	past := store.Past{At: day(9), Year: 2020, Month: 5, Units: []string{"371602"}}
	told := 0
	err := s.EachKnown(t.Context(), past, func(k store.Known) {
		told++
		apply(t, s, db, store.Facts{Reports: []store.Report{dated(report(1, 5, 2, 70), 2)}})
		if got := k.Project.Reports; len(got) != 1 || got[0].YearToDate != 50 {
			t.Errorf("told %+v, want the report as it was", got)
		}
	})
	if err != nil || told != 1 {
		t.Fatalf("EachKnown() told %d projects, %v", told, err)
	}
	if got := figures(t, s, "371602", 5).Invested; got != 70 {
		t.Errorf("%d yuan, want the correction counted meanwhile", got)
	}
}

// TestOnlySomeAskThePastAtOnce: the others wait for as long as their callers do.
func TestOnlySomeAskThePastAtOnce(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}})
	past := store.Past{At: day(9), Year: 2020, Month: 5, Units: []string{"371602"}}
	depth := 0
	var ask func(store.Known)
	ask = func(store.Known) {
		if depth++; depth == 2 {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.EachKnown(ctx, past, ask); !errors.Is(err, context.Canceled) {
				t.Errorf("the third at once: %v, want it to wait until it is cancelled", err)
			}
			return
		}
		if err := s.EachKnown(t.Context(), past, ask); err != nil {
			t.Errorf("the second at once: %v", err)
		}
	}
	if err := s.EachKnown(t.Context(), past, ask); err != nil || depth != 2 {
		t.Errorf("EachKnown() = %v, asked %d at once", err, depth)
	}
}
