package statistics_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

// TestMovesAddUpToARecount changes random projects in random ways and finds the
// same cells as by counting once at the end.
func TestMovesAddUpToARecount(t *testing.T) {
	for seed := range uint64(200) {
		var (
			rng      = rand.New(rand.NewPCG(seed, 1))
			projects = make([]*statistics.Project, 6)
			own      = make(statistics.Cells)
			mover    statistics.Mover
		)
		for range 80 {
			i := rng.IntN(len(projects))
			after := randomProject(rng)
			if rng.IntN(8) == 0 {
				after = nil
			}
			mover.Move(own, projects[i], after)
			projects[i] = after
		}
		var left []statistics.Project
		for _, p := range projects {
			if p != nil {
				left = append(left, *p)
			}
		}
		got, want := statistics.Spread(own, flat{}), statistics.Recount(left, flat{})
		want.Compact()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: cells (-recounted +moved):\n%s", seed, diff)
		}
		if rest := got.Minus(want); len(rest) != 0 {
			t.Fatalf("seed %d: %d cells differ", seed, len(rest))
		}
	}
}

func randomProject(rng *rand.Rand) *statistics.Project {
	p := &statistics.Project{
		Year: 2020, Unit: pick(rng, "a", "b", "city"), Category: pick(rng, "industry", "livelihood"), Nature: pick(rng, "new", "continued"),
		TotalInvestment: rng.Int64N(1000), Planned: rng.Int64N(1000), LastDue: rng.IntN(13),
		Milestones: randomMilestones(rng),
	}
	for _, key := range []string{"city", "county", "province"} {
		if rng.IntN(2) == 0 {
			p.Listings = append(p.Listings, statistics.Listing{Key: key, From: 1 + rng.IntN(12)})
		}
	}
	for month := 1; month <= statistics.Months; month++ {
		if rng.IntN(3) == 0 {
			p.Reports = append(p.Reports, statistics.Report{
				Month: month, Invested: rng.Int64N(100), YearToDate: rng.Int64N(1000),
				Arrival: statistics.Arrival(rng.IntN(3)), Corrected: rng.IntN(2) == 0,
			})
		}
	}
	return p
}

func randomMilestones(rng *rand.Rand) statistics.Milestones {
	when := func() statistics.When {
		if rng.IntN(3) == 0 {
			return statistics.Never
		}
		return statistics.NewWhen(2019+rng.IntN(3), 1+rng.IntN(12))
	}
	return statistics.Milestones{
		Library: pick(rng, "", "reserve", "annual", "key", "completed"), Started: when(), StartCertified: when(),
		Completed: when(), CompletionCertified: when(), EndYear: 2019 + rng.IntN(3), Eligible: rng.IntN(2) == 0, Entered: when(),
		Signed: when(), SignedYuan: rng.Int64N(1000), ArrivedYuan: rng.Int64N(1000),
		StartMonth: rng.IntN(13), NeedsNewLand: rng.IntN(2) == 0, Resumed: when(), Excused: rng.IntN(3) == 0,
		FactsListed: 12 * rng.Int64N(2), FactsFilled: rng.Int64N(13),
		Plan: randomPlan(rng), Section: pick(rng, "", "C", "E"), Stages: randomStages(rng), Placed: true,
	}
}

// randomPlan is a plan by month for two of three.
func randomPlan(rng *rand.Rand) *statistics.MonthPlan {
	if rng.IntN(3) == 0 {
		return nil
	}
	var plan statistics.MonthPlan
	for i := range plan {
		plan[i] = rng.Int64N(100)
	}
	return &plan
}

func randomStages(rng *rand.Rand) statistics.Stages {
	var stages statistics.Stages
	for i := range stages {
		stages[i] = statistics.Stage(rng.IntN(len(statistics.StageNames())))
	}
	return stages
}

func pick(rng *rand.Rand, of ...string) string { return of[rng.IntN(len(of))] }
