package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

// tells is a sheet's word on a project by its total and place.
func tells(total money.Yuan, place string) registry.Description {
	plan := money.Yuan(400)
	return registry.Description{Industry: "装备制造", Scale: "年产 2 万台", Place: place, StartYear: 2019, EndYear: 2021, Total: total, Planned: &plan}
}

func TestCompareTold(t *testing.T) {
	old, changed, console := tells(10, "东区"), tells(20, "东区"), tells(30, "东区")
	blank, reworded := tells(10, ""), tells(10, "东 区")
	blank.Planned, blank.EndYear = nil, 0
	for name, tc := range map[string]struct {
		sheet registry.Description
		last  *registry.Description
		now   *registry.Description
		want  registry.Comparison
	}{
		"no record of the year":                      {old, &old, nil, registry.Comparison{Action: registry.ActionRecord}},
		"the same sheet again":                       {old, &old, &old, registry.Comparison{Action: registry.ActionNothing}},
		"the same sheet, the console changed":        {old, &old, &console, registry.Comparison{Action: registry.ActionNothing, ChangedSince: true}},
		"the sheet changed, the register did not":    {changed, &old, &old, registry.Comparison{Action: registry.ActionCorrect}},
		"both changed":                               {changed, &old, &console, registry.Comparison{Action: registry.ActionConflict}},
		"both changed to the same":                   {changed, &old, &changed, registry.Comparison{Action: registry.ActionNothing}},
		"the first sheet says what the register has": {old, nil, &old, registry.Comparison{Action: registry.ActionNothing}},
		"the first sheet says something else":        {changed, nil, &old, registry.Comparison{Action: registry.ActionConflict}},
		"what is blank is not said":                  {blank, &old, &old, registry.Comparison{Action: registry.ActionNothing}},
		"what was blank before was not said either":  {old, &blank, &old, registry.Comparison{Action: registry.ActionNothing}},
		"a blank differs from no register":           {blank, &blank, &console, registry.Comparison{Action: registry.ActionNothing, ChangedSince: true}},
		"blanks in words say nothing":                {reworded, &old, &old, registry.Comparison{Action: registry.ActionNothing}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, registry.CompareTold(tc.sheet, tc.last, tc.now)); diff != "" {
				t.Errorf("comparison differs (-want +got):\n%s", diff)
			}
		})
	}
}
