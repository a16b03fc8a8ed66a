package sheet

import (
	"slices"

	"pacesetter/services/registry/internal/sheet/xlsx"
)

// spread gives every row its share of a text cell that is merged over several
// rows, as clerks do with one company or one street of many projects. Numbers,
// names and amounts are never spread: whose they are is not for a merge to say.
func (r *reader) spread(areas []xlsx.Area) {
	columns := make(map[int]Column, len(r.sheet.Columns))
	for c, at := range r.sheet.Columns {
		columns[at] = c
	}
	left := len(r.sheet.Columns) * len(r.sheet.Rows) // ranges that overlap are no honest ones
	for _, a := range areas {
		c := columns[a.FirstColumn]
		if c == 0 || c == ColumnNumber || c == ColumnName || c.isAmount() || a.LastRow == a.FirstRow || left <= 0 {
			continue
		}
		rows := r.rowsOf(a)
		left -= len(rows) + 1
		for i := 1; i < len(rows) && rows[0].Number == a.FirstRow; i++ {
			inherit(&rows[i], rows[0], c)
		}
	}
}

// rowsOf are the projects that a range covers.
func (r *reader) rowsOf(a xlsx.Area) []Row {
	all := r.sheet.Rows
	byNumber := func(row Row, number int) int { return row.Number - number }
	from, _ := slices.BinarySearchFunc(all, a.FirstRow, byNumber)
	to, _ := slices.BinarySearchFunc(all, a.LastRow+1, byNumber)
	return all[from:to]
}

// inherit takes over a text of another row where there is none.
func inherit(r *Row, from Row, c Column) {
	if r.Verbatim[c] != "" {
		return
	}
	r.Verbatim[c] = from.Verbatim[c]
	switch c { //nolint:exhaustive // all others have no field of their own
	case ColumnIndustry:
		r.Industry = from.Industry
	case ColumnScale:
		r.Scale = from.Scale
	case ColumnYears:
		r.Years, r.StartYear, r.EndYear = from.Years, from.StartYear, from.EndYear
	case ColumnPlace:
		r.Place = from.Place
	case ColumnProgress:
		r.Progress = from.Progress
	case ColumnUnit:
		r.UnitText = from.UnitText
	case ColumnCompany:
		r.Company = from.Company
	}
}
