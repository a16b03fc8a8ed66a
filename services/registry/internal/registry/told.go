package registry

import (
	"cmp"

	"pacesetter/pkg/money"
)

// Description is what a sheet of plans (annexes 1 and 2) says of a project itself: there is no
// month's report in them. What a sheet leaves blank it doesn't say.
type Description struct {
	Industry, Scale, Place string
	StartYear, EndYear     int
	Total                  money.Yuan
	Planned                *money.Yuan // nil where it doesn't say
}

// toldBy is what the register has of the project in the year.
func toldBy(p Project, y Year) Description {
	return Description{
		Industry: y.Industry, Scale: p.Scale, Place: p.Place, StartYear: p.StartYear, EndYear: p.EndYear,
		Total: y.TotalInvestment, Planned: &y.Planned,
	}
}

// over fills what t doesn't say, and takes the other's words where they differ by
// nothing that is compared.
func (t Description) over(o Description) Description {
	for mine, theirs := range map[*string]string{&t.Industry: o.Industry, &t.Scale: o.Scale, &t.Place: o.Place} {
		if !differs(*mine, theirs) {
			*mine = theirs
		}
	}
	t.StartYear, t.EndYear = cmp.Or(t.StartYear, o.StartYear), cmp.Or(t.EndYear, o.EndYear)
	t.Planned = cmp.Or(t.Planned, o.Planned)
	return t
}

// same tells whether both say the same.
func (t Description) same(o Description) bool { return len(t.against(o)) == 0 }

// planned is the plan as text, empty where nothing is said of it.
func (t Description) planned() string {
	if t.Planned == nil {
		return ""
	}
	return wan(*t.Planned)
}

// against lists the fields that t says and that are otherwise in o, with the words of both.
func (t Description) against(o Description) []difference {
	var found []difference
	for _, d := range []difference{
		{"industry", t.Industry, o.Industry},
		{"scale", t.Scale, o.Scale},
		{"place", t.Place, o.Place},
		{"start_year", year(t.StartYear), year(o.StartYear)},
		{"end_year", year(t.EndYear), year(o.EndYear)},
		{"total_investment_yuan", wan(t.Total), wan(o.Total)},
		{"planned_yuan", t.planned(), o.planned()},
	} {
		if differs(d.sheet, d.register) {
			found = append(found, d)
		}
	}
	return found
}

// difference is a field of which sheet and register say something else.
type difference struct{ field, sheet, register string }

// found tells the difference with both values.
func (d difference) found(s Severity, reason string) Finding {
	return finding(s, reason, d.field, []string{"sheet", d.sheet, "register", cmp.Or(d.register, "空白")})
}

// CompareTold is the three-way comparison of a sheet of plans: what it says, what the
// last one said (nil: none did), and what the register has of the project in the year
// (nil: nothing).
//
//	register now       | sheet as last time | sheet changed, or first sheet
//	no record of it    | record             | record
//	as the sheet says  | nothing            | nothing
//	as last sheet said | nothing            | correct
//	something else     | nothing, changed   | conflict
func CompareTold(sheet Description, last, now *Description) Comparison {
	if now == nil {
		return Comparison{Action: ActionRecord}
	}
	sheet = sheet.over(*now)
	agrees := sheet.same(*now)
	var unchanged, untouched bool
	if last != nil {
		before := last.over(*now)
		unchanged, untouched = sheet.same(before), before.same(*now)
	}
	switch {
	case unchanged:
		return Comparison{Action: ActionNothing, ChangedSince: !agrees}
	case agrees:
		return Comparison{Action: ActionNothing}
	case untouched:
		return Comparison{Action: ActionCorrect}
	default:
		return Comparison{Action: ActionConflict}
	}
}
