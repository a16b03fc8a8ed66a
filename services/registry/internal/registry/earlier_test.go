package registry_test

import (
	"testing"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

func TestWhatHadBeenInvestedBeforeAMonth(t *testing.T) {
	t.Parallel()
	may := month.Month{Year: 2020, Month: 5}
	in := func(year, number int) *registry.HandedIn {
		return &registry.HandedIn{Month: month.Month{Year: year, Month: number}, YearToDate: 30, Cumulative: 90}
	}
	opened := func(year int) *registry.Opening {
		return &registry.Opening{Month: month.Month{Year: year, Month: 3}, Year: 7, Cumulative: 50}
	}
	for name, tc := range map[string]struct {
		last    *registry.HandedIn
		opening *registry.Opening
		want    registry.Figures
		known   bool
	}{
		"nothing is known":                 {nil, nil, registry.Figures{}, false},
		"the opening of this year":         {nil, opened(2020), registry.Figures{YearToDate: 7, Cumulative: 50}, true},
		"the opening of an earlier year":   {nil, opened(2019), registry.Figures{Cumulative: 50}, true},
		"a month of this year":             {in(2020, 4), opened(2020), registry.Figures{YearToDate: 30, Cumulative: 90}, true},
		"December before":                  {in(2019, 12), opened(2019), registry.Figures{Cumulative: 90}, true},
		"handed in, nothing in force yet":  {in(2020, 4), nil, registry.Figures{YearToDate: 30, Cumulative: 90}, true},
		"a December before a late opening": {in(2019, 12), opened(2020), registry.Figures{YearToDate: 7, Cumulative: 90}, true},
	} {
		if got, known := registry.Earlier(may, tc.last, tc.opening); got != tc.want || known != tc.known {
			t.Errorf("%s: %+v %v, want %+v %v", name, got, known, tc.want, tc.known)
		}
	}
}
