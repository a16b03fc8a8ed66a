package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

func TestFilledFacts(t *testing.T) {
	t.Parallel()
	whole := registry.Project{
		NationalCode: "2304-441900-04-01-135254", Company: registry.Company{Name: "甲公司", CreditCode: "91350200776049653A"},
		Scale: "年产 100 万条", Place: "彭李街道", StartYear: 2020, EndYear: 2021,
	}
	year := registry.Year{Year: 2020, Category: "industry", Industry: "橡胶", Nature: registry.NatureNew, StartMonth: 4, TotalInvestment: 5, Planned: 4}
	continued := year
	continued.Nature, continued.StartMonth = registry.NatureContinued, 0
	for name, tc := range map[string]struct {
		edit func(*registry.Project)
		year registry.Year
		want registry.FilledFacts
	}{
		"nothing lacks": {func(*registry.Project) {}, year, registry.FilledFacts{Listed: 12}},
		"a continued one needs no month of start": {func(*registry.Project) {}, continued, registry.FilledFacts{Listed: 11}},
		"codes lack": {
			func(p *registry.Project) { p.NationalCode, p.Company.CreditCode = "", "" }, year,
			registry.FilledFacts{Listed: 12, Lacking: []string{"national_code", "credit_code"}},
		},
		"only a name is known": {
			func(p *registry.Project) { *p = registry.Project{Name: "轮胎扩建"} },
			registry.Year{Year: 2020, Nature: registry.NatureNew},
			registry.FilledFacts{Listed: 12, Lacking: strings.Fields(
				"national_code credit_code company category industry scale place start_year end_year start_month total_investment planned")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := whole
			tc.edit(&p)
			if diff := cmp.Diff(tc.want, p.FilledFacts(tc.year)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseFactsRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":        ``,
		"no source":      `{"version":1,"effective_date":"2020-01-01","facts":[{"key":"place","name":"地点"}]}`,
		"no fact":        `{"version":1,"effective_date":"2020-01-01","source":"x","facts":[]}`,
		"a strange fact": `{"version":1,"effective_date":"2020-01-01","source":"x","facts":[{"key":"colour","name":"颜色"}]}`,
		"one twice":      `{"version":1,"effective_date":"2020-01-01","source":"x","facts":[{"key":"place","name":"地点"},{"key":"place","name":"地点"}]}`,
		"a nature":       `{"version":1,"effective_date":"2020-01-01","source":"x","facts":[{"key":"place","name":"地点","nature":"old"}]}`,
		"a strange word": `{"version":1,"effective_date":"2020-01-01","source":"x","fact":[]}`,
	} {
		if _, err := registry.ParseFacts([]byte(text)); errs.ReasonOf(err) != "FACTS_INVALID" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
