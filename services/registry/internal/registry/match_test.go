package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/registry/internal/registry"
)

// registered are the projects that rows of a sheet are compared with.
func registered() []registry.Known {
	return []registry.Known{
		{ID: "valves", Name: "阀门生产线（一期）", Company: "甲公司", Code: "2304-441900-04-01-135254", Unit: "bc"},
		{ID: "park", Name: "物流园", Company: "乙公司", Unit: "bc"},
		{ID: "park-wd", Name: "物流园", Company: "丙公司", Unit: "wd"},
		{ID: "twin-bc", Name: "学校", Company: "教育局", Unit: "bc"},
		{ID: "twin-wd", Name: "学校", Company: "教育局", Unit: "wd"},
		{ID: "bare", Name: "道路", Unit: "bc"},
		{ID: "gone", Name: "旧厂", Company: "丁公司", Unit: "bc", Withdrawn: true},
	}
}

func TestMatch(t *testing.T) {
	for name, tc := range map[string]struct {
		row  registry.Subject
		want string // the project, "new", or the candidates with what is shared
	}{
		"name and company are the same":                      {registry.Subject{Name: "阀门生产线（一期）", Company: "甲公司"}, "valves"},
		"blanks, brackets and width don't matter":            {registry.Subject{Name: "阀门 生产线(一期)", Company: "甲公司 "}, "valves"},
		"nothing is shared":                                  {registry.Subject{Name: "码头", Company: "戊公司"}, "new"},
		"no name is like another missing name":               {registry.Subject{Name: "码头"}, "new"},
		"the name alone is shared":                           {registry.Subject{Name: "阀门生产线（一期）", Company: "戊公司"}, "? valves:name"},
		"the company alone is shared: it may be a new name":  {registry.Subject{Name: "阀门生产线（二期）", Company: "甲公司"}, "? valves:company"},
		"the company is not said and the name is unique":     {registry.Subject{Name: "阀门生产线（一期）"}, "valves"},
		"the company is not said and two have the name":      {registry.Subject{Name: "物流园", Unit: "bc"}, "? park:name park-wd:name"},
		"the company tells two of one name apart":            {registry.Subject{Name: "物流园", Company: "丙公司", Unit: "bc"}, "park-wd"},
		"the unit tells two of one name and company apart":   {registry.Subject{Name: "学校", Company: "教育局", Unit: "wd"}, "twin-wd"},
		"no unit tells two of one name and company apart":    {registry.Subject{Name: "学校", Company: "教育局", Unit: "bz"}, "? twin-bc:name+company twin-wd:name+company"},
		"the register has no company and the sheet has one":  {registry.Subject{Name: "道路", Company: "市政公司"}, "? bare:name"},
		"the code is the same, whatever the name":            {registry.Subject{Name: "阀门项目", Company: "戊公司", Code: "2304-441900-04-01-135254"}, "valves"},
		"name and company are the same, the codes differ":    {registry.Subject{Name: "阀门生产线（一期）", Company: "甲公司", Code: "2211-441900-04-02-310151"}, "? valves:name+company"},
		"what was withdrawn is offered, not taken":           {registry.Subject{Name: "旧厂", Company: "丁公司"}, "? gone:name+company"},
		"who shares more is offered first":                   {registry.Subject{Name: "物流园", Company: "甲公司"}, "? park:name park-wd:name valves:company"},
		"an exact one stands beside one of the same company": {registry.Subject{Name: "物流园", Company: "乙公司"}, "park"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outcome(registry.NewMatcher(registered()).Match(tc.row)); got != tc.want {
				t.Errorf("Match() = %s, want %s", got, tc.want)
			}
		})
	}
}

func outcome(m registry.Match) string {
	switch m.Kind {
	case registry.MatchKnown:
		return string(m.Project)
	case registry.MatchNew:
		return "new"
	case registry.MatchAmbiguous, registry.MatchNone:
	}
	text := "?"
	for _, c := range m.Candidates {
		text += " " + string(c.ID) + ":" + strings.Join(c.Shared, "+")
	}
	return text
}

func TestDecisionsOnOneRow(t *testing.T) {
	for name, tc := range map[string]struct {
		first, second registry.Decision
		want          registry.Decision
		refused       bool
	}{
		"which project and what in a conflict": {
			first: registry.Decision{Project: "a"}, second: registry.Decision{Overwrite: true},
			want: registry.Decision{Project: "a", Overwrite: true},
		},
		"new, and what it is listed as": {
			first: registry.Decision{Create: true}, second: registry.Decision{Defaults: registry.Defaults{Listing: "city"}},
			want: registry.Decision{Create: true, Defaults: registry.Defaults{Listing: "city"}},
		},
		"the same word twice": {
			first: registry.Decision{Project: "a"}, second: registry.Decision{Project: "a"}, want: registry.Decision{Project: "a"},
		},
		"two projects":             {first: registry.Decision{Project: "a"}, second: registry.Decision{Project: "b"}, refused: true},
		"known and new":            {first: registry.Decision{Project: "a"}, second: registry.Decision{Create: true}, refused: true},
		"left out and new":         {first: registry.Decision{Skip: true}, second: registry.Decision{Create: true}, refused: true},
		"left out and overwritten": {first: registry.Decision{Skip: true}, second: registry.Decision{Overwrite: true}, refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tc.first.With(tc.second)
			if (err != nil) != tc.refused {
				t.Fatalf("With() = %v", err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("decision differs (-want +got):\n%s", diff)
			}
		})
	}
}
