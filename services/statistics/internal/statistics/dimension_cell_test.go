package statistics_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

// TestFactsOfBeforeAreTakenFromNoDimension: they were never added to any.
func TestFactsOfBeforeAreTakenFromNoDimension(t *testing.T) {
	before := project(nil)
	told := project(func(p *statistics.Project) { p.Milestones = statistics.Milestones{Section: "C", Placed: true} })
	toldOfNothing := project(func(p *statistics.Project) { p.Milestones.Placed = true })
	for name, after := range map[string]*statistics.Project{"told": &told, "told that nothing is known": &toldOfNothing} {
		t.Run(name, func(t *testing.T) {
			moved, counted := make(statistics.DimensionCells), make(statistics.DimensionCells)
			own := make(statistics.Cells)
			(&statistics.Mover{Dimensions: moved}).Move(own, nil, &before)
			if len(moved) != 0 {
				t.Errorf("not told: %v", moved)
			}
			(&statistics.Mover{Dimensions: moved}).Move(own, &before, after)
			(&statistics.Mover{Dimensions: counted}).Move(make(statistics.Cells), nil, after)
			moved.Compact()
			if diff := cmp.Diff(counted, moved); diff != "" {
				t.Errorf("-counted +moved\n%s", diff)
			}
		})
	}
}

// TestPlacedMovesAddUpToARecount changes random projects in random ways, and finds the
// same cells by dimension as by counting once at the end, which are what a tally shows.
func TestPlacedMovesAddUpToARecount(t *testing.T) {
	for seed := range uint64(50) {
		var (
			rng      = rand.New(rand.NewPCG(seed, 11))
			projects = make([]*statistics.Project, 6)
			moved    = statistics.Mover{Dimensions: make(statistics.DimensionCells)}
			counted  = statistics.Mover{Dimensions: make(statistics.DimensionCells)}
			own      = make(statistics.Cells)
		)
		for range 60 {
			i := rng.IntN(len(projects))
			after := randomProject(rng)
			if before := projects[i]; before != nil && rng.IntN(2) == 0 { // as a report does
				same := *before
				same.Reports = after.Reports
				after = &same
			}
			moved.Move(own, projects[i], after)
			projects[i] = after
		}
		month := 1 + rng.IntN(12)
		tallies := make(map[statistics.Dimension]*statistics.Tally)
		for _, by := range []statistics.Dimension{statistics.BySize, statistics.ByIndustry, statistics.ByStage} {
			tallies[by] = statistics.NewTally(statistics.Part{Listing: statistics.All, By: by}, []string{"city"})
		}
		for _, p := range projects {
			if p == nil {
				continue
			}
			counted.Move(make(statistics.Cells), nil, p)
			for _, tally := range tallies {
				tally.AddBelow(*p, month)
			}
		}
		onlyCity := func(unit string) bool { return unit == "city" }
		got := statistics.SpreadDimensions(moved.Dimensions, flat{}, onlyCity)
		want := statistics.SpreadDimensions(counted.Dimensions, flat{}, onlyCity)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: cells (-recounted +moved):\n%s", seed, diff)
		}
		for by, tally := range tallies {
			if diff := cmp.Diff(withoutLifecycles(tally.Groups()), groupsIn(got, by, month)); diff != "" {
				t.Fatalf("seed %d: by %s in month %d (-tally +cells):\n%s", seed, by, month, diff)
			}
		}
	}
}

func withoutLifecycles(groups []statistics.Group) map[string]statistics.Figures {
	out := make(map[string]statistics.Figures)
	for _, g := range groups {
		g.Figures.Lifecycle = statistics.Lifecycle{}
		if !g.Figures.IsZero() {
			out[g.Value] = g.Figures
		}
	}
	return out
}

// groupsIn adds the city's cells of a dimension up.
func groupsIn(cells statistics.DimensionCells, by statistics.Dimension, month int) map[string]statistics.Figures {
	months := make(map[string]map[int]statistics.Measures)
	for k, page := range cells {
		if k.By != by || k.Listing != statistics.All {
			continue
		}
		for value, m := range page {
			if months[value] == nil {
				months[value] = make(map[int]statistics.Measures)
			}
			months[value][k.Month] = m.Measures()
		}
	}
	out := make(map[string]statistics.Figures)
	for value, of := range months {
		if f := statistics.Sum(month, of); !f.IsZero() {
			out[value] = f
		}
	}
	return out
}

// TestAReportMovesWhatItsProjectMoves: looking only at what a report can change finds what
// looking at the whole project finds.
func TestAReportMovesWhatItsProjectMoves(t *testing.T) {
	moved := 0
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 17))
		after, month := randomProject(rng), 1+rng.IntN(12)
		before := *after
		before.Reports = nil
		for _, r := range after.Reports {
			if r.Month != month {
				before.Reports = append(before.Reports, r)
			} else if rng.IntN(2) == 0 { // corrected
				r.Invested, r.YearToDate, r.Corrected = r.Invested+int64(rng.IntN(5)), r.YearToDate+int64(rng.IntN(5)), rng.IntN(2) == 0
				before.Reports = append(before.Reports, r)
			}
		}
		from, to := &before, after
		if rng.IntN(2) == 0 { // withdrawn
			from, to = to, from
		}
		whole := statistics.Mover{Dimensions: make(statistics.DimensionCells)}
		narrow := statistics.Mover{Dimensions: make(statistics.DimensionCells)}
		want, got := make(statistics.Cells), make(statistics.Cells)
		whole.Move(want, from, to)
		narrow.MoveReport(got, from, to, month)
		whole.Dimensions.Compact()
		narrow.Dimensions.Compact()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: cells (-whole +report):\n%s", seed, diff)
		}
		if diff := cmp.Diff(whole.Dimensions, narrow.Dimensions); diff != "" {
			t.Fatalf("seed %d: cells by dimension (-whole +report):\n%s", seed, diff)
		}
		moved += len(got)
	}
	if moved == 0 {
		t.Error("no report moved anything")
	}
}
