package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/workbook"
)

// validateWorkbooks reads annexes as an import would, and tells what an import would find
// wrong with them by themselves.
func validateWorkbooks(out io.Writer, files []string, annex int, asJSON bool) error {
	invalid := 0
	for _, file := range files {
		content, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			return err
		}
		v, err := workbook.Check(content, annex)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if !v.Valid {
			invalid++
		}
		if err := showWorkbook(out, file, v, asJSON); err != nil {
			return err
		}
	}
	if invalid == 0 {
		return nil
	}
	return errs.Invalid("WORKBOOK_INVALID", "%d workbooks have errors", invalid).With("count", fmt.Sprint(invalid))
}

func showWorkbook(w io.Writer, file string, v workbook.Verdict, asJSON bool) error {
	if asJSON {
		return writeJSON(w, struct {
			File string `json:"file"`
			workbook.Verdict
		}{file, v})
	}
	word := "有效"
	if !v.Valid {
		word = "有错误"
	}
	fmt.Fprintf(w, "%s %s（附件%d，工作表“%s”，%d 行，其中 %d 行不能导入）\n", file, word, v.Annex, v.Sheet, v.Rows, v.Refused)
	for _, column := range v.Lacking {
		fmt.Fprintf(w, "  错误：缺少“%s”一列\n", column)
	}
	for _, f := range v.Findings {
		showCell(w, f)
	}
	return nil
}

func showCell(w io.Writer, f workbook.Finding) {
	word := "提示"
	if f.Error {
		word = "错误"
	}
	fmt.Fprintf(w, "  %s：%s %s %s", word, f.Cell, f.Reason, f.Message)
	if f.Suggestion != "" {
		fmt.Fprintf(w, "（建议：%s）", f.Suggestion)
	}
	fmt.Fprintln(w)
}
