package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

func TestFiguresCheck(t *testing.T) {
	good := registry.Figures{Month: 100, YearToDate: 300, Cumulative: 700}
	for name, tc := range map[string]struct {
		edit  func(*registry.Figures)
		total money.Yuan
		want  []registry.Violation
	}{
		"a sound report": {func(*registry.Figures) {}, 1000, nil},
		"nothing done yet": {func(f *registry.Figures) {
			*f = registry.Figures{}
		}, 1000, nil},
		"all of it done in the first month": {func(f *registry.Figures) {
			*f = registry.Figures{Month: 1000, YearToDate: 1000, Cumulative: 1000}
		}, 1000, nil},
		"a negative month": {func(f *registry.Figures) { f.Month = -1 }, 1000, []registry.Violation{
			{Reason: "AMOUNT_NEGATIVE", Field: "month", Severity: registry.SeverityError},
		}},
		"everything negative is told field by field and nothing is compared": {func(f *registry.Figures) {
			*f = registry.Figures{Month: -1, YearToDate: -2, Cumulative: -3}
		}, -4, []registry.Violation{
			{Reason: "AMOUNT_NEGATIVE", Field: "total_investment", Severity: registry.SeverityError},
			{Reason: "AMOUNT_NEGATIVE", Field: "month", Severity: registry.SeverityError},
			{Reason: "AMOUNT_NEGATIVE", Field: "year_to_date", Severity: registry.SeverityError},
			{Reason: "AMOUNT_NEGATIVE", Field: "cumulative", Severity: registry.SeverityError},
		}},
		"an amount no project has": {func(f *registry.Figures) { f.Cumulative = registry.MaxAmount + 1 }, 1000, []registry.Violation{
			{Reason: "AMOUNT_TOO_LARGE", Field: "cumulative", Severity: registry.SeverityError},
		}},
		"the largest amounts do not overflow": {func(f *registry.Figures) { f.Cumulative = registry.MaxAmount }, registry.MaxAmount, nil},
		"a month over the year": {func(f *registry.Figures) { f.Month = 301 }, 1000, []registry.Violation{
			{Reason: "MONTH_OVER_YEAR", Field: "month", Severity: registry.SeverityError},
		}},
		"a year over the cumulative": {func(f *registry.Figures) { f.YearToDate = 701 }, 1000, []registry.Violation{
			{Reason: "YEAR_OVER_CUMULATIVE", Field: "year_to_date", Severity: registry.SeverityError},
		}},
		"exactly ten times the total can be true": {func(*registry.Figures) {}, 70, nil},
		"more than ten times the total": {func(f *registry.Figures) { f.Cumulative = 701 }, 70, []registry.Violation{
			{Reason: "CUMULATIVE_OVER_LIMIT", Field: "cumulative", Severity: registry.SeverityError},
		}},
		"investment in a project without a total": {func(*registry.Figures) {}, 0, []registry.Violation{
			{Reason: "CUMULATIVE_OVER_LIMIT", Field: "cumulative", Severity: registry.SeverityError},
		}},
		"everything the wrong way round": {func(f *registry.Figures) {
			*f = registry.Figures{Month: 30, YearToDate: 20, Cumulative: 15}
		}, 1, []registry.Violation{
			{Reason: "MONTH_OVER_YEAR", Field: "month", Severity: registry.SeverityError},
			{Reason: "YEAR_OVER_CUMULATIVE", Field: "year_to_date", Severity: registry.SeverityError},
			{Reason: "CUMULATIVE_OVER_LIMIT", Field: "cumulative", Severity: registry.SeverityError},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := good
			tc.edit(&f)
			if diff := cmp.Diff(tc.want, f.Check(tc.total)); diff != "" {
				t.Errorf("Check() differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSeverityIsSpelledForInterfaces(t *testing.T) {
	for want, s := range map[string]registry.Severity{
		"error": registry.SeverityError, "warning": registry.SeverityWarning, "info": registry.SeverityInfo, "none": 0,
	} {
		if got := s.String(); got != want {
			t.Errorf("Severity(%d) = %q, want %q", s, got, want)
		}
	}
}
