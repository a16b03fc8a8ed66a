package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pacesetter/services/registry/internal/sheet"
)

// grid is a worksheet as its rows; nil leaves a cell out.
type grid [][]any

// formula is a cell with a formula and the value it had when it was saved.
type formula struct {
	text   string
	cached float64
}

const nameAt, totalAt, monthAt, cumulativeAt, yearAt, plannedAt = 1, 6, 7, 8, 9, 16

func upperHeader() []any {
	return []any{
		"序号", "项目名称", "行业领域", "建设内容及规模", "建设年限", "建设地点", "总投资", "本月完成投资", "累计完成投资", "年度完成投资",
		"形象进度", "联审联批手续", nil, nil, nil, nil, "2021年计划完成投资", "首席服务员", "责任单位", "责任人", "项目单位", "项目单位联系人及电话",
	}
}

func lowerHeader() []any {
	return []any{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "用地审批手续", "审批核准备案手续", "用地规划手续", "建设规划手续", "环评审批手续"}
}

// project is a sound row: 12,000 in all, 300 this month, 900 this year, 2,500 so far.
func project(number any, name string) []any {
	return []any{
		number, name, "装备制造", "年产 2 万台", "2020-2022", "某某街道", 12000, 300, 2500, 900, "主体完工",
		"已办", "已办", "已办", "办理中", "已办", 4000, "甲某", "某某街道", "乙某", name + "公司", "丙某 000-0000",
	}
}

// with changes one cell of a row.
func with(row []any, at int, value any) []any {
	row[at] = value
	return row
}

// annex is the printed form with these rows below its header; the first is row 5.
func annex(rows ...[]any) grid {
	return append(grid{{"某某区2021年在建项目进展情况表"}, {"单位：万元"}, upperHeader(), lowerHeader()}, rows...)
}

// workbook writes the grids as sheets 表1, 表2 …
func workbook(tb testing.TB, grids ...grid) []byte {
	tb.Helper()
	f := excelize.NewFile()
	for i, g := range grids {
		name := "表" + string(rune('1'+i))
		if _, err := f.NewSheet(name); err != nil {
			tb.Fatal(err)
		}
		fill(tb, f, name, g)
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		tb.Fatal(err)
	}
	return save(tb, f)
}

func fill(tb testing.TB, f *excelize.File, name string, g grid) {
	tb.Helper()
	for r, row := range g {
		for c, value := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				tb.Fatal(err)
			}
			if err := setCell(f, name, cell, value); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func setCell(f *excelize.File, name, cell string, value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case formula:
		if err := f.SetCellValue(name, cell, v.cached); err != nil {
			return err
		}
		return f.SetCellFormula(name, cell, v.text)
	default:
		return f.SetCellValue(name, cell, v)
	}
}

func save(tb testing.TB, f *excelize.File) []byte {
	tb.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// rewrite changes one part of a workbook, as broken and hostile programs do.
func rewrite(tb testing.TB, content []byte, part string, edit func(string) string) []byte {
	tb.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		copyPart(tb, w, f, part, edit)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func copyPart(tb testing.TB, w *zip.Writer, f *zip.File, part string, edit func(string) string) {
	tb.Helper()
	r, err := f.Open()
	if err != nil {
		tb.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	text := string(b)
	if strings.EqualFold(f.Name, part) {
		text = edit(text)
	}
	p, err := w.Create(f.Name)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := io.WriteString(p, text); err != nil {
		tb.Fatal(err)
	}
}

func read(tb testing.TB, content []byte) *sheet.Sheet {
	tb.Helper()
	s, err := sheet.Read(content, 3, sheet.DefaultLimits())
	if err != nil {
		tb.Fatalf("Read() = %v", err)
	}
	return s
}

// findings lists a row's issues as "H9 error REASON".
func findings(r sheet.Row) []string {
	var all []string
	for _, i := range r.Issues {
		all = append(all, i.Cell+" "+i.Severity.String()+" "+i.Reason)
	}
	return all
}
