package server

import (
	"cmp"
	"slices"
	"strings"

	"pacesetter/pkg/money"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet"
)

// message is an import on the wire.
func (a access) message(i registry.Import) *registryv1.Import {
	out := &registryv1.Import{
		Id: i.ID, Unit: i.Unit, Month: i.Month.String(), Annex: int32(i.Annex), FileName: i.FileName, Sha256: i.SHA256, //nolint:gosec // a small number
		State: registryv1.ImportState_IMPORT_STATE_PREVIEWED, Principal: i.Principal,
		CreateTime: events.Time(i.Created), CommitTime: events.Time(i.Committed),
		RowCount: int32(i.Rows), ValidCount: int32(i.Valid), WrittenCount: int32(i.Written), UnitName: a.unitName(i.Unit), //nolint:gosec // bounded
	}
	switch i.State {
	case registry.ImportCommitted:
		out.State = registryv1.ImportState_IMPORT_STATE_COMMITTED
	case registry.ImportUndone:
		out.State = registryv1.ImportState_IMPORT_STATE_UNDONE
	case registry.ImportPreviewed:
	}
	out.UndoneCount, out.UndoTime = int32(i.Undone), events.Time(i.UndoTime) //nolint:gosec // bounded
	out.UndoPrincipal, out.UndoReason = i.Undoer, i.UndoReason
	return out
}

func (a access) unitName(code string) string {
	u, _ := a.tree.Unit(code)
	return u.Name
}

// previewed is the import beside its preview, which knows better how many rows there
// are, and how many without an error.
func (o openImport) previewed(p *registryv1.Preview) *registryv1.Import {
	out := o.message(o.Import)
	out.RowCount, out.ValidCount = p.GetRowCount(), p.GetValidCount()
	return out
}

func (s *Server) previewOf(o openImport, plan importPlan) *registryv1.Preview {
	out := &registryv1.Preview{
		Rows: s.importRows(o, plan.rows), Fingerprint: plan.fingerprint, RowCount: int32(len(plan.rows)), //nolint:gosec // bounded
		ValidCount: int32(plan.valid()), WriteCount: int32(plan.writes()), ReasonNeeded: plan.corrects(), //nolint:gosec // bounded
		Title: o.sheet.Title, MoneyUnit: moneyUnit(o.sheet.Unit),
	}
	o.tellColumns(out)
	for _, k := range o.sheet.Skipped {
		why := strings.ToLower(strings.TrimPrefix(k.Why, "SKIPPED_"))
		out.Skipped = append(out.Skipped, &registryv1.SkippedRow{Row: int32(k.Row), Why: why, Text: k.Text}) //nolint:gosec // a sheet's row
	}
	return out
}

func moneyUnit(u money.Unit) string {
	return map[money.Unit]string{money.InYuan: "元", money.InWan: "万元", money.InYi: "亿元"}[u]
}

func (p importPlan) count(f func(registry.RowPlan) bool) int {
	n := 0
	for _, r := range p.rows {
		if f(r) {
			n++
		}
	}
	return n
}

func (p importPlan) valid() int { return p.count(registry.RowPlan.Valid) }

func (p importPlan) writes() int {
	return p.count(func(r registry.RowPlan) bool { return r.Action.Writes() })
}

func (p importPlan) corrects() bool {
	return p.count(registry.RowPlan.NeedsReason) > 0
}

func (s *Server) importRows(o openImport, plans []registry.RowPlan) []*registryv1.ImportRow {
	rows := make([]*registryv1.ImportRow, len(plans))
	for n, p := range plans {
		rows[n] = s.importRow(o, o.sheet.Rows[n], p)
	}
	if len(rows) > 0 {
		for _, f := range o.ofTheSheet() {
			rows[0].Issues = append(rows[0].Issues, s.cellIssue(o.sheet, o.sheet.Rows[0], f))
		}
	}
	return rows
}

// ofTheSheet are the findings about the sheet as a whole, told beside its first row.
func (o openImport) ofTheSheet() []registry.Finding {
	var found []registry.Finding
	warn := func(reason, field string, params map[string]string) {
		found = append(found, registry.Finding{Reason: reason, Field: field, Severity: registry.SeverityWarning, Params: params})
	}
	if year := o.sheet.Year; year > 0 && year != o.Month.Year {
		warn("SHEET_YEAR_DIFFERS", "planned_yuan", map[string]string{"sheet": rowNumber(year), "month": o.Month.String()})
	}
	made := o.sheet.Made
	if !made.Month.IsZero() && made.Month != o.Month {
		warn("SHEET_MONTH_DIFFERS", "name", map[string]string{"sheet": made.Month.String(), "month": o.Month.String()})
	}
	if made.Unit != "" && made.Unit != o.Unit {
		warn("SHEET_UNIT_DIFFERS", "name", map[string]string{"sheet": cmp.Or(o.unitName(made.Unit), made.Unit), "unit": o.unitName(o.Unit)})
	}
	return found
}

// mostCandidates bounds the choices of a row: a company may have hundreds of projects.
// A decision may name any.
const mostCandidates = 20

func (s *Server) importRow(o openImport, r sheet.Row, p registry.RowPlan) *registryv1.ImportRow {
	out := &registryv1.ImportRow{
		Row: int32(p.Row), Name: p.Name, Company: p.Company, Section: p.Section, //nolint:gosec // a sheet's row
		Match: matchOf(p.Kind), ProjectId: string(p.Project), Action: actionOf(p.Action),
		ChangedSince:        p.ChangedSince,
		TotalInvestmentYuan: int64(r.TotalInvestment), PlannedYuan: int64(r.PlannedYear),
		Unit: p.Unit, UnitName: o.unitName(p.Unit), Progress: r.Progress,
		Defaults: &registryv1.NewProjectDefaults{
			Listing: p.Defaults.Listing, Category: p.Defaults.Category, Nature: events.Nature(p.Defaults.Nature),
		},
		Issues: s.rowIssues(o.sheet, r, p),
	}
	if p.Told == nil {
		out.Sheet = events.Figures(p.Said.Figures)
	}
	if !p.Asked {
		p.Candidates = nil
	}
	for _, c := range p.Candidates[:min(len(p.Candidates), mostCandidates)] {
		out.Candidates = append(out.Candidates, &registryv1.Candidate{
			ProjectId: string(c.ID), Name: c.Name, Company: c.Company, UnitName: o.unitName(c.Unit), Shared: c.Shared, Score: int32(c.Score), //nolint:gosec // a sum of a dozen small ones
		})
	}
	if present, ok := p.Report.Present(); ok {
		out.Register = events.Figures(present.Figures)
	}
	return out
}

// rowIssues are the sheet's own findings and those of the register, each said once.
// On a row that a person left out nothing is an error any more.
func (s *Server) rowIssues(o *sheet.Sheet, r sheet.Row, p registry.RowPlan) []*registryv1.CellIssue {
	var issues []*registryv1.CellIssue
	for _, i := range r.Issues {
		issues = append(issues, &registryv1.CellIssue{
			Cell: i.Cell, Column: i.ColumnName, Value: i.Value, Reason: i.Reason, Message: i.Message, Suggestion: i.Suggestion,
			Severity: severity(i.Severity), Row: int32(r.Number), //nolint:gosec // a sheet's row
		})
	}
	for _, f := range p.Found {
		issue := s.cellIssue(o, r, f)
		said := func(i *registryv1.CellIssue) bool {
			return i.GetReason() == issue.GetReason() && i.GetCell() == issue.GetCell()
		}
		if f.Reason == "CELL_DIFFERS" || !slices.ContainsFunc(issues, said) {
			issues = append(issues, issue)
		}
	}
	if p.Decision.Skip {
		for _, i := range issues {
			i.Severity = registryv1.Severity_SEVERITY_WARNING
		}
	}
	return issues
}

func (s *Server) cellIssue(o *sheet.Sheet, r sheet.Row, f registry.Finding) *registryv1.CellIssue {
	c := columnOf(f.Field)
	out := &registryv1.CellIssue{
		Cell: o.Cell(c, r.Number), Column: o.ColumnName(c), Value: shown(r.Verbatim[c]), Reason: f.Reason,
		Message: s.catalogue.Sentence(f.Reason, f.Params), Severity: severity(f.Severity), Row: int32(r.Number), //nolint:gosec // a sheet's row
	}
	if hint := f.Reason + "_HINT"; s.catalogue.Has(hint) {
		out.Suggestion = s.catalogue.Sentence(hint, f.Params)
	}
	return out
}

func matchOf(k registry.MatchKind) registryv1.RowMatch {
	switch k {
	case registry.MatchKnown:
		return registryv1.RowMatch_ROW_MATCH_KNOWN
	case registry.MatchNew:
		return registryv1.RowMatch_ROW_MATCH_NEW
	case registry.MatchAmbiguous:
		return registryv1.RowMatch_ROW_MATCH_AMBIGUOUS
	case registry.MatchNone:
	}
	return registryv1.RowMatch_ROW_MATCH_UNSPECIFIED
}

func actionOf(a registry.Action) registryv1.RowAction {
	switch a {
	case registry.ActionCreate:
		return registryv1.RowAction_ROW_ACTION_CREATE
	case registry.ActionReport:
		return registryv1.RowAction_ROW_ACTION_REPORT
	case registry.ActionCorrect:
		return registryv1.RowAction_ROW_ACTION_CORRECT
	case registry.ActionNothing:
		return registryv1.RowAction_ROW_ACTION_NOTHING
	case registry.ActionConflict:
		return registryv1.RowAction_ROW_ACTION_CONFLICT
	case registry.ActionRecord:
		return registryv1.RowAction_ROW_ACTION_RECORD
	case registry.ActionRefused:
		return registryv1.RowAction_ROW_ACTION_REFUSED
	case registry.ActionNone:
	}
	return registryv1.RowAction_ROW_ACTION_UNSPECIFIED
}
