package region

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lastYear is the one that the newest edition in the table belongs to.
const lastYear = 2026

// TestTheTableHoldsTogether checks in every year: a code is one region, what lies in
// another does so all its years, names and levels are there.
func TestTheTableHoldsTogether(t *testing.T) {
	all := theTable()
	for row, r := range all.regions {
		if !shaped(r.Code) || r.Name == "" || r.Short == "" || r.Source == "" || !strings.HasPrefix(r.Name, r.Short) {
			t.Errorf("row %+v", r)
		}
		if r.To != 0 && r.To < r.From || r.From != 0 && r.From <= FirstYear || r.Successor != "" && r.To == 0 {
			t.Errorf("years of %+v", r)
		}
		if (r.Level == Province) != (r.Parent == "") {
			t.Errorf("parent of %+v", r)
		}
		if next, ok := all.next[row]; ok && next <= row && all.regions[next].Code == r.Code {
			t.Errorf("%+v is followed by an older row", r)
		}
		for year := max(r.From, FirstYear); year <= lastYear && r.In(year); year++ {
			if up, ok := parentIn(r, year); r.Level != Province && (!ok || up.Level == County) {
				t.Errorf("%s %s has no parent in %d", r.Code, r.Name, year)
			}
			if at, err := At(r.Code, year); err != nil || at != r {
				t.Errorf("%s in %d is %s and %s: %v", r.Code, year, r.Name, at.Name, err)
			}
		}
	}
}

// TestHowManyRegionsThereWere states the counts, so that a new edition's difference is
// seen. The county level counts the districts of 三沙 and, since 2012, the islands.
func TestHowManyRegionsThereWere(t *testing.T) {
	for year, want := range map[int]map[Level]int{
		2002: {Province: 34, City: 332, County: 2862},
		2010: {Province: 34, City: 333, County: 2859},
		2013: {Province: 34, City: 333, County: 2856},
		2017: {Province: 34, City: 334, County: 2854},
		2018: {Province: 34, City: 333, County: 2854},
		2021: {Province: 34, City: 333, County: 2843},
		2025: {Province: 34, City: 333, County: 2845},
		2026: {Province: 34, City: 333, County: 2847},
	} {
		got := map[Level]int{Province: 0, City: 0, County: 0}
		for _, r := range theTable().regions {
			if r.In(year) {
				got[r.Level]++
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d (-want +got):\n%s", year, diff)
		}
	}
	if n := len(theTable().regions); n != 3782 {
		t.Errorf("%d rows", n)
	}
}

// TestAlmostEveryCodeLeadsToToday: all but the four districts of 大兴安岭 that the
// lists carried from 2006 to 2008 and then dropped.
func TestAlmostEveryCodeLeadsToToday(t *testing.T) {
	var lost []string
	for _, r := range theTable().regions {
		if _, ok := Today(r); !ok {
			lost = append(lost, r.Code)
		}
	}
	if diff := cmp.Diff([]string{"232701", "232702", "232703", "232704"}, lost); diff != "" {
		t.Error(diff)
	}
}

func TestABrokenTableIsRefused(t *testing.T) {
	const header = "code,parent,name,short,level,valid_from,valid_to,successor,source\n"
	for name, text := range map[string]string{
		"empty":                "",
		"another header":       "code,name\n",
		"a column too few":     header + "370000,,山东省\n",
		"a year in words":      header + "370000,,山东省,山东,province,早,,,x\n",
		"an end in words":      header + "370000,,山东省,山东,province,,晚,,x\n",
		"a successor missing":  header + "370000,,山东省,山东,province,,2010,380000,x\n",
		"a successor too late": header + "370000,,甲省,甲,province,,2010,380000,x\n380000,,乙省,乙,province,2012,,,x\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parse(text); err == nil {
				t.Error("was read")
			}
		})
	}
}
