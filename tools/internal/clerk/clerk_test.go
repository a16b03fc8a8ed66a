package clerk_test

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"pacesetter/tools/internal/clerk"
)

func rows() []clerk.Row {
	return []clerk.Row{
		{Section: "一、续建项目", Name: "阀门生产线", Years: "2020-2022", Total: "1.2亿", Month: 300, Cumulative: 2500, Year: 900, Company: "阀门公司"},
		{Section: "二、新建项目", Name: "冷链物流园", Total: 8000, Month: nil, Cumulative: 100, Year: 100, Cells: map[string]any{"J": "一百"}},
	}
}

// open reads a workbook back and returns its sheet's cells by name.
func open(t *testing.T, b clerk.Book) func(cell string) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b.Content))
	if err != nil {
		t.Fatal(err)
	}
	return func(cell string) string {
		v, err := f.GetCellValue("在建项目", cell)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestTheBareForm(t *testing.T) {
	b, err := clerk.Workbook(rows(), clerk.Quirks{Year: 2021})
	if err != nil {
		t.Fatal(err)
	}
	cell := open(t, b)
	for at, want := range map[string]string{
		"A1": "序号", "H1": "本月完成投资", "L1": "联审联批手续", "P2": "环评审批手续", "Q1": "2021 年计划完成投资", "V1": "项目单位联系人及电话",
		"A3": "一、续建项目", "A4": "1", "G4": "1.2亿", "H4": "300", "A5": "二、新建项目", "B6": "冷链物流园", "H6": "", "J6": "一百",
	} {
		if got := cell(at); got != want {
			t.Errorf("%s = %q, want %q", at, got, want)
		}
	}
}

func TestEveryQuirkTellsWhereTheProjectsStand(t *testing.T) {
	for name, q := range map[string]clerk.Quirks{
		"none": {}, "messy": clerk.Messy(2021), "short": {Header: clerk.Short, Title: "表"}, "one row": {Header: clerk.OneRow, Unit: "元"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := clerk.Workbook(rows(), q)
			if err != nil {
				t.Fatal(err)
			}
			cell := open(t, b)
			for i, line := range b.Lines {
				if got := cell("A" + strconv.Itoa(line)); got != strconv.Itoa(i+1) {
					t.Errorf("project %d: row %d is numbered %q", i+1, line, got)
				}
			}
		})
	}
}

func TestMessyHasItsQuirks(t *testing.T) {
	b, err := clerk.Workbook(rows(), clerk.Messy(2021))
	if err != nil {
		t.Fatal(err)
	}
	cell := open(t, b)
	for at, want := range map[string]string{
		"U2": "单位： 万元", "H3": "本月\n完 成投资", "A5": "1", "V5": "22", "A6": "合  计", "A7": "一、续建项目",
		"B8": "阀门\n生 产线", "A9": "小计", "A10": " ", "A11": "二、新建项目", "A14": "填报人：甲某",
	} {
		if got := cell(at); got != want {
			t.Errorf("%s = %q, want %q", at, got, want)
		}
	}
}
