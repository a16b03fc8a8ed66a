package sheetimport

import (
	"fmt"
	"io"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/table"
)

// Result is what became of a sheet; its JSON form is the command's.
type Result struct {
	ImportID  string    `json:"import_id"`
	Unit      string    `json:"unit"`
	Month     string    `json:"month"`
	State     string    `json:"state"` // previewed or committed
	Rows      int32     `json:"rows"`
	Valid     int32     `json:"valid"`
	Writes    int32     `json:"writes"`  // rows that committing writes
	Written   int32     `json:"written"` // rows that it has written
	Created   int32     `json:"created"` // new projects among them
	Errors    []Issue   `json:"errors"`
	Warnings  []Issue   `json:"warnings"`
	Undecided []Choice  `json:"undecided,omitempty"`
	Skipped   []Skipped `json:"skipped,omitempty"`
	Columns   []Heading `json:"columns,omitempty"`
	Lacking   []string  `json:"lacking,omitempty"` // required columns that nobody found

	Annotated *Annotated `json:"annotated,omitempty"`

	now  bool // committed by this very run, not before
	idle idle
}

// idle counts the rows that committing does not write, by why.
type idle struct{ same, undecided, wrong int }

func (i *idle) count(row *registryv1.ImportRow, reason string, refused bool) {
	switch {
	case refused:
		i.wrong++
	case reason != "":
		i.undecided++
	case row.GetAction() == registryv1.RowAction_ROW_ACTION_NOTHING:
		i.same++
	}
}

// String says why nothing is written.
func (i *idle) String() string {
	return fmt.Sprintf("无变化 %d 行，待定 %d 行，有错 %d 行", i.same, i.undecided, i.wrong)
}

// Issue is what is wrong, or odd, with a cell.
type Issue struct {
	Row        int32  `json:"row"`
	Cell       string `json:"cell"`
	Column     string `json:"column"`
	Value      string `json:"value"`
	Reason     string `json:"reason"`
	Message    string `json:"message"`
	Suggestion string `json:"suggestion"`
}

// Choice is a row that waits for a person's --match.
type Choice struct {
	Row        int32       `json:"row"`
	Name       string      `json:"name"`
	Company    string      `json:"company"`
	Candidates []Candidate `json:"candidates"`
}

// Candidate is a project that the row may be.
type Candidate struct {
	ProjectID string   `json:"project_id"`
	Name      string   `json:"name"`
	Company   string   `json:"company"`
	UnitName  string   `json:"unit_name"`
	Shared    []string `json:"shared"`
	Score     int32    `json:"score,omitempty"` // how much alike both are, of an old ledger
}

// alike is how much alike the project is, for people; empty where nobody compared.
func (c Candidate) alike() string {
	if c.Score == 0 {
		return ""
	}
	return fmt.Sprintf(" 相似度 %d", c.Score)
}

// Skipped is a row of the sheet that holds no project.
type Skipped struct {
	Row  int32  `json:"row"`
	Why  string `json:"why"`
	Text string `json:"text"`
}

func previewed(i *registryv1.Import, p *registryv1.Preview) Result {
	r := Result{
		ImportID: i.GetId(), Unit: i.GetUnit(), Month: i.GetMonth(), State: "previewed",
		Rows: p.GetRowCount(), Valid: p.GetValidCount(), Writes: p.GetWriteCount(),
		Errors: []Issue{}, Warnings: []Issue{},
	}
	if i.GetState() == registryv1.ImportState_IMPORT_STATE_COMMITTED {
		r.State = "committed"
	}
	if p == nil {
		r.Rows, r.Valid = i.GetRowCount(), i.GetValidCount()
	}
	r.Columns, r.Lacking = headings(p.GetColumns()), p.GetLacking()
	r.tell(p.GetRows())
	for _, s := range p.GetSkipped() {
		r.Skipped = append(r.Skipped, Skipped{s.GetRow(), s.GetWhy(), s.GetText()})
	}
	return r
}

// matched warns of a unit that was found by its region's name and not by its own.
func (r *Result) matched(text string, unit client.FoundUnit) {
	if unit.Region == "" || r.ImportID == "" {
		return
	}
	const reason = "UNIT_BY_REGION"
	c, _ := client.Catalogue() // embedded, and its test reads it
	message := c.Sentence(reason, map[string]string{"value": text, "region": unit.Region, "unit": unit.GetName()})
	r.Warnings = append([]Issue{{Column: "--unit", Value: text, Reason: reason, Message: message}}, r.Warnings...)
}

func (r *Result) commit(done *registryv1.CommitImportResponse) {
	r.State, r.now = "committed", true
	r.Written, r.Created = done.GetWrittenCount(), done.GetCreatedCount()
}

// tell sorts the rows' issues into errors and warnings, and adds the error of a row
// that waits for a decision where the registry has none.
func (r *Result) tell(rows []*registryv1.ImportRow) {
	for _, row := range rows {
		refused := false
		for _, i := range row.GetIssues() {
			issue := Issue{i.GetRow(), i.GetCell(), i.GetColumn(), i.GetValue(), i.GetReason(), i.GetMessage(), i.GetSuggestion()}
			if i.GetSeverity() == registryv1.Severity_SEVERITY_ERROR {
				r.Errors, refused = append(r.Errors, issue), true
			} else {
				r.Warnings = append(r.Warnings, issue)
			}
		}
		if row.GetMatch() == registryv1.RowMatch_ROW_MATCH_AMBIGUOUS {
			r.Undecided = append(r.Undecided, choice(row))
		}
		reason := undecided(row)
		if reason != "" && !refused {
			r.Errors = append(r.Errors, decide(row, reason))
		}
		r.idle.count(row, reason, refused)
	}
}

func undecided(row *registryv1.ImportRow) string {
	switch {
	case row.GetMatch() == registryv1.RowMatch_ROW_MATCH_AMBIGUOUS:
		return "AMBIGUOUS_PROJECT"
	case row.GetAction() == registryv1.RowAction_ROW_ACTION_CONFLICT:
		return "IMPORT_CONFLICT"
	default:
		return ""
	}
}

func decide(row *registryv1.ImportRow, reason string) Issue {
	c, _ := client.Catalogue() // embedded, and its test reads it
	suggestion := fmt.Sprintf("--match %d=overwrite 或 %d=skip", row.GetRow(), row.GetRow())
	if reason == "AMBIGUOUS_PROJECT" {
		suggestion = fmt.Sprintf("--match %d=项目的 UUID，或 %d=new、%d=skip", row.GetRow(), row.GetRow(), row.GetRow())
	}
	return Issue{
		Row: row.GetRow(), Cell: fmt.Sprintf("B%d", row.GetRow()), Column: "项目名称", Value: row.GetName(),
		Reason: reason, Message: c.Sentence(reason, nil), Suggestion: suggestion,
	}
}

func choice(row *registryv1.ImportRow) Choice {
	c := Choice{Row: row.GetRow(), Name: row.GetName(), Company: row.GetCompany(), Candidates: []Candidate{}}
	for _, k := range row.GetCandidates() {
		c.Candidates = append(c.Candidates, Candidate{k.GetProjectId(), k.GetName(), k.GetCompany(), k.GetUnitName(), k.GetShared(), k.GetScore()})
	}
	return c
}

func (r *Result) err() error {
	if len(r.Errors) == 0 {
		return nil
	}
	return errs.Invalid("IMPORT_HAS_ERRORS", "%d errors", len(r.Errors)).With("count", fmt.Sprint(len(r.Errors)))
}

// Show writes the result for people.
func (r *Result) Show(w io.Writer) error {
	for _, part := range []struct {
		title string
		list  []Issue
	}{{"错误", r.Errors}, {"提示", r.Warnings}} {
		if err := showIssues(w, part.title, part.list); err != nil {
			return err
		}
	}
	if err := r.showColumns(w); err != nil {
		return err
	}
	for _, c := range r.Undecided {
		fmt.Fprintf(w, "第 %d 行“%s”（%s）可能是：\n", c.Row, c.Name, c.Company)
		for _, k := range c.Candidates {
			fmt.Fprintf(w, "  --match %d=%s  %s（%s，%s）%s\n", c.Row, k.ProjectID, k.Name, k.Company, k.UnitName, k.alike())
		}
	}
	if a := r.Annotated; a != nil {
		fmt.Fprintf(w, "%s：在 %d 个单元格上写了批注\n", a.File, a.Cells)
		for _, lost := range a.Lost {
			fmt.Fprintf(w, "  未能保留%s\n", lost)
		}
	}
	_, err := fmt.Fprintf(w, "%s：%d 行，%d 行无误；%s。\n", r.stage(), r.Rows, r.Valid, r.outcome())
	return err
}

// stage tells a preview of what was committed before from the commit itself.
func (r *Result) stage() string {
	switch {
	case r.now:
		return "已提交"
	case r.State == "committed":
		return "此前已提交，本次预览"
	default:
		return "预览"
	}
}

// outcome is what was or would be written, and where that is nothing, why.
func (r *Result) outcome() string {
	switch {
	case r.now && r.Written > 0:
		return fmt.Sprintf("本次写入 %d 行，其中新项目 %d 个", r.Written, r.Created)
	case r.now:
		return "本次没有写入：" + r.idle.String()
	case r.Writes > 0:
		return fmt.Sprintf("提交（--commit）将写入 %d 行", r.Writes)
	default:
		return "没有可写入的行：" + r.idle.String()
	}
}

func showIssues(w io.Writer, title string, list []Issue) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([][]string, len(list))
	for i, c := range list {
		rows[i] = []string{c.Cell, c.Column, c.Value, c.Reason, c.Message + c.Suggestion}
	}
	fmt.Fprintf(w, "%s %d 处\n", title, len(list))
	return table.Write(w, []table.Column{{Title: "单元格"}, {Title: "列"}, {Title: "内容"}, {Title: "原因"}, {Title: "说明"}}, rows)
}
