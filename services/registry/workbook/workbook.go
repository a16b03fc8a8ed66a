// Package workbook checks an annex of the monthly report as an import would read it,
// without a register: whoever prepares workbooks finds out what is wrong with them before
// they are sent. What only the register knows (which project a row is, which unit, which
// months before) it does not look at; the import's preview does.
package workbook

import (
	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/sheet"
)

// Verdict is what one workbook looks like to an import.
type Verdict struct {
	Valid    bool      `json:"valid"` // the file can be read, and no row would be kept out
	Annex    int       `json:"annex"`
	Sheet    string    `json:"sheet"`    // the worksheet that was read
	Rows     int       `json:"rows"`     // rows that hold a project
	Refused  int       `json:"refused"`  // those with an error, which an import keeps out
	Lacking  []string  `json:"lacking"`  // required columns that no header is like
	Findings []Finding `json:"findings"` // by row, then as found
}

// Finding is what is wrong with one cell.
type Finding struct {
	Row        int    `json:"row"`        // 1 for the sheet's first
	Cell       string `json:"cell"`       // such as H9
	Column     string `json:"column"`     // the printed header
	Value      string `json:"value"`      // what stands there, shortened
	Error      bool   `json:"error"`      // keeps the row out; otherwise a warning
	Reason     string `json:"reason"`     // stable code
	Message    string `json:"message"`    // in Chinese
	Suggestion string `json:"suggestion"` // what to put there instead; empty where nobody can know
}

// Check reads the annex (1 前期项目谋划表, 2 新建（竣工）项目情况表, 3 在建项目进展情况表) in
// a workbook. Its error is an *errs.Error of kind Invalid: nothing can be read of the file,
// because it is no workbook (SHEET_NOT_XLSX), is too large or holds no such annex
// (SHEET_NO_HEADER).
func Check(content []byte, annex int) (Verdict, error) {
	s, err := sheet.Read(content, annex, sheet.DefaultLimits())
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Annex: annex, Sheet: s.Name, Rows: len(s.Rows), Lacking: append([]string{}, s.Lacking...), Findings: []Finding{}}
	for _, row := range s.Rows {
		if row.Failed() {
			v.Refused++
		}
		for _, issue := range row.Issues {
			v.Findings = append(v.Findings, finding(row.Number, issue))
		}
	}
	v.Valid = v.Refused == 0 && len(v.Lacking) == 0
	return v, nil
}

func finding(row int, i sheet.Issue) Finding {
	return Finding{
		Row: row, Cell: i.Cell, Column: i.ColumnName, Value: i.Value, Error: i.Severity == sheet.Error,
		Reason: i.Reason, Message: i.Message, Suggestion: i.Suggestion,
	}
}

// Catalogue holds the Chinese sentences of Check's errors.
func Catalogue() errs.Catalogue { return sheet.Catalogue() }
