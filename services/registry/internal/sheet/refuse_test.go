package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/sheet"
)

const worksheetPart = "xl/worksheets/sheet2.xml" // of the first grid

// ole is the frame of an old Office file whose directory names this stream.
func ole(stream string) []byte {
	b := make([]byte, 2048)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	for i, u := range utf16.Encode([]rune(stream)) {
		b[1024+2*i] = byte(u)
		b[1024+2*i+1] = byte(u >> 8)
	}
	return b
}

// protected is a real workbook with a password.
func protected(tb testing.TB) []byte {
	tb.Helper()
	f := excelize.NewFile()
	path := filepath.Join(tb.TempDir(), "protected.xlsx")
	if err := f.SaveAs(path, excelize.Options{Password: "secret"}); err != nil {
		tb.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// zipped packs one part, with the best compression there is.
func zipped(tb testing.TB, name string, content io.Reader) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(o io.Writer) (io.WriteCloser, error) { return flate.NewWriter(o, flate.BestCompression) })
	p, err := w.Create(name)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := io.Copy(p, content); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestFilesThatCannotBeRead(t *testing.T) {
	good := workbook(t, annex(project(1, "阀门生产线")))
	edited := func(edit func(string) string) []byte { return rewrite(t, good, worksheetPart, edit) }
	for name, tc := range map[string]struct {
		content []byte
		want    string
	}{
		"no bytes":                     {nil, "SHEET_EMPTY"},
		"text":                         {[]byte("序号,项目名称\n1,甲"), "SHEET_NOT_XLSX"},
		"a web page called xlsx":       {[]byte("<html><table><tr><td>序号</td></tr></table></html>"), "SHEET_NOT_XLSX"},
		"the old format":               {ole("Workbook"), "SHEET_NOT_XLSX"},
		"the older format":             {ole("Book"), "SHEET_NOT_XLSX"},
		"a password, as a frame":       {ole("EncryptedPackage"), "SHEET_ENCRYPTED"},
		"a password, as Excel sets it": {protected(t), "SHEET_ENCRYPTED"},
		"a Word document":              {zipped(t, "word/document.xml", strings.NewReader("<w/>")), "SHEET_NOT_XLSX"},
		"a zip without workbook":       {zipped(t, "a.txt", strings.NewReader("a")), "SHEET_NOT_XLSX"},
		"cut in the middle":            {good[:len(good)/2], "SHEET_BROKEN"},
		"cut at the end":               {good[:len(good)-10], "SHEET_BROKEN"},
		"the signature of a zip alone": {[]byte("PK\x03\x04"), "SHEET_BROKEN"},
		"a flipped byte":               {flip(good), "SHEET_BROKEN"},
		"a worksheet that breaks off":  {edited(func(s string) string { before, _, _ := strings.Cut(s, `r="C5"`); return before }), "SHEET_BROKEN"},
		"rows out of order":            {edited(func(s string) string { return strings.Replace(s, `<row r="5"`, `<row r="2"`, 1) }), "SHEET_BROKEN"},
		"cells out of order":           {edited(func(s string) string { return strings.Replace(s, `r="C5"`, `r="A5"`, 1) }), "SHEET_BROKEN"},
		"a row beyond the last":        {edited(func(s string) string { return strings.Replace(s, `<row r="5"`, `<row r="9999999"`, 1) }), "SHEET_BROKEN"},
		"a cell beyond the last":       {edited(func(s string) string { return strings.Replace(s, `r="V5"`, `r="XFE5"`, 1) }), "SHEET_BROKEN"},
		"entities without end":         {edited(func(s string) string { return strings.Replace(s, "<sheetData>", "<sheetData>&lol;", 1) }), "SHEET_BROKEN"},
		"tags without end": {edited(func(s string) string {
			return strings.Replace(s, "<sheetData>", strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100)+"<sheetData>", 1)
		}), "SHEET_BROKEN"},
		"attributes without end": {edited(func(s string) string {
			return strings.Replace(s, "<sheetData>", "<a"+attributes(200_000)+"/><sheetData>", 1)
		}), "SHEET_BROKEN"},
		"a text without end":       {edited(func(s string) string { return inline(s, strings.Repeat("长", 50_000)) }), "SHEET_BROKEN"},
		"a text in endless pieces": {edited(func(s string) string { return inline(s, strings.Repeat("长<!-- -->", 50_000)) }), "SHEET_BROKEN"},
		"tags within limits": {edited(func(s string) string {
			return strings.Replace(s, "<sheetData>", strings.Repeat("<a>", 9)+strings.Repeat("</a>", 9)+"<sheetData>", 1)
		}), ""},
		"a text in a few pieces": {edited(func(s string) string { return inline(s, strings.Repeat("长<!-- -->", 9)) }), ""},
		"a bomb":                 {zipped(t, "xl/workbook.xml", io.LimitReader(zeros{}, 8<<20)), "SHEET_BOMB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Read(tc.content, 3, sheet.DefaultLimits())
			if tc.want == "" {
				if err != nil {
					t.Errorf("Read() = %v", err)
				}
				return
			}
			if got := errs.ReasonOf(err); got != tc.want || errs.KindOf(err) != errs.KindInvalid {
				t.Errorf("Read() = %v, want reason %s", err, tc.want)
			}
			if !sheet.Catalogue().Has(tc.want) {
				t.Errorf("no sentence for %s", tc.want)
			}
		})
	}
}

func attributes(n int) string {
	var s strings.Builder
	for i := range n {
		s.WriteString(" a" + strconv.Itoa(i) + "=''")
	}
	return s.String()
}

// inline puts a text into the cell of the name.
func inline(worksheet, text string) string {
	return regexp.MustCompile(`<c r="B5".*?</c>`).ReplaceAllLiteralString(worksheet, `<c r="B5" t="str"><v>`+text+`</v></c>`)
}

// flip damages a byte inside the compressed worksheet.
func flip(content []byte) []byte {
	b := bytes.Clone(content)
	b[bytes.Index(b, []byte(worksheetPart))+len(worksheetPart)+100] ^= 0xFF
	return b
}

func TestLimits(t *testing.T) {
	content := workbook(t, annex(project(1, "甲"), project(2, "乙"), project(3, "丙")))
	for name, tc := range map[string]struct {
		edit  func(*sheet.Limits)
		annex int
		want  string
	}{
		"all within":         {func(*sheet.Limits) {}, 3, ""},
		"rows at the limit":  {func(l *sheet.Limits) { l.MaxRows = 3 }, 3, ""},
		"rows over it":       {func(l *sheet.Limits) { l.MaxRows = 2 }, 3, "SHEET_TOO_MANY_ROWS"},
		"bytes over it":      {func(l *sheet.Limits) { l.MaxBytes = int64(len(content)) - 1 }, 3, "SHEET_TOO_LARGE"},
		"unpacked over it":   {func(l *sheet.Limits) { l.MaxUncompressed = 5_000 }, 3, "SHEET_BOMB"},
		"columns over it":    {func(l *sheet.Limits) { l.MaxCols = 21 }, 3, "SHEET_TOO_MANY_COLUMNS"},
		"an annex not known": {func(*sheet.Limits) {}, 5, "SHEET_ANNEX_UNKNOWN"},
	} {
		t.Run(name, func(t *testing.T) {
			lim := sheet.DefaultLimits()
			tc.edit(&lim)
			_, err := sheet.Read(content, tc.annex, lim)
			if tc.want == "" && err != nil || tc.want != "" && errs.ReasonOf(err) != tc.want {
				t.Errorf("Read() = %v, want reason %q", err, tc.want)
			}
		})
	}
}

// A directory that admits to less than it holds is caught while unpacking.
func TestBombWithALyingDirectory(t *testing.T) {
	content := zipped(t, "xl/workbook.xml", io.LimitReader(zeros{}, 8<<20))
	size := []byte{0x00, 0x00, 0x80, 0x00} // 8 MiB
	content = bytes.ReplaceAll(content, size, []byte{0x10, 0, 0, 0})
	_, err := sheet.Read(content, 3, sheet.DefaultLimits())
	if reason := errs.ReasonOf(err); reason != "SHEET_BROKEN" && reason != "SHEET_BOMB" {
		t.Errorf("Read() = %v", err)
	}
}

// One long string in every cell makes a small file and a large sheet.
func TestOneStringInEveryCell(t *testing.T) {
	row := make([]any, 22)
	for i := range row {
		row[i] = long(2_000)
	}
	rows := make([][]any, 100)
	for i := range rows {
		rows[i] = row
	}
	lim := sheet.DefaultLimits()
	lim.MaxUncompressed = 1 << 20
	if _, err := sheet.Read(workbook(t, annex(rows...)), 3, lim); errs.ReasonOf(err) != "SHEET_BOMB" {
		t.Errorf("Read() = %v", err)
	}
}

// Bytes that are no UTF-8 are named by their cell and cost no other row.
func TestInvalidUTF8IsNamedByItsCell(t *testing.T) {
	g := annex(project(1, "阀门生产线"), with(project(2, "冷链物流园"), 3, "BAD"))
	content := rewrite(t, workbook(t, g), "xl/sharedStrings.xml", func(s string) string {
		return strings.Replace(s, ">BAD<", ">\xC4\xEA<", 1)
	})
	s := read(t, content)
	if diff := cmp.Diff([]string{"D6 error INVALID_UTF8"}, findings(s.Rows[1])); diff != "" || s.Rows[0].Failed() {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

// What programs other than Excel write into cells.
func TestCellsOfOtherPrograms(t *testing.T) {
	const number = `<c r="H5"><v>300</v></c>`
	content := workbook(t, annex(project(1, "阀门生产线")))
	for name, tc := range map[string]struct {
		cell string
		want []string
	}{
		"an error value":                  {`<c r="H5" t="e"><f>X1</f><v>#REF!</v></c>`, []string{"H5 error AMOUNT_NOT_A_NUMBER"}},
		"a formula never calculated":      {`<c r="H5"><f>SUM(A1:A2)</f></c>`, []string{"H5 error AMOUNT_FORMULA_EMPTY"}},
		"a formula with its value":        {`<c r="H5"><f>100*3</f><v>300</v></c>`, nil},
		"a formula that makes text":       {`<c r="H5" t="str"><f>"300"</f><v>300</v></c>`, nil},
		"a formula that makes nothing":    {`<c r="H5" t="str"><f>""</f><v></v></c>`, []string{"H5 warning AMOUNT_BLANK"}},
		"a string inline":                 {`<c r="H5" t="inlineStr"><is><r><t>3</t></r><r><t>00</t></r></is></c>`, nil},
		"a number with an exponent":       {`<c r="H5"><v>3.0E2</v></c>`, nil},
		"a fraction of a yuan":            {`<c r="H5"><v>300.00004999999999</v></c>`, nil},
		"no number at all":                {`<c r="H5"><v>NaN</v></c>`, []string{"H5 error AMOUNT_NOT_A_NUMBER"}},
		"a string that is not there":      {`<c r="H5" t="s"><v>9999</v></c>`, []string{"H5 error AMOUNT_NOT_A_NUMBER"}},
		"a cell that is only formatted":   {`<c r="H5" s="0"/>`, []string{"H5 warning AMOUNT_BLANK"}},
		"a cell without its reference":    {`<c><v>300</v></c>`, nil},
		"a string with an escaped return": {`<c r="H5" t="str"><v>300_x000D_</v></c>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, rewrite(t, content, worksheetPart, func(s string) string {
				if !strings.Contains(s, number) {
					t.Fatalf("no %s in %s", number, s)
				}
				return strings.Replace(s, number, tc.cell, 1)
			}))
			if diff := cmp.Diff(tc.want, findings(s.Rows[0])); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
			if s.Rows[0].Cumulative != 25_000_000 {
				t.Errorf("the next cell moved: %d", s.Rows[0].Cumulative)
			}
		})
	}
}

func TestHiddenSheetsAreNotRead(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(workbook(t, annex(project(1, "甲")), annex(project(1, "乙")))))
	if err != nil {
		t.Fatal(err)
	}
	f.SetActiveSheet(1)
	if err := f.SetSheetVisible("表1", false); err != nil {
		t.Fatal(err)
	}
	if s := read(t, save(t, f)); s.Name != "表2" || s.Rows[0].Name != "乙" {
		t.Errorf("read %s of %s", s.Rows[0].Name, s.Name)
	}
}

// What the seed prints, column by column.
func TestPrintedHeaders(t *testing.T) {
	for annex, want := range map[int]string{
		1: "A序号 B项目名称 C行业领域 D建设内容及规模 E建设年限 F建设地点 G总投资 H签约情况 I手续办理进展 J拆迁进展 K存在问题 L责任单位 M项目单位 N项目单位联系人及电话",
		2: "A序号 B项目名称 C行业领域 D建设单位 E建设规模和主要内容 F项目实施地点 G总投资 H建设起止年限 I年投资目标 J审批、核准、备案 K环评 L土地 M规划 " +
			"N项目进展情况 O项目单位联系人及电话 P备注",
		3: "A序号 B项目名称 C行业领域 D建设内容及规模 E建设年限 F建设地点 G总投资 H本月完成投资 I累计完成投资 J年度完成投资 K形象进度 L用地审批手续 M审批核准备案手续 " +
			"N用地规划手续 O建设规划手续 P环评审批手续 Q年计划完成投资 R首席服务员 S责任单位 T责任人 U项目单位 V项目单位联系人及电话",
	} {
		form, ok := sheet.FormOf(annex)
		if !ok {
			t.Fatalf("no annex %d", annex)
		}
		var got []string
		for _, c := range form.Columns() {
			got = append(got, form.Letter(c)+form.Header(c))
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("annex %d differs (-want +got):\n%s", annex, diff)
		}
	}
	if _, ok := sheet.FormOf(5); ok {
		t.Error("there is an annex 5")
	}
}
