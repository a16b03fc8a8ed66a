package registry_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

const (
	wan = money.Yuan(10_000)
	// usual is what the sound project of these tests does in a month.
	usual = 523 * wan
)

// soundFacts are a project under construction of 100 million yuan with a plan of 60,
// which did its usual in January to May 2020, and a sound June.
func soundFacts() registry.Facts {
	f := registry.Facts{
		Month: month.Month{Year: 2020, Month: 6}, Progress: "六月的进度",
		Book: registry.Book{
			Project: registry.Project{
				Stage: registry.StageBuilding, Stages: []registry.StageEntry{{Stage: registry.StageBuilding, Date: "2019-03-01"}},
				Years:   []registry.Year{{Year: 2019, TotalInvestment: 10_000 * wan}, {Year: 2020, TotalInvestment: 10_000 * wan, Planned: 6_000 * wan}},
				Opening: &registry.Opening{Month: month.Month{Year: 2020, Month: 1}, Cumulative: 1_000 * wan},
			},
			Accepted: map[month.Month]registry.Told{},
		},
	}
	for m := 1; m < 6; m++ {
		accept(&f, m, usual+money.Yuan(m)*wan, "进度"+string(rune('0'+m)))
	}
	report(&f, usual)
	return f
}

// accept puts an earlier month on the books, and what follows from it.
func accept(f *registry.Facts, m int, amount money.Yuan, progress string) {
	f.Accepted[month.Month{Year: f.Month.Year, Month: m}] = registry.Told{
		Figures: registry.Figures{Month: amount}, Progress: registry.MarkOf(progress),
	}
}

// report reports the month with this amount, so that its sums are right.
func report(f *registry.Facts, amount money.Yuan) {
	sum := amount
	for m := range f.Accepted {
		if m.Before(f.Month) {
			sum += f.Accepted[m].Figures.Month
		}
	}
	f.Figures = registry.Figures{Month: amount, YearToDate: sum, Cumulative: f.Project.Opening.Cumulative + sum}
}

func defaultChecks(t *testing.T) registry.Checks {
	t.Helper()
	checks, err := registry.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	return checks
}

func reasons(found []registry.Finding) []string {
	var all []string
	for _, f := range found {
		all = append(all, f.Reason)
	}
	return all
}

// strikes are edits of sound facts by the check that is to strike, or not, after them.
type strikes map[string]struct {
	edit func(*registry.Facts)
	want bool
}

// run asks for one check alone: what others say of the same facts is their tests'.
func (cases strikes) run(t *testing.T, reason string) {
	t.Helper()
	checks := defaultChecks(t)
	if found := registry.Evaluate(checks, soundFacts(), noon().AddDate(0, 1, 0)); len(found) > 0 {
		t.Fatalf("the sound facts are flagged: %v", found)
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			f := soundFacts()
			tc.edit(&f)
			found := registry.Evaluate(checks, f, noon().AddDate(0, 1, 0))
			if slices.Contains(reasons(found), reason) != tc.want {
				t.Errorf("found %v, want %s: %t", reasons(found), reason, tc.want)
			}
		})
	}
}

func TestCumulativeOverTotal(t *testing.T) {
	strikes{
		"exactly the total": {func(f *registry.Facts) { f.Figures.Cumulative = 10_000 * wan }, false},
		"one yuan over it":  {func(f *registry.Facts) { f.Figures.Cumulative = 10_000*wan + 1 }, true},
	}.run(t, "CUMULATIVE_OVER_TOTAL")
}

func TestCumulativeMismatch(t *testing.T) {
	strikes{
		"a yuan more":                       {func(f *registry.Facts) { f.Figures.Cumulative++ }, true},
		"a yuan less":                       {func(f *registry.Facts) { f.Figures.Cumulative-- }, true},
		"a missing month may hold the rest": {func(f *registry.Facts) { delete(f.Accepted, f.Month.Add(-1)) }, false},
		"but not less than nothing": {func(f *registry.Facts) {
			f.Figures.Cumulative -= 2 * f.Accepted[f.Month.Add(-1)].Figures.Month
			delete(f.Accepted, f.Month.Add(-1))
		}, true},
		"before the opening nothing is known":     {func(f *registry.Facts) { f.Project.Opening.Month = f.Month.Next(); f.Figures.Cumulative++ }, false},
		"the first report fixes it all":           {func(f *registry.Facts) { f.Project.Opening = nil; f.Figures.Cumulative++ }, false},
		"a later month that was accepted already": {func(f *registry.Facts) { accept(f, 7, usual, "") }, false},
	}.run(t, "CUMULATIVE_MISMATCH")
}

func TestYearMismatch(t *testing.T) {
	strikes{
		"a yuan more": {func(f *registry.Facts) { f.Figures.YearToDate++ }, true},
		"the year's opening counts": {func(f *registry.Facts) {
			f.Project.Opening.Year = 7
			f.Figures.YearToDate += 7
		}, false},
		"a new year begins at nought": {func(f *registry.Facts) {
			f.Project.Opening.Month = month.Month{Year: 2019, Month: 11}
			f.Project.Opening.Year = 500
			f.Figures.YearToDate += 500
		}, true},
	}.run(t, "YEAR_MISMATCH")
}

func TestJanuaryIsItsYear(t *testing.T) {
	january := func(f *registry.Facts) {
		f.Month, f.Accepted = month.Month{Year: 2020, Month: 1}, map[month.Month]registry.Told{}
		f.Figures.YearToDate = f.Figures.Month
	}
	strikes{
		"as it has to be": {january, false},
		"a later sheet, taken for January": {func(f *registry.Facts) {
			january(f)
			f.Figures.YearToDate++
		}, true},
		"the first report of a project, too": {func(f *registry.Facts) {
			january(f)
			f.Project.Opening = nil
			f.Figures.YearToDate++
		}, true},
		"before its opening, too": {func(f *registry.Facts) {
			january(f)
			f.Project.Opening.Month = f.Month.Next()
			f.Figures.YearToDate++
		}, true},
		"a first report in June brings the year with it": {func(f *registry.Facts) { f.Project.Opening = nil; f.Figures.YearToDate++ }, false},
	}.run(t, "YEAR_MISMATCH")
}

func TestLaterMonthLess(t *testing.T) {
	later := func(m month.Month, toDate money.Yuan) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Accepted[m] = registry.Told{Figures: registry.Figures{Month: 1, YearToDate: toDate}}
		}
	}
	at := func(m int) month.Month { return month.Month{Year: 2020, Month: m} }
	told := soundFacts().Figures.YearToDate
	strikes{
		"the next month has as much":       {later(at(7), told), false},
		"a yuan less":                      {later(at(7), told-1), true},
		"December alone, a yuan less":      {later(at(12), told-1), true},
		"the next year begins at nought":   {later(month.Month{Year: 2021, Month: 1}, 1), false},
		"the month that is told once more": {later(at(6), told-1), false},
		"an earlier month":                 {later(at(5), told-1), false},
	}.run(t, "LATER_MONTH_LESS")
}

func TestMonthAhead(t *testing.T) {
	strikes{
		"the present month": {func(*registry.Facts) {}, false},
		"the next":          {func(f *registry.Facts) { f.Month = f.Month.Next() }, true},
	}.run(t, "MONTH_AHEAD")
}

func TestMonthJump(t *testing.T) {
	strikes{
		"three times the mean": {func(f *registry.Facts) { report(f, 3*usual) }, false},
		"four and a bit":       {func(f *registry.Facts) { report(f, 4*usual+20*wan) }, true},
		"a jump that is nothing beside the plan": {func(f *registry.Facts) {
			f.Project.Years[1].Planned = 100_000 * wan
			report(f, 5*usual)
		}, false},
		"two months make no mean": {func(f *registry.Facts) {
			for m := 1; m < 4; m++ {
				delete(f.Accepted, month.Month{Year: 2020, Month: m})
			}
			report(f, 5*usual)
		}, false},
		"months of frost are no measure": {func(f *registry.Facts) {
			for m := 1; m < 3; m++ {
				accept(f, m, 0, "冬季停工")
			}
			report(f, 3*usual)
		}, false},
	}.run(t, "MONTH_JUMP")
}

func TestRoundJump(t *testing.T) {
	strikes{
		"round and twice the mean":       {func(f *registry.Facts) { report(f, 2_000*wan) }, true},
		"as much, to the last 10,000":    {func(f *registry.Facts) { report(f, 2_017*wan) }, false},
		"round and about the mean":       {func(f *registry.Facts) { report(f, 500*wan) }, false},
		"round, large and only a second": {func(f *registry.Facts) { clear(f.Accepted); report(f, 2_000*wan) }, false},
		"round and small": {func(f *registry.Facts) {
			for m := 1; m < 6; m++ {
				accept(f, m, 3*wan, "")
			}
			report(f, 80*wan)
		}, false},
	}.run(t, "ROUND_JUMP")
}

func TestSameAmount(t *testing.T) {
	same := func(months int, amount money.Yuan) func(*registry.Facts) {
		return func(f *registry.Facts) {
			for m := 6 - months + 1; m < 6; m++ {
				accept(f, m, amount, "")
			}
			report(f, amount)
		}
	}
	strikes{
		"twice the same":              {same(2, usual), false},
		"three times":                 {same(3, usual), true},
		"three times next to nothing": {same(3, 9*wan), false},
		"three times nothing":         {same(3, 0), false},
		"with a gap between": {func(f *registry.Facts) {
			same(4, usual)(f)
			delete(f.Accepted, f.Month.Add(-1))
		}, false},
	}.run(t, "SAME_AMOUNT")
}

func TestDecemberSpike(t *testing.T) {
	december := func(amount money.Yuan) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Month.Month = 12
			report(f, amount)
		}
	}
	strikes{
		"what is missing to the plan":    {december(3_400 * wan), true},
		"a good month":                   {december(2 * usual), false},
		"the same in June":               {func(f *registry.Facts) { report(f, 3_400*wan) }, false},
		"nothing before to compare with": {func(f *registry.Facts) { clear(f.Accepted); december(3_400 * wan)(f) }, false},
		"thrice a mean that is no measure": {func(f *registry.Facts) {
			for m := 1; m < 12; m++ {
				accept(f, m, usual, "")
			}
			december(3 * usual)(f)
		}, false},
	}.run(t, "DECEMBER_SPIKE")
}

func TestYearOverPlan(t *testing.T) {
	strikes{
		"half as much again":   {func(f *registry.Facts) { f.Figures.YearToDate = 9_000 * wan }, false},
		"and a yuan":           {func(f *registry.Facts) { f.Figures.YearToDate = 9_000*wan + 1 }, true},
		"no plan is no excess": {func(f *registry.Facts) { f.Project.Years[1].Planned = 0 }, false},
	}.run(t, "YEAR_OVER_PLAN")
}

func TestPlanInOneMonth(t *testing.T) {
	strikes{
		"nine tenths of the plan":          {func(f *registry.Facts) { report(f, 5_400*wan) }, true},
		"a little less":                    {func(f *registry.Facts) { report(f, 5_399*wan) }, false},
		"a small plan is done at a stroke": {func(f *registry.Facts) { f.Project.Years[1].Planned = 999 * wan; report(f, 999*wan) }, false},
		"no plan":                          {func(f *registry.Facts) { f.Project.Years[1].Planned = 0 }, false},
	}.run(t, "PLAN_IN_ONE_MONTH")
}

func TestTotalShrunk(t *testing.T) {
	first := func(before money.Yuan) func(*registry.Facts) {
		return func(f *registry.Facts) {
			clear(f.Accepted)
			f.Project.Years[0].TotalInvestment = before
		}
	}
	strikes{
		"by a tenth":       {first(11_111 * wan), false},
		"by a fifth":       {first(12_500 * wan), true},
		"it grew":          {first(8_000 * wan), false},
		"told once a year": {func(f *registry.Facts) { f.Project.Years[0].TotalInvestment = 12_500 * wan }, false},
		"no year before":   {func(f *registry.Facts) { clear(f.Accepted); f.Project.Years = f.Project.Years[1:] }, false},
	}.run(t, "TOTAL_SHRUNK")
}

func TestRegionDiffers(t *testing.T) {
	first := func(code, region string) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Project.Opening, f.Project.NationalCode, f.Region = nil, code, region
		}
	}
	const code = "2304-441900-04-01-135254"
	strikes{
		"of another city":                 {first(code, "371602"), true},
		"of the city above":               {first("2304-371600-04-01-135254", "371602"), false},
		"of a county below":               {first("2304-371602-04-01-135254", "371600"), false},
		"of the whole country":            {first("2304-000000-04-01-135254", "371602"), false},
		"of the county next door":         {first("2304-371603-04-01-135254", "371602"), true},
		"a unit whose place is not known": {first(code, ""), false},
		"no code":                         {first("", "371602"), false},
		"told once":                       {func(f *registry.Facts) { f.Project.NationalCode, f.Region = code, "371602" }, false},
	}.run(t, "REGION_DIFFERS")
}

func TestFindingsCarryWhatThePolicyAsks(t *testing.T) {
	t.Parallel()
	const policy = `{"version": 7, "effective_date": "2020-01-01", "source": "样例", "checks": [
		{"reason": "YEAR_MISMATCH", "title": "一", "severity": "warning", "explain": true, "blocks_acceptance": true},
		{"reason": "CUMULATIVE_MISMATCH", "title": "二", "severity": "error"},
		{"reason": "MONTH_JUMP", "title": "三", "severity": "info", "params": {"times": 0, "months": 0, "plan_percent": 0}}]}`
	checks, err := registry.ParseChecks([]byte(policy))
	if err != nil {
		t.Fatal(err)
	}
	f := soundFacts()
	f.Figures.YearToDate, f.Figures.Cumulative = f.Figures.YearToDate+1, f.Figures.Cumulative+1
	var got []string
	for _, f := range registry.Evaluate(checks, f, noon()) {
		text, err := json.Marshal([]any{f.Reason, f.Field, f.Severity.String(), f.Explain, f.Blocks})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(text))
	}
	want := []string{
		`["YEAR_MISMATCH","year_to_date_yuan","warning",true,true]`,
		`["CUMULATIVE_MISMATCH","cumulative_yuan","error",false,false]`,
		`["MONTH_JUMP","month_yuan","info",false,false]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestAPolicyThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON":               `{`,
		"no source":             `{"version": 1, "effective_date": "2020-01-01"}`,
		"a field of its own":    `{"version": 1, "effective_date": "2020-01-01", "source": "x", "colour": "red"}`,
		"a check of nobody":     `{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "X", "title": "x", "severity": "info"}]}`,
		"a check twice":         `{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "YEAR_MISMATCH", "title": "x", "severity": "info"}, {"reason": "YEAR_MISMATCH", "title": "x", "severity": "info"}]}`,
		"no severity":           `{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "YEAR_MISMATCH", "title": "x"}]}`,
		"a parameter too many":  `{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "YEAR_MISMATCH", "title": "x", "severity": "info", "params": {"times": 2}}]}`,
		"it blocks unexplained": `{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "YEAR_MISMATCH", "title": "x", "severity": "info", "blocks_acceptance": true}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := registry.ParseChecks([]byte(text)); errs.ReasonOf(err) != "CHECKS_INVALID" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzParseChecks(f *testing.F) {
	f.Add([]byte(`{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "SAME_AMOUNT", "title": "x", "severity": "info", "params": {"months": -3}}]}`))
	f.Add([]byte(`{"version": 1, "effective_date": "2020-01-01", "source": "x", "checks": [{"reason": "FIGURES_FROZEN", "title": "x", "severity": "info", "params": {"months": 1}}]}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		checks, err := registry.ParseChecks(data)
		if err != nil {
			return
		}
		registry.Evaluate(checks, soundFacts(), noon()) // whatever the parameters, it must not panic
	})
}
