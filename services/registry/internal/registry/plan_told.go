package registry

import "time"

// annex is the annex that the sheet is of.
func (i Importing) annex() Annex { return Annex(i.Import.Annex) }

// IsOfPlans tells whether the sheet says what projects are and shall be, and reports
// no month.
func (i Importing) IsOfPlans() bool { return i.annex() != AnnexUnderConstruction }

// told plans the row of a known project in a sheet of plans: what the project is, and
// its record of the year.
func (i Importing) told(p RowPlan, now Picture) RowPlan {
	before, ok := now.Projects[p.Project]
	if !ok { // withdrawn from sight between two reads: a new preview will tell
		return p.refused(refuse("AMBIGUOUS_PROJECT", "name", "value", p.Name))
	}
	p.Before = &before
	unit := p.toldUnit()
	y, counts := before.Year(i.Import.Month.Year)
	var present *Description
	if counts {
		has := toldBy(before, y)
		present, p.Found, p.Unit = &has, nil, y.Unit
	} else {
		y = Year{Year: i.Import.Month.Year, Unit: p.Unit, Category: p.Defaults.Category, Nature: p.Defaults.Nature, Listings: p.Defaults.listings(i.Import.Month)}
	}
	p = p.with(p.identity(i, unit, before, y))
	var last *Description
	if told, known := now.LastTold[before.ID]; known {
		last = &told
	}
	p.Comparison = CompareTold(*p.Told, last, present)
	return i.judged(p, y, present)
}

// judged is the row after a person's decision, with its outcome.
func (i Importing) judged(p RowPlan, y Year, present *Description) RowPlan {
	conflict := p.Action == ActionConflict
	switch {
	case p.Decision.Skip:
		p.Settled = conflict && !p.Failed
		p.Action = ActionNothing
		return p
	case p.Failed:
		p.Action = ActionRefused
		return p
	case conflict && !p.Decision.Overwrite:
		return p.with(p.differing(*present, SeverityError, "RECORD_CONFLICT"))
	case conflict:
		p.Action = ActionCorrect
	}
	p.Settled = true
	if p.Action == ActionCorrect {
		p = p.with(p.differing(*present, SeverityWarning, "CELL_CHANGES"))
	}
	if !p.Action.Writes() {
		return p
	}
	return i.retold(p, y)
}

// differing are the fields that the row says otherwise.
func (p RowPlan) differing(present Description, s Severity, reason string) []Finding {
	var found []Finding
	for _, d := range p.Told.against(present) {
		found = append(found, d.found(s, reason))
	}
	return found
}

// retold writes what the row says.
func (i Importing) retold(p RowPlan, y Year) RowPlan {
	after, found, err := p.Before.Tell(*p.Told, y, i.Policy(y.Unit), i.Now)
	p = p.with(found)
	if err != nil {
		return p.refused(because(err, found)...)
	}
	p.After = after
	return p
}

// identity are the cells that say who the project is otherwise than the register does:
// told with both values, and never written.
func (p RowPlan) identity(i Importing, unit string, before Project, y Year) []Finding {
	var found []Finding
	for _, d := range []difference{
		{"name", p.Name, before.Name},
		{"company.name", p.Company, before.Company.Name},
		{"unit", unitName(i.Tree, unit), unitName(i.Tree, y.Unit)},
	} {
		if differs(d.sheet, d.register) {
			found = append(found, d.found(SeverityWarning, "IDENTITY_DIFFERS"))
		}
	}
	return found
}

// Tell is the project as a sheet of plans has it, in the year of the record y.
func (p Project) Tell(t Description, y Year, policy Policy, now time.Time) (Project, []Finding, error) {
	t = t.over(toldBy(p, y))
	before, _ := p.Year(y.Year)
	y.Industry, y.TotalInvestment, y.Planned = t.Industry, t.Total, *t.Planned
	y, found, err := policy.judgeYear(before, y, "year.")
	if err != nil {
		return Project{}, found, err
	}
	after := p
	after.Scale, after.Place, after.StartYear, after.EndYear = t.Scale, t.Place, t.StartYear, t.EndYear
	after = after.Tidy()
	found = append(after.Check(), found...)
	if Refused(found) {
		return Project{}, found, Refusal(found, "project.")
	}
	return after.shelved().WithYear(y).touched(now), found, nil
}
