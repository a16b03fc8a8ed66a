package sheet

import (
	"slices"
	"strings"

	"pacesetter/services/registry/internal/sheet/xlsx"
)

// Headers say what headers mean that the annex doesn't know, or means otherwise, by
// HeaderKey; 0 is a column that is not imported.
type Headers map[string]Column

// ownRank puts what a person said a header means behind every form that the annex
// knows: where the sheet has the printed header too, that one is meant.
const ownRank = 1000

// HeaderKey is a header as it is compared: 5月完成额（万元） and ６月完成额 are one.
func HeaderKey(text string) string { return parseLabel(text).text }

// Heading is a column of a clerk's sheet.
type Heading struct {
	At     int    // 1 for A
	Text   string // as the sheet has it
	Column Column // of the annex; 0 where it is none
	Own    bool   // by what a person said, in this sheet or an earlier one
	Sample string // what stands in the first row with a project
}

// Letter is the column's letter in the sheet.
func (h Heading) Letter() string { return xlsx.Letters(h.At) }

// with is the form with what a unit's headers mean.
func (f *Form) with(own Headers) *Form {
	if f == nil || len(own) == 0 {
		return f
	}
	mine := *f
	mine.own = own
	return &mine
}

// heads are the header's columns from left to right.
func (h *header) heads(upper, lower map[int]string) []Heading {
	found := make(map[int]Column, len(h.columns))
	for c, at := range h.columns {
		found[at] = c
	}
	var all []Heading
	for _, at := range headerColumns(upper, lower) {
		text := upper[at]
		if lower[at] != "" {
			text = lower[at]
		}
		_, own := h.form.own[HeaderKey(text)]
		all = append(all, Heading{At: at, Text: shorten(tidy(text)), Column: found[at], Own: own})
	}
	return all
}

// open tells whether the header has a column of which nobody said what it is.
func (h *header) open() bool {
	return slices.ContainsFunc(h.all, func(c Heading) bool { return c.Column == 0 && !c.Own })
}

// sampled gives the columns what stands in a row with a project.
func sampled(heads []Heading, row xlsx.Row) {
	for _, cell := range row.Cells {
		if i := slices.IndexFunc(heads, func(h Heading) bool { return h.At == cell.Column }); i >= 0 {
			heads[i].Sample = shorten(tidy(cell.Text))
		}
	}
}

// columnKeys are the columns as interfaces spell them, which therefore stay.
var columnKeys = map[Column]string{
	ColumnNumber: "number", ColumnName: "name", ColumnIndustry: "industry", ColumnScale: "scale", ColumnYears: "years",
	ColumnPlace: "place", ColumnTotalInvestment: "total_investment", ColumnMonth: "month", ColumnCumulative: "cumulative",
	ColumnYearToDate: "year_to_date", ColumnProgress: "progress", ColumnLandApproval: "land_approval", ColumnFiling: "filing",
	ColumnLandPlanning: "land_planning", ColumnBuildingPlanning: "building_planning", ColumnEnvironment: "environment",
	ColumnPlannedYear: "planned_year", ColumnChiefOfficer: "chief_officer", ColumnUnit: "unit", ColumnResponsible: "responsible",
	ColumnCompany: "company", ColumnContact: "contact", ColumnSigning: "signing", ColumnProcedures: "procedures",
	ColumnDemolition: "demolition", ColumnProblems: "problems", ColumnRemarks: "remarks", ColumnCode: "code",
}

// Key is the column as interfaces spell it, empty for none.
func (c Column) Key() string { return columnKeys[c] }

// Field is the column of the form that a text names, by its key or by its printed
// header; false where it names none.
func (f *Form) Field(text string) (Column, bool) {
	text = strings.TrimSpace(text)
	for _, c := range f.Columns() {
		if text != "" && (text == c.Key() || text == f.Header(c)) {
			return c, true
		}
	}
	return 0, false
}
