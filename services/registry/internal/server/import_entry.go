package server

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet"
)

// entriesOf are the sheet's rows as the register takes them.
func entriesOf(s *sheet.Sheet) []registry.Entry {
	entries := make([]registry.Entry, len(s.Rows))
	tells := registry.Tells{Progress: s.Columns[sheet.ColumnProgress] > 0, Plan: s.Columns[sheet.ColumnPlannedYear] > 0}
	for n, r := range s.Rows {
		entries[n] = registry.Entry{
			Row: r.Number, Section: r.Section, UnitText: r.UnitText, Tells: tells, Failed: r.Failed(),
			Subject: registry.Subject{Name: r.Name, Company: r.Company, Code: r.Code},
			New:     registry.Project{NationalCode: r.Code, Scale: r.Scale, Place: r.Place, StartYear: r.StartYear, EndYear: r.EndYear},
			Year:    registry.Year{Industry: r.Industry, TotalInvestment: r.TotalInvestment, Planned: r.PlannedYear},
			Cells:   cellsOf(s, r),
		}
		if s.Form.Annex == sheet.AnnexUnderConstruction {
			entries[n].Said = saidBy(r)
		} else {
			entries[n].Told = toldBy(r)
		}
	}
	return entries
}

func saidBy(r sheet.Row) registry.Said {
	return registry.Said{
		Figures:  registry.Figures{Month: r.Month, YearToDate: r.YearToDate, Cumulative: r.Cumulative},
		Progress: r.Progress,
	}
}

func toldBy(r sheet.Row) *registry.Description {
	t := &registry.Description{
		Industry: registry.Line(r.Industry), Scale: registry.Text(r.Scale), Place: registry.Line(r.Place),
		StartYear: r.StartYear, EndYear: r.EndYear, Total: r.TotalInvestment,
	}
	if r.Says(sheet.ColumnPlannedYear) {
		t.Planned = &r.PlannedYear
	}
	return t
}

// withoutLeftOut compares the sheet's rows with each other once more without those
// that a person left out: of two that contradict each other the other one counts then.
func (o openImport) withoutLeftOut(sentences errs.Catalogue) {
	left := sheet.Sheet{Form: o.sheet.Form, Columns: o.sheet.Columns}
	var at []int // of the rows left, in the whole sheet
	for n := range o.sheet.Rows {
		r := &o.sheet.Rows[n]
		if o.options.Decisions[r.Number].Skip {
			continue
		}
		r.Issues = slices.DeleteFunc(slices.Clone(r.Issues), func(i sheet.Issue) bool {
			return i.Reason == sheet.ReasonDuplicate || i.Reason == sheet.ReasonContradicts
		})
		left.Rows, at = append(left.Rows, *r), append(at, n)
	}
	for _, d := range left.Duplicates() {
		for n, i := range d.Rows {
			if !d.Equal {
				o.markTwin(at[i], sheet.ReasonContradicts, left.Rows[d.Rows[(n+1)%len(d.Rows)]].Number, sentences)
			} else if n > 0 {
				o.markTwin(at[i], sheet.ReasonDuplicate, left.Rows[d.Rows[0]].Number, sentences)
			}
		}
	}
}

func (o openImport) markTwin(n int, reason string, other int, sentences errs.Catalogue) {
	r := &o.sheet.Rows[n]
	r.Issues = append(r.Issues, sheet.Issue{
		Cell: o.sheet.Cell(sheet.ColumnName, r.Number), Column: sheet.ColumnName, ColumnName: o.sheet.ColumnName(sheet.ColumnName),
		Value: shown(r.Name), Severity: sheet.Error, Reason: reason,
		Message: sentences.Sentence(reason, map[string]string{"row": rowNumber(other)}),
	})
}

// cellsOf are all filled cells of a row by printed header, so that what the register
// has no field for isn't lost.
func cellsOf(s *sheet.Sheet, r sheet.Row) map[string]string {
	cells := make(map[string]string, len(r.Verbatim)+len(r.Extra))
	for c, text := range r.Verbatim {
		if text != "" {
			cells[s.ColumnName(c)] = registry.Text(text)
		}
	}
	for name, text := range r.Extra {
		if _, taken := cells[name]; taken {
			name += "（另列）"
		}
		cells[registry.Line(name)] = registry.Text(text)
	}
	return cells
}

// columnOf is the column that a finding about a field points at.
func columnOf(field string) sheet.Column {
	columns := map[string]sheet.Column{
		"company.name": sheet.ColumnCompany, "industry": sheet.ColumnIndustry, "scale": sheet.ColumnScale, "place": sheet.ColumnPlace,
		"start_year": sheet.ColumnYears, "end_year": sheet.ColumnYears, "national_code": sheet.ColumnCode, "unit": sheet.ColumnUnit, "progress": sheet.ColumnProgress,
		"total_investment_yuan": sheet.ColumnTotalInvestment, "planned_yuan": sheet.ColumnPlannedYear,
		"month_yuan": sheet.ColumnMonth, "year_to_date_yuan": sheet.ColumnYearToDate, "cumulative_yuan": sheet.ColumnCumulative,
	}
	if c, ok := columns[field]; ok {
		return c
	}
	return sheet.ColumnName
}

func rowNumber(row int) string { return strconv.Itoa(row) }

// shown is a cell's text cut to what a finding shows.
func shown(text string) string {
	const most = 60
	text = registry.Line(text)
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
