package registry_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// handedOver began in 2019 at a, and went to b for 2020 and to c for 2021.
func handedOver() registry.Project {
	return registry.Project{
		ID: "p", Name: "移交项目",
		Years:   []registry.Year{{Year: 2019, Unit: "a"}, {Year: 2020, Unit: "b"}, {Year: 2021, Unit: "c"}},
		Opening: &registry.Opening{Month: month.Month{Year: 2019, Month: 3}},
	}
}

func TestSightOfAProject(t *testing.T) {
	change := func(subject string, fields ...string) registry.Change {
		c := registry.Change{Subject: subject}
		for _, f := range fields {
			c.Fields = append(c.Fields, registry.FieldChange{Field: f})
		}
		return c
	}
	history := []registry.Change{
		change("project", "name", "company.name", "2019.unit", "2019.planned_yuan"),
		change("project", "opening.month", "opening.year_yuan"),
		change("report/2019-03", "month_yuan"),
		change("project", "2020.unit", "2020.planned_yuan"),
		change("report/2020-01", "month_yuan"),
		change("project", "name", "2021.unit"),
	}
	for name, tc := range map[string]struct {
		units   []string // that the caller sees
		years   []int
		opening bool
		history []registry.Change
	}{
		"who answers for the latest year sees its whole life": {[]string{"c"}, []int{2019, 2020, 2021}, true, history},
		"who answered for the first year sees that year": {[]string{"a"}, []int{2019}, true, []registry.Change{
			history[0], history[1], history[2], change("project", "name"),
		}},
		"who answered in between sees neither before nor after": {[]string{"b"}, []int{2020}, false, []registry.Change{
			change("project", "name", "company.name"), history[3], history[4], change("project", "name"),
		}},
		"who answered for two years sees both": {[]string{"a", "b"}, []int{2019, 2020}, true, []registry.Change{
			history[0], history[1], history[2], history[3], history[4], change("project", "name"),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := handedOver()
			sight, some := p.Sight(seesUnits(tc.units))
			if !some {
				t.Fatal("sees nothing")
			}
			seen := p.SeenWith(sight)
			var years []int
			for _, y := range seen.Years {
				years = append(years, y.Year)
			}
			if diff := cmp.Diff(tc.years, years); diff != "" {
				t.Errorf("years (-want +got):\n%s", diff)
			}
			if (seen.Opening != nil) != tc.opening {
				t.Errorf("opening %v", seen.Opening)
			}
			var told []registry.Change
			for _, c := range history {
				if c, ok := sight.Change(c); ok {
					told = append(told, c)
				}
			}
			if diff := cmp.Diff(tc.history, told); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
			if len(p.Years) != 3 || len(history[0].Fields) != 4 {
				t.Error("looking changed what was looked at")
			}
		})
	}
	if _, some := handedOver().Sight(seesUnits([]string{"d"})); some {
		t.Error("a stranger sees something")
	}
}

func seesUnits(units []string) func(registry.Year) bool {
	return func(y registry.Year) bool {
		for _, u := range units {
			if u == y.Unit {
				return true
			}
		}
		return false
	}
}

// TestSightOfResponsibilities: who gave a project away is not told who answers for it
// since.
func TestSightOfResponsibilities(t *testing.T) {
	t.Parallel()
	p := handedOver()
	first, latest := p.Years[0], p.Years[len(p.Years)-1]
	partial, _ := p.Sight(func(y registry.Year) bool { return y.Year == first.Year })
	whole, _ := p.Sight(func(y registry.Year) bool { return y.Year == latest.Year })
	day := func(year int) string { return strconv.Itoa(year) + "-06-01" }
	for name, tc := range map[string]struct {
		days registry.Days
		want bool
	}{
		"of their year":        {registry.Days{From: day(first.Year), To: day(first.Year)}, true},
		"since before, open":   {registry.Days{From: day(first.Year - 1)}, true},
		"since it was gone":    {registry.Days{From: day(latest.Year)}, false},
		"over before the year": {registry.Days{From: day(first.Year - 2), To: day(first.Year - 1)}, false},
	} {
		if got := partial.Responsibility(registry.Responsibility{Days: tc.days}); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
		if !whole.Responsibility(registry.Responsibility{Days: tc.days}) {
			t.Errorf("%s: hidden from who answers now", name)
		}
	}
	change := registry.Change{Subject: "responsibility/1", Time: time.Date(latest.Year, 6, 1, 0, 0, 0, 0, time.UTC), Fields: []registry.FieldChange{{Field: "bearer", New: "x"}}}
	if _, seen := partial.Change(change); seen {
		t.Error("the history tells it")
	}
}
