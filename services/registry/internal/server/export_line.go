package server

import (
	"cmp"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet"
	"pacesetter/services/registry/internal/store"
)

// line is a project as the annex prints it: what the register knows in its columns,
// everything else as the last sheet had it.
func (e *export) line(r store.AnnexRow) sheet.Line {
	p, y, cells := r.Project, r.Year, e.kept(r.Cells)
	l := sheet.Line{Texts: make(map[sheet.Column]string), Amounts: e.amounts(r), Extra: cells}
	for _, c := range e.form.Columns() {
		l.Texts[c] = cells[e.form.Header(c)]
	}
	l.Texts[sheet.ColumnName], l.Texts[sheet.ColumnCompany] = p.Name, p.Company.Name
	l.Texts[sheet.ColumnIndustry], l.Texts[sheet.ColumnScale], l.Texts[sheet.ColumnPlace] = y.Industry, p.Scale, p.Place
	l.Texts[sheet.ColumnYears] = yearsText(l.Texts[sheet.ColumnYears], p)
	l.Texts[sheet.ColumnUnit] = e.unitText(l.Texts[sheet.ColumnUnit], y)
	if e.annex == registry.AnnexUnderConstruction {
		rev, _ := r.Report.HandedIn()
		l.Texts[sheet.ColumnProgress] = rev.Progress
	}
	return l
}

// kept are a sheet's cells as the caller may have them.
func (e *export) kept(cells map[string]string) map[string]string {
	if e.contacts {
		return cells
	}
	masked := make(map[string]string, len(cells))
	for header, text := range cells {
		masked[header] = registry.MaskContacts(text)
	}
	return masked
}

func (e *export) amounts(r store.AnnexRow) map[sheet.Column]money.Yuan {
	amounts := make(map[sheet.Column]money.Yuan)
	amounts[sheet.ColumnTotalInvestment], amounts[sheet.ColumnPlannedYear] = r.Year.TotalInvestment, r.Year.Planned
	if rev, ok := r.Report.HandedIn(); ok {
		amounts[sheet.ColumnMonth], amounts[sheet.ColumnCumulative] = rev.Figures.Month, rev.Figures.Cumulative
		amounts[sheet.ColumnYearToDate] = rev.Figures.YearToDate
	}
	return amounts
}

// yearsText is what the sheet said of the years of construction while it still means
// those of the register: 2020年6月—2022年12月 says more than they do.
func yearsText(said string, p registry.Project) string {
	if start, end := sheet.YearsIn(said); start == p.StartYear && end == p.EndYear {
		return said
	}
	return sheet.YearsText(p.StartYear, p.EndYear)
}

// unitText is what the sheet said of the unit in charge unless that is another unit by
// now. What names no unit, such as a department, is no contradiction.
func (e *export) unitText(said string, y registry.Year) string {
	found := e.tree.Find(y.Year, e.unit, said)
	if said == "" || len(found) == 1 && found[0].Code != y.Unit {
		return cmp.Or(e.unitName(y.Unit), said)
	}
	return said
}
