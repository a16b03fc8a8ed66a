package sheet_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/sheet"
)

func remarks() []sheet.Remark {
	return []sheet.Remark{
		{Cell: "H5", Text: "不是金额", Bad: true},
		{Cell: "I5", Text: "累计超过总投资"},
		{Cell: "H5", Text: "请填写数字"},
	}
}

func annotated(t *testing.T, content []byte, all ...sheet.Remark) (*excelize.File, []string) {
	t.Helper()
	a, err := sheet.Annotate(content, "表1", all, sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, a.Content), a.Lost
}

// look is a cell's fill, its comment and its font's weight.
type look struct {
	Fill, Comment string
	Bold          bool
}

func lookOf(t *testing.T, f *excelize.File, cell string) look {
	t.Helper()
	var l look
	id, err := f.GetCellStyle("表1", cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if len(style.Fill.Color) > 0 {
		l.Fill = style.Fill.Color[0]
	}
	l.Bold = style.Font != nil && style.Font.Bold
	comments, err := f.GetComments("表1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comments {
		if c.Cell == cell {
			l.Comment += c.Text
			for _, run := range c.Paragraph {
				l.Comment += run.Text
			}
		}
	}
	return l
}

// clerksBook has what a workbook may have beside its cells: a second sheet, a bold cell,
// a formula, a comment, a picture-like part.
func clerksBook(t *testing.T) []byte {
	t.Helper()
	f := opened(t, workbook(t, annex(project(1, "阀门生产线")), grid{{"说明", "其他表"}}))
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		f.SetCellStyle("表1", "H5", "H5", bold),
		f.SetCellFormula("表1", "W5", "SUM(H5:J5)"),
		f.AddComment("表1", excelize.Comment{Cell: "I5", Author: "甲", Text: "去年调整过"}),
		f.MergeCell("表1", "A1", "V1"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return save(t, f)
}

func TestRemarksStandInTheClerksOwnWorkbook(t *testing.T) {
	f, lost := annotated(t, clerksBook(t), remarks()...)
	if len(lost) > 0 {
		t.Errorf("lost %v", lost)
	}
	for cell, want := range map[string]look{
		"H5": {"FF9999", "不是金额\n请填写数字", true},
		"I5": {"FFE699", "累计超过总投资\n原批注：去年调整过", false},
		"G5": {},
	} {
		if diff := cmp.Diff(want, lookOf(t, f, cell)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", cell, diff)
		}
	}
	if formula, err := f.GetCellFormula("表1", "W5"); err != nil || formula != "SUM(H5:J5)" {
		t.Errorf("formula %q, %v", formula, err)
	}
	if got, err := f.GetCellValue("表2", "B1"); err != nil || got != "其他表" {
		t.Errorf("the other sheet holds %q, %v", got, err)
	}
	if merged, err := f.GetMergeCells("表1"); err != nil || len(merged) != 1 {
		t.Errorf("merged %v, %v", merged, err)
	}
}

// A workbook that comes back mended is imported as if nothing had been said in it.
func TestAnAnnotatedWorkbookReadsAsBefore(t *testing.T) {
	content := clerksBook(t)
	a, err := sheet.Annotate(content, "表1", remarks(), sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(t, content).Rows, read(t, a.Content).Rows); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

// What the library cannot take through unharmed is written anew, and that is said.
func TestAWorkbookThatWouldBeHarmedIsCopied(t *testing.T) {
	sound := workbook(t, annex(project(1, "阀门生产线")))
	for name, content := range map[string][]byte{
		"a comment's drawing that is none": rewrite(t, clerksBook(t), "xl/drawings/vmlDrawing1.vml", func(string) string { return "<xml><v:shape id='x'/></xml>" }),
		"a style sheet that is none":       rewrite(t, sound, "xl/styles.xml", func(string) string { return "<styleSheet><cellXfs><xf fontId='999'/></cellXfs></styleSheet>" }),
		"a cell that is cut in the middle": rewrite(t, sound, "xl/sharedStrings.xml", func(s string) string { return strings.Replace(s, "装备制造", "装备\xC4制造", 1) }),
	} {
		t.Run(name, func(t *testing.T) {
			f, lost := annotated(t, content, remarks()...)
			if got := lookOf(t, f, "H5"); got.Fill != "FF9999" || got.Comment == "" {
				t.Errorf("H5 looks %+v", got)
			}
			if got, err := f.GetCellValue("表1", "B5"); err != nil || got != "阀门生产线" {
				t.Errorf("B5 holds %q, %v; lost %v", got, err, lost)
			}
			t.Logf("lost %v", lost)
		})
	}
}

// A row at the end of what the format knows costs no more than one at its beginning.
func TestARowFarDownIsAnnotated(t *testing.T) {
	sixth := regexp.MustCompile(`(r="[A-V]?)6"`)
	content := rewrite(t, workbook(t, annex(project(1, "甲"), project(2, "乙"))), worksheetPart, func(s string) string {
		return sixth.ReplaceAllString(s, `${1}1048576"`)
	})
	f, lost := annotated(t, content, sheet.Remark{Cell: "H1048576", Text: "不是金额", Bad: true})
	if got := lookOf(t, f, "H1048576"); len(lost) > 0 || got.Fill != "FF9999" {
		t.Errorf("lost %v, the cell looks %+v", lost, got)
	}
}

// What would not fit into memory when a library takes it apart is refused.
func TestAHugeWorkbookIsNotAnnotated(t *testing.T) {
	lim := sheet.DefaultLimits()
	lim.MaxUncompressed = 10_000
	_, err := sheet.Annotate(workbook(t, annex(project(1, "甲"))), "表1", remarks(), lim)
	if errs.ReasonOf(err) != "ANNOTATE_TOO_LARGE" || !sheet.Catalogue().Has("ANNOTATE_TOO_LARGE") {
		t.Errorf("Annotate() = %v", err)
	}
}

func TestWhatIsNoWorkbookIsNotAnnotated(t *testing.T) {
	_, err := sheet.Annotate([]byte("PK"), "表1", remarks(), sheet.DefaultLimits())
	if errs.KindOf(err) != errs.KindInvalid {
		t.Errorf("Annotate() = %v", err)
	}
}

func TestManyRemarks(t *testing.T) {
	var all []sheet.Remark
	var rows [][]any
	for n := range 2_500 {
		rows = append(rows, project(n+1, "甲"))
		cell, err := excelize.CoordinatesToCellName(8, n+5)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sheet.Remark{Cell: cell, Text: "不是金额", Bad: true})
	}
	f, lost := annotated(t, workbook(t, annex(rows...)), all...)
	last := lookOf(t, f, "H2504")
	if len(lost) > 0 || last.Fill != "FF9999" || last.Comment != "" || lookOf(t, f, "H2004").Comment == "" {
		t.Errorf("lost %v, the last cell looks %+v", lost, last)
	}
}

func FuzzAnnotate(f *testing.F) {
	good := workbook(f, annex(project(1, "甲")))
	for _, part := range []string{worksheetPart, "xl/styles.xml", "xl/workbook.xml"} {
		rewrite(f, good, part, func(s string) string {
			f.Add(part, s)
			f.Add(part, s[:len(s)/2])
			return s
		})
	}
	f.Fuzz(func(t *testing.T, part, text string) {
		if len(text) > 1<<16 {
			return
		}
		content := rewrite(t, good, part, func(string) string { return text })
		if _, err := sheet.Read(content, 3, sheet.DefaultLimits()); err != nil {
			return // never kept, never annotated
		}
		a, err := sheet.Annotate(content, "表1", remarks(), sheet.DefaultLimits())
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid {
				t.Errorf("Annotate() = %v", err)
			}
			return
		}
		if len(bytes.TrimSpace(a.Content)) == 0 {
			t.Error("nothing came back")
		}
	})
}
