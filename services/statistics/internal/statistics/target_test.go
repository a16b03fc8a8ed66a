package statistics

import (
	"cmp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

// target finds a target of the shipped policy.
func target(t *testing.T, region string, year int, key string) Target {
	t.Helper()
	policy, err := DefaultTargets()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range policy.For(region, year) {
		for _, one := range set.Targets {
			if one.Key == key {
				return one
			}
		}
	}
	t.Fatalf("no target %s of %s in %d", key, region, year)
	return Target{}
}

func TestTheShippedTargetsAreThePapers(t *testing.T) {
	for key, tc := range map[string]struct {
		region      string
		year, month int
		goal        int64
	}{
		"start_rate_q1":   {"370305", 2020, 3, 40},
		"completion_q3":   {"370305", 2020, 9, 75},
		"reserve_total":   {"370305", 2020, 12, 50_000_000_000},
		"reserve_times":   {"141129", 2023, 12, 500},
		"invested":        {"210902", 2019, 12, 2_200_000_000},
		"started_large":   {"210902", 2019, 12, 20},
		"started_huge":    {"210902", 2019, 12, 6},
		"reserve_huge":    {"210902", 2019, 12, 30},
		"completed_large": {"210902", 2019, 12, 10},
	} {
		if got := target(t, tc.region, tc.year, key); got.Goal != tc.goal || got.Month != tc.month {
			t.Errorf("%s is %d by month %d, the paper has %d by %d", key, got.Goal, got.Month, tc.goal, tc.month)
		}
	}
	policy, _ := DefaultTargets()
	if sets := append(policy.For("370305", 2021), policy.For("", 2020)...); len(sets) > 0 {
		t.Errorf("other years and units without a region have %v", sets)
	}
}

func TestPoliciesThatNobodyCouldJudgeAreRefused(t *testing.T) {
	const good = `{"version":1,"sets":[{"key":"s","region":"1","year":2020,"effective_date":"2020-01-01","source":"x","targets":[
		{"key":"a","name":"a","month":3,"part":"started","whole":"due_to_start","goal":40,"source":"x"}]}]}`
	if _, err := ParseTargets([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"no version":         {`"version":1`, `"version":0`},
		"no source":          {`"goal":40,"source":"x"`, `"goal":40`},
		"no effective date":  {`"effective_date":"2020-01-01",`, ``},
		"an unknown part":    {`"started"`, `"begun"`},
		"an unknown whole":   {`"due_to_start"`, `"due"`},
		"nobody's amount":    {`"whole":"due_to_start",`, ``},
		"month 13":           {`"month":3`, `"month":13`},
		"a goal of nothing":  {`"goal":40`, `"goal":0`},
		"a slip of the pen":  {`"goal":40`, `"goal":40,"gaol":1`},
		"no JSON":            {`{"version"`, `{version`},
		"a key for two":      {`"targets":[`, `"targets":[{"key":"a","name":"a","month":3,"part":"started","whole":"projects","goal":1,"source":"x"},`},
		"shared and a share": {`"goal":40`, `"goal":40,"share_by":"projects"`},
	} {
		if _, err := ParseTargets([]byte(strings.Replace(good, change[0], change[1], 1))); errs.ReasonOf(err) != "TARGETS_INVALID" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// built is a new project of 12,000 万元 that starts in March as planned in May.
func built() Project {
	return Project{
		Year: 2020, Unit: "x", Category: "industry", Nature: NatureNew, Listings: []Listing{{"city", 1}}, LastDue: Months,
		TotalInvestment: 120_000_000, Planned: 60_000_000, Milestones: Milestones{Library: "key", Started: 202003, StartMonth: 5},
		Reports: []Report{{Month: 3, Invested: 9_000_000, YearToDate: 9_000_000}},
	}
}

func TestWhatAProjectAddsToATarget(t *testing.T) {
	rate := Target{Part: "started", Whole: "due_to_start", WholeOfYear: true, Month: 3}
	large := Target{Part: "started", Month: 12, ShareBy: "projects", Filter: TargetFilter{FromWan: 5_000}}
	for name, tc := range map[string]struct {
		target Target
		edit   func(*Project)
		month  int
		want   Standing
	}{
		"not started yet, due in the year": {rate, func(*Project) {}, 2, Standing{Part: 0, Whole: 1}},
		"started before it was due":        {rate, func(*Project) {}, 3, Standing{Part: 1, Whole: 1}},
		"continued ones don't start":       {rate, func(p *Project) { p.Nature = NatureContinued }, 3, Standing{}},
		"withdrawn later in the year":      {rate, func(p *Project) { p.Milestones.Withdrawn = 202010 }, 3, Standing{Part: 1, Whole: 1}},
		"withdrawn by then":                {rate, func(p *Project) { p.Milestones.Withdrawn = 202003 }, 3, Standing{}},
		"started after the target's month": {rate, func(p *Project) { p.Milestones.Started = 202004 }, 9, Standing{Whole: 1}},
		"exactly large enough":             {large, func(p *Project) { p.TotalInvestment = 50_000_000 }, 12, Standing{Part: 1, Weight: 1}},
		"too small, but it has its weight": {large, func(p *Project) { p.TotalInvestment = 49_999_999 }, 12, Standing{Weight: 1}},
		"below the upper limit":            {Target{Part: "projects", Whole: "projects", Filter: TargetFilter{BelowWan: 12_000}}, func(*Project) {}, 12, Standing{}},
		"no new land wanted":               {Target{Part: "started", Whole: "projects", Filter: TargetFilter{NoNewLand: true}}, func(p *Project) { p.Milestones.NeedsNewLand = true }, 12, Standing{}},
		"another listing":                  {Target{Part: "under_way", Whole: "projects", Filter: TargetFilter{Listing: "county"}}, func(*Project) {}, 12, Standing{}},
		"continued ones are under way":     {Target{Part: "under_way", Whole: "projects", Filter: TargetFilter{Listing: "city"}}, func(p *Project) { p.Nature, p.Milestones.Started = NatureContinued, Never }, 1, Standing{Part: 1, Whole: 1}},
		"invested, by the plan":            {Target{Part: "invested_yuan", ShareBy: "planned_yuan"}, func(*Project) {}, 6, Standing{Part: 9_000_000, Weight: 60_000_000}},
		"in the reserve without a listing": {Target{Part: "reserve_total_investment_yuan", Whole: "planned_yuan"}, func(p *Project) { p.Listings, p.Milestones.Library = nil, LibraryReserve }, 1, Standing{Part: 120_000_000}},
	} {
		t.Run(name, func(t *testing.T) {
			p := built()
			tc.edit(&p)
			tc.target.Month = cmp.Or(tc.target.Month, Months)
			if got := tc.target.Standing(p, tc.month); got != tc.want {
				t.Errorf("Standing() = %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	rate := Target{Part: "started", Whole: "due_to_start", Month: 9}
	money := Target{Part: "invested_yuan", Month: 12, ShareBy: "planned_yuan"}
	stock := Target{Part: "reserve", Month: 12, Stock: true, ShareBy: "projects"}
	for name, tc := range map[string]struct {
		target   Target
		goal     int64
		standing Standing
		month    int
		over     bool
		state    TargetState
		forecast int64
		will     bool
	}{
		"exactly the share":                   {rate, 90, Standing{Part: 9, Whole: 10}, 9, true, TargetAttained, 9, true},
		"a hair below":                        {rate, 90, Standing{Part: 899, Whole: 1000}, 9, true, TargetMissed, 899, false},
		"a hair below while its month lasts":  {rate, 90, Standing{Part: 899, Whole: 1000}, 9, false, TargetPending, 899, false},
		"asked after its month":               {rate, 90, Standing{Part: 8, Whole: 10}, 11, true, TargetMissed, 8, false},
		"asked about before it, long after":   {rate, 90, Standing{Part: 3, Whole: 10}, 3, true, TargetPending, 9, true},
		"before its month, on the way":        {rate, 90, Standing{Part: 3, Whole: 10}, 3, false, TargetPending, 9, true},
		"a forecast has no more than all":     {rate, 90, Standing{Part: 8, Whole: 10}, 3, false, TargetPending, 10, true},
		"nothing to start":                    {rate, 90, Standing{}, 3, false, TargetNoData, 0, false},
		"money goes on as it went":            {money, 2_200_000_000, Standing{Part: 500_000_000}, 3, false, TargetPending, 2_000_000_000, false},
		"money of a whole province overflows": {money, 1, Standing{Part: 1 << 62}, 12, true, TargetAttained, 1 << 62, true},
		"a stock stays":                       {stock, 100, Standing{Part: 50}, 6, false, TargetPending, 50, false},
		"nothing to attain":                   {stock, 0, Standing{}, 6, false, TargetNoData, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := tc.target.Judge(tc.goal, tc.standing, tc.month, tc.over)
			if a.State != tc.state || a.Forecast != tc.forecast || a.ForecastAttained != tc.will {
				t.Errorf("Judge() = %+v", a)
			}
		})
	}
}

func TestApportionLosesNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		total   int64
		weights []int64
		want    []int64
	}{
		"by weight":             {20, []int64{1, 1, 2}, []int64{5, 5, 10}},
		"the largest fraction":  {10, []int64{1, 2, 3}, []int64{2, 3, 5}},
		"of equals the first":   {1, []int64{1, 1}, []int64{1, 0}},
		"no weight, no share":   {10, []int64{0, 0}, []int64{0, 0}},
		"one without a project": {7, []int64{0, 3, -1}, []int64{0, 7, 0}},
		"a province's yuan":     {1 << 60, []int64{1 << 60, 1 << 60, 1 << 60}, []int64{384307168202282326, 384307168202282325, 384307168202282325}},
		"nobody":                {5, nil, []int64{}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := gocmp.Diff(tc.want, Apportion(tc.total, tc.weights)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
