package registry_test

import (
	"strings"
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

func statisticsPolicy(t *testing.T) registry.StatisticsPolicy {
	t.Helper()
	policy, err := registry.DefaultStatisticsPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

func TestWhoBelongsIntoTheStatistics(t *testing.T) {
	t.Parallel()
	const wan = 10_000
	for name, tc := range map[string]struct {
		total    money.Yuan
		nature   registry.Nature
		eligible bool
		form     string
		keys     string
	}{
		"just too small":        {500*wan - 1, registry.NatureNew, false, "", "content approval contract photos licence land planning environment permit platform_page"},
		"from 500":              {500 * wan, registry.NatureNew, true, "206-2", "content approval contract photos licence land planning environment permit platform_page"},
		"just below 5000":       {5000*wan - 1, registry.NatureContinued, true, "206-2", "content approval contract photos licence permit platform_page"},
		"from 5000":             {5000 * wan, registry.NatureNew, true, "206-1", "content approval contract photos licence land planning environment permit feasibility description"},
		"continued and from 1亿": {10000 * wan, registry.NatureContinued, true, "206-1", "content approval contract photos licence permit feasibility description"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, policy := shelf(registry.LibraryKey), statisticsPolicy(t)
			p.Years[0].TotalInvestment, p.Years[0].Nature = tc.total, tc.nature
			var keys []string
			for _, m := range policy.MaterialsOf(p) {
				keys = append(keys, m.Key)
			}
			if got := strings.Join(keys, " "); policy.Eligible(p) != tc.eligible || p.StatisticsEligible() != tc.eligible || policy.Form(p) != tc.form || got != tc.keys {
				t.Errorf("eligible %t, form %q, material %q", policy.Eligible(p), policy.Form(p), got)
			}
		})
	}
}

func TestFirstTheEntryThenTheFigures(t *testing.T) {
	t.Parallel()
	mandatory := []string{"photos", "contract", "content", "approval"}
	for name, tc := range map[string]struct {
		in   registry.StatisticsEntry
		edit func(*registry.Project)
		want string
	}{
		"material so far":         {registry.StatisticsEntry{Materials: mandatory[:1]}, nil, ""},
		"entered":                 {registry.StatisticsEntry{Date: "2020-05-10", Materials: mandatory}, nil, ""},
		"entered without photos":  {registry.StatisticsEntry{Date: "2020-05-10", Materials: mandatory[1:]}, nil, "MATERIAL_MISSING"},
		"entered tomorrow":        {registry.StatisticsEntry{Date: "2020-05-21", Materials: mandatory}, nil, "DATE_FUTURE"},
		"material nobody asks of": {registry.StatisticsEntry{Materials: []string{"seal"}}, nil, "MATERIAL_UNKNOWN"},
		"a project too small": {
			registry.StatisticsEntry{Date: "2020-05-10", Materials: mandatory}, func(p *registry.Project) { p.Years[0].TotalInvestment = 1 }, "STATISTICS_NOT_ELIGIBLE",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := shelf(registry.LibraryKey)
			if tc.edit != nil {
				tc.edit(&p)
			}
			after, err := p.SetStatisticsEntry(tc.in, statisticsPolicy(t), noon())
			if got := errs.ReasonOf(err); err != nil && got != tc.want || err == nil && tc.want != "" {
				t.Fatalf("SetStatisticsEntry() = %v, want %q", err, tc.want)
			}
			if err == nil && (after.Statistics.Date != tc.in.Date || len(after.Statistics.Materials) != len(tc.in.Materials)) {
				t.Errorf("kept %+v", after.Statistics)
			}
		})
	}
}

func TestDaysFromTheStartToTheEntry(t *testing.T) {
	t.Parallel()
	p := shelf(registry.LibraryKey)
	wants := func(want int, started bool) {
		t.Helper()
		if got, ok := p.DaysToEntry(noon()); got != want || ok != started {
			t.Errorf("%d days, %t; want %d, %t", got, ok, want, started)
		}
	}
	wants(0, false)
	p.Stages = []registry.StageEntry{{Stage: registry.StageStarted, Date: "2020-04-20"}}
	wants(30, true)
	p.SubstantiveStart = "2020-05-01"
	wants(19, true)
	p.Statistics.Date = "2020-05-11"
	wants(10, true)
}

func TestStatisticsPolicyIsPolicyWithASource(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"no JSON":             `{`,
		"no source":           `{"version":1,"effective_date":"2020-01-01"}`,
		"material of no name": `{"version":1,"effective_date":"2020-01-01","source":"x","materials":[{"key":"a"}]}`,
		"a key with a blank":  `{"version":1,"effective_date":"2020-01-01","source":"x","materials":[{"key":"a b","name":"甲"}]}`,
		"the same twice":      `{"version":1,"effective_date":"2020-01-01","source":"x","materials":[{"key":"a","name":"甲"},{"key":"a","name":"乙"}]}`,
	} {
		if _, err := registry.ParseStatisticsPolicy([]byte(data)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
