package scenario

import (
	"encoding/json"
	"strings"
	"testing"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/synth"
)

func soundPlace() place {
	return place{
		Name: "x-2020", Source: "a paper", Year: 2020, Months: 6, Unit: "x-y",
		Units:    []placeUnit{{Code: "x", Name: "甲市", Kind: "city"}, {Code: "x-y", Name: "乙县", Kind: "county", Parent: "x", Takes: true}},
		Cohorts:  []synth.Cohort{{What: "all", Count: 2, Stage: "building", Total: 100, Invested: 50}},
		Expect:   []expectation{{What: "项目数", Source: "a paper", Want: "2", Rollup: &rollupFigure{Figure: "projects"}}},
		Settings: unitSettings{PaceRounding: "none"},
	}
}

func TestPlacesThatCannotBeRunAreRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(*place)
		want  string
	}{
		"a unit before the one above it":    {func(p *place) { p.Units[0], p.Units[1] = p.Units[1], p.Units[0] }, "unit x-y"},
		"a kind of unit that there is not":  {func(p *place) { p.Units[1].Kind = "village" }, "unit x-y"},
		"figures of an unknown unit":        {func(p *place) { p.Unit = "z" }, "unknown unit"},
		"no source":                         {func(p *place) { p.Source = "" }, "source"},
		"a thirteenth month":                {func(p *place) { p.Months = 13 }, "months"},
		"an unknown rounding":               {func(p *place) { p.Settings.PaceRounding = "up" }, "rounding"},
		"more invested than there is":       {func(p *place) { p.Cohorts[0].Before = 51 }, "more invested"},
		"projects for a unit that has none": {func(p *place) { p.Cohorts[0].Units = []string{"x"} }, "takes no projects"},
		"a completion without a day":        {func(p *place) { p.Cohorts[0].Stage = "completed" }, "without a day"},
		"an unknown stage":                  {func(p *place) { p.Cohorts[0].Stage = "dreaming" }, "dreaming"},
		"months beyond the last one":        {func(p *place) { p.Cohorts[0].Months = 7 }, "beyond"},
		"a figure without a source":         {func(p *place) { p.Expect[0].Source = "" }, "source"},
		"a figure with two bounds":          {func(p *place) { p.Expect[0].AtLeast = "1" }, "one bound"},
		"a figure from two things":          {func(p *place) { p.Expect[0].Record = "late" }, "one thing"},
		"a figure that statistics lacks":    {func(p *place) { p.Expect[0].Rollup.Figure = "luck" }, "no such figure"},
		"at least what is no number":        {func(p *place) { p.Expect[0].Want, p.Expect[0].AtLeast = "", "many" }, "at least"},
		"a count that the record lacks":     {func(p *place) { p.Expect[0].Rollup, p.Expect[0].Record = nil, "luck" }, "no such count"},
		"a figure that the register lacks":  {func(p *place) { p.Expect[0].Rollup, p.Expect[0].Register = nil, &registerFigure{Figure: "luck"} }, "luck"},
	} {
		t.Run(name, func(t *testing.T) {
			p := soundPlace()
			tc.spoil(&p)
			data, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			_, err = parsePlace(data)
			if errs.ReasonOf(err) != "PLACE_INVALID" || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("parsePlace() = %v, want %q", err, tc.want)
			}
		})
	}
	if problem := soundPlace().problem(); problem != "" {
		t.Error(problem)
	}
	if _, err := parsePlace([]byte(`{"title": "x"}`)); err == nil {
		t.Error("an unknown field is let through")
	}
}

func TestAtLeastIsComparedAsANumber(t *testing.T) {
	e := expectation{AtLeast: "83"}
	for got, want := range map[string]bool{"85.2": true, "83.0": true, "82.9": false, "100.0": true, "9": false, "": false} {
		if e.met(got) != want {
			t.Errorf("%q at least 83: %v", got, !want)
		}
	}
}

func TestFiltersOfProjects(t *testing.T) {
	yes, no := true, false
	p := fact{stage: "building", library: "key", started: "2020-01-31", substantive: "2020-03-02", cumulative: 6_000_000, year: &registryv1.ProjectYear{
		Nature: registryv1.Nature_NATURE_NEW, TotalInvestmentYuan: 10_000_000, ResumedDate: "2020-03-31",
		Listings: []*registryv1.Listing{{Key: "city"}}, Category: "industry",
	}}
	for name, tc := range map[string]struct {
		filter filter
		want   bool
	}{
		"nothing asked":                {filter{}, true},
		"listed":                       {filter{Listed: &yes}, true},
		"unlisted":                     {filter{Listed: &no}, false},
		"its list":                     {filter{Listing: "city", Category: "industry", Nature: "new", Library: "key", Stages: []string{"building"}}, true},
		"another list":                 {filter{Listing: "county"}, false},
		"from its size on":             {filter{FromWan: 1000, BelowWan: 1001}, true},
		"below its size":               {filter{BelowWan: 1000}, false},
		"resumed on the last day":      {filter{ResumedBy: "2020-03-31"}, true},
		"resumed too late":             {filter{ResumedBy: "2020-03-30"}, false},
		"done as far as asked":         {filter{DonePercent: 60}, true},
		"not done as far":              {filter{DonePercent: 61}, false},
		"in substance by that day":     {filter{SubstantiveBy: "2020-03-02"}, true},
		"in substance within 2 months": {filter{SubstantiveMonths: 2}, true},
		"a month after 31 January":     {filter{SubstantiveMonths: 1}, true}, // is 2 March of a leap year
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.filter.lets(p); got != tc.want {
				t.Errorf("lets() = %v", got)
			}
		})
	}
	p.started = ""
	if (filter{SubstantiveMonths: 2}).lets(p) || (filter{StartedBy: "2020-12-31"}).lets(p) {
		t.Error("what has not started is let through")
	}
	if got := (registerFigure{Figure: figurePercent, Of: filter{Nature: "continued"}}).of([]fact{p}); got != "" {
		t.Errorf("a share of nothing is %q", got)
	}
}
