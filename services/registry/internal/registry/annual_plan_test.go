package registry_test

import (
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

func planPolicy(t *testing.T) registry.AnnualPlanPolicy {
	t.Helper()
	policy, err := registry.ShippedAnnualPlanPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

// voice is somebody in May 2020, with what they say.
func voice(who, comment string) registry.Approver {
	return registry.Approver{By: who, Comment: comment, Now: time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC)}
}

// evenly is a plan of 1200 yuan, a hundred a month.
func evenly(reason string) registry.PlanFigures {
	f := registry.PlanFigures{Planned: 1200, Reason: reason, Months: make([]money.Yuan, registry.MonthsOfYear)}
	for i := range f.Months {
		f.Months[i] = 100
	}
	return f
}

// later is evenly with other figures from May on: 300 yuan less, all of them in June to August.
func later(reason string) registry.PlanFigures {
	f := evenly(reason)
	f.Planned, f.Months[5], f.Months[6], f.Months[7] = 900, 0, 0, 0
	return f
}

func handedIn(t *testing.T, a registry.AnnualPlan, f registry.PlanFigures) registry.AnnualPlan {
	t.Helper()
	saved, err := a.Save(f, voice("clerk", ""))
	if err != nil {
		t.Fatal(err)
	}
	submitted, err := saved.Submit(voice("clerk", ""), planPolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	return submitted
}

func approved(t *testing.T) (registry.AnnualPlan, registry.Project) {
	t.Helper()
	p := sound()
	p.ID = "p"
	a := handedIn(t, registry.AnnualPlan{Project: p.ID, Year: 2020}, evenly(""))
	a, p, err := a.Approve(p, voice("chief", ""), planPolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	return a, p
}

// TestThePlanInForceIsTheYears: the approval writes the annual plan and its months.
func TestThePlanInForceIsTheYears(t *testing.T) {
	t.Parallel()
	a, p := approved(t)
	y, _ := p.Year(2020)
	if y.Planned != 1200 || y.Plan.Number != 1 || y.Plan.Months.UpTo(5) != 500 {
		t.Fatalf("the year says %d, version %d, %d until May", y.Planned, y.Plan.Number, y.Plan.Months.UpTo(5))
	}
	a = handedIn(t, a, later("土地交付推迟"))
	a, p, err := a.Approve(p, voice("chief", "同意"), planPolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	y, _ = p.Year(2020)
	baseline, _ := a.Baseline()
	inForce, _ := a.InForce()
	if y.Planned != 900 || y.Plan.Number != 2 || baseline.Number != 1 || baseline.Planned != 1200 || inForce.Number != 2 {
		t.Errorf("year %d by version %d; baseline %d of %d, in force %d", y.Planned, y.Plan.Number, baseline.Planned, baseline.Number, inForce.Number)
	}
}

// TestEveryStepOfAPlan walks all states by all steps: what is not listed is refused.
func TestEveryStepOfAPlan(t *testing.T) {
	t.Parallel()
	none := registry.AnnualPlan{Project: "p", Year: 2020}
	draft, err := none.Save(evenly(""), voice("clerk", ""))
	if err != nil {
		t.Fatal(err)
	}
	submitted := handedIn(t, none, evenly(""))
	returned, err := submitted.Return(voice("chief", "再核"))
	if err != nil {
		t.Fatal(err)
	}
	inForce, p := approved(t)
	steps := map[string]func(registry.AnnualPlan) (registry.AnnualPlan, error){
		"save": func(a registry.AnnualPlan) (registry.AnnualPlan, error) {
			return a.Save(evenly(""), voice("clerk", ""))
		},
		"submit": func(a registry.AnnualPlan) (registry.AnnualPlan, error) {
			return a.Submit(voice("clerk", ""), planPolicy(t))
		},
		"return": func(a registry.AnnualPlan) (registry.AnnualPlan, error) { return a.Return(voice("chief", "再核")) },
		"approve": func(a registry.AnnualPlan) (registry.AnnualPlan, error) {
			after, _, err := a.Approve(p, voice("chief", ""), planPolicy(t))
			return after, err
		},
	}
	for name, tc := range map[string]struct {
		from registry.AnnualPlan
		want map[string]string // step to refusal, or to the state after it
	}{
		"nothing":   {none, map[string]string{"save": "draft", "submit": "PLAN_NOT_OPEN", "return": "PLAN_NOT_SUBMITTED", "approve": "PLAN_NOT_SUBMITTED"}},
		"draft":     {draft, map[string]string{"save": "draft", "submit": "submitted", "return": "PLAN_NOT_SUBMITTED", "approve": "PLAN_NOT_SUBMITTED"}},
		"submitted": {submitted, map[string]string{"save": "PLAN_SUBMITTED", "submit": "PLAN_NOT_OPEN", "return": "returned", "approve": "approved"}},
		"returned":  {returned, map[string]string{"save": "draft", "submit": "submitted", "return": "PLAN_NOT_SUBMITTED", "approve": "PLAN_NOT_SUBMITTED"}},
		"approved":  {inForce, map[string]string{"save": "draft", "submit": "PLAN_NOT_OPEN", "return": "PLAN_NOT_SUBMITTED", "approve": "PLAN_NOT_SUBMITTED"}},
	} {
		for step, want := range tc.want {
			t.Run(name+" "+step, func(t *testing.T) {
				t.Parallel()
				after, err := steps[step](tc.from)
				got := errs.ReasonOf(err)
				if err == nil {
					got = string(after.Latest().State)
				}
				if got != want || err == nil && after.Version != tc.from.Version+1 {
					t.Errorf("got %s at version %d, want %s", got, after.Version, want)
				}
			})
		}
	}
}

func TestWhatAPlanAsks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func(*registry.PlanFigures)
		want string
	}{
		"a sound change":                   {func(*registry.PlanFigures) {}, ""},
		"eleven months":                    {func(f *registry.PlanFigures) { f.Months = f.Months[1:] }, "PLAN_MONTHS_COUNT"},
		"a negative month":                 {func(f *registry.PlanFigures) { f.Months[7], f.Months[8] = -100, 200 }, "AMOUNT_NEGATIVE"},
		"a month beyond any project":       {func(f *registry.PlanFigures) { f.Months[7] = registry.MaxAmount + 1 }, "AMOUNT_TOO_LARGE"},
		"months that don't add up":         {func(f *registry.PlanFigures) { f.Planned++ }, "PLAN_SUM"},
		"no reason":                        {func(f *registry.PlanFigures) { f.Reason = " " }, "REASON_MISSING"},
		"what is in force already":         {func(f *registry.PlanFigures) { *f = evenly("更正") }, "PLAN_UNCHANGED"},
		"April, which is over":             {func(f *registry.PlanFigures) { f.Months[3], f.Months[8] = 0, 200 }, "PLAN_MONTH_PAST"},
		"May, which is not":                {func(f *registry.PlanFigures) { f.Months[4], f.Months[8] = 0, 200 }, ""},
		"the same sum in another sequence": {func(f *registry.PlanFigures) { *f = evenly("错峰"); f.Months[5], f.Months[6] = 0, 200 }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := approved(t)
			f := later("土地交付推迟")
			tc.edit(&f)
			saved, err := a.Save(f, voice("clerk", ""))
			if err == nil {
				_, err = saved.Submit(voice("clerk", ""), planPolicy(t))
			}
			if got := errs.ReasonOf(err); got != tc.want {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// TestThePolicySaysHowLongAPlanMayChange: places that adjust once, at midyear, say so.
func TestThePolicySaysHowLongAPlanMayChange(t *testing.T) {
	t.Parallel()
	a, _ := approved(t)
	saved, err := a.Save(later("土地交付推迟"), voice("clerk", ""))
	if err != nil {
		t.Fatal(err)
	}
	early := registry.AnnualPlanPolicy{LastChangeMonth: 4}
	if _, err := saved.Submit(voice("clerk", ""), early); errs.ReasonOf(err) != "PLAN_CHANGE_LATE" {
		t.Errorf("after the last month: %v", err)
	}
	for name, data := range map[string]string{
		"no source":        `{"version":1,"effective_date":"2020-01-01","last_change_month":12}`,
		"a 13th month":     `{"version":1,"effective_date":"2020-01-01","source":"x","last_change_month":13}`,
		"an unknown field": `{"version":1,"effective_date":"2020-01-01","source":"x","last_change_month":12,"last":1}`,
	} {
		if _, err := registry.ParseAnnualPlanPolicy([]byte(data)); errs.ReasonOf(err) != "PLAN_POLICY_INVALID" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNobodyApprovesTheirOwnPlan(t *testing.T) {
	t.Parallel()
	submitted := handedIn(t, registry.AnnualPlan{Project: "p", Year: 2020}, evenly(""))
	if _, _, err := submitted.Approve(sound(), voice("clerk", ""), planPolicy(t)); errs.ReasonOf(err) != "OWN_PLAN" {
		t.Errorf("approved by the submitter: %v", err)
	}
	if _, err := submitted.Return(voice("chief", " ")); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("returned without a word: %v", err)
	}
	submitted.Year = 2021
	if _, _, err := submitted.Approve(sound(), voice("chief", ""), planPolicy(t)); errs.ReasonOf(err) != "PROJECT_YEAR_MISSING" {
		t.Errorf("approved for a year in which it does not count: %v", err)
	}
}

// TestAChangeIsJudgedAgainWhenItIsApproved: what changed June in May is too late in July.
func TestAChangeIsJudgedAgainWhenItIsApproved(t *testing.T) {
	t.Parallel()
	a, p := approved(t)
	a = handedIn(t, a, later("土地交付推迟"))
	chief := voice("chief", "")
	chief.Now = chief.Now.AddDate(0, 2, 0)
	if _, _, err := a.Approve(p, chief, planPolicy(t)); errs.ReasonOf(err) != "PLAN_MONTH_PAST" {
		t.Errorf("approved in July: %v", err)
	}
	chief.Now = chief.Now.AddDate(0, 6, 0)
	if _, _, err := a.Approve(p, chief, planPolicy(t)); errs.ReasonOf(err) != "PLAN_CHANGE_LATE" {
		t.Errorf("approved in the year after: %v", err)
	}
}

func TestARollingPlanFitsTheRegister(t *testing.T) {
	t.Parallel()
	p := sound()
	p.Years[0].Planned, p.Years[0].TotalInvestment = 100, 600
	first, err := registry.RollingPlan{Year: 2020}.Next(p, []money.Yuan{100, 200, 300}, voice("clerk", ""))
	if err != nil || first.Number != 1 {
		t.Fatalf("first version %v, %v", first, err)
	}
	has := registry.RollingPlan{Year: 2020, Versions: []registry.RollingVersion{first}}
	for name, tc := range map[string]struct {
		year    int
		planned []money.Yuan
		reason  string
		want    string
	}{
		"another one":             {2020, []money.Yuan{100, 300, 200}, "提前建设", ""},
		"without a reason":        {2020, []money.Yuan{100, 300, 200}, "", "REASON_MISSING"},
		"the same":                {2020, []money.Yuan{100, 200, 300}, "无", "ROLLING_UNCHANGED"},
		"two years":               {2020, []money.Yuan{100, 200}, "无", "ROLLING_YEARS_COUNT"},
		"a negative year":         {2020, []money.Yuan{100, -1, 200}, "无", "AMOUNT_NEGATIVE"},
		"not the annual plan":     {2020, []money.Yuan{101, 200, 200}, "无", "ROLLING_DIFFERS"},
		"more than the project":   {2020, []money.Yuan{100, 300, 201}, "无", "ROLLING_OVER_TOTAL"},
		"a year it doesn't count": {2021, []money.Yuan{100, 200, 200}, "无", "PROJECT_YEAR_MISSING"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := has
			r.Year = tc.year
			if _, err := r.Next(p, tc.planned, voice("clerk", tc.reason)); errs.ReasonOf(err) != tc.want {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}
