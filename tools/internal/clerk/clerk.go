// Package clerk makes annex 3 workbooks (在建项目进展情况表) as clerks make them:
// with titles, a merged header, headings, totals, blank rows and a signature, with
// line breaks in names and amounts as text. Scenarios and end-to-end tests import
// what it makes. It knows nothing of how a workbook is read.
package clerk

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Row is one project as it stands in the sheet. Amounts are any value that a cell
// takes, so that a test can write "1.2亿", 3500 or nonsense; nil leaves it blank.
type Row struct {
	Section string // the heading it stands under; a change starts a new one

	Name, Industry, Scale, Years, Place     string
	Total, Month, Cumulative, Year, Planned any
	Progress                                string
	Land, Filing, LandPlan, BuildingPlan    string
	Environment, Officer, Unit, Person      string
	Company, Contact                        string
	Cells                                   map[string]any // by letter of the printed form: written last, over everything
}

// Header says how the header is written.
type Header int

// The ways in which headers are written.
const (
	Printed Header = iota // two rows, merged, exactly as printed
	Short                 // two rows, in short forms: 本月完成, 累计完成 …
	Broken                // two rows, printed, broken by line ends and blanks
	OneRow                // one row, the five approvals named in it
)

// Quirks are what a clerk does to a sheet. The zero value is the bare form: the
// header as printed in the first rows and the projects below it.
type Quirks struct {
	Title         string // in the first row, merged over all columns
	Unit          string // as in 单位：万元; "" leaves the line out
	Year          int    // of 2021年计划完成投资; 0 writes 年度计划
	Header        Header
	ColumnNumbers bool   // the line 1 2 3 … below the header
	Total         bool   // 合计 above the projects
	Subtotals     bool   // 小计 below each section
	BlankRows     bool   // a blank row, with a blank in it, before each section but the first
	BrokenNames   bool   // a line break and a blank within each name
	Signature     bool   // 填报人, 审核 and 联系电话 at the foot
	Sheet         string // the worksheet's name; "" is 在建项目
	OtherSheets   bool   // another annex on a sheet before this one
}

// Messy returns most quirks at once, as a county's sheet has them.
func Messy(year int) Quirks {
	return Quirks{
		Title: "某某区" + strconv.Itoa(year) + "年在建项目\n进展情况表", Unit: "万元", Year: year, Header: Broken,
		ColumnNumbers: true, Total: true, Subtotals: true, BlankRows: true, BrokenNames: true, Signature: true, OtherSheets: true,
	}
}

// Book is a workbook and where things stand in it.
type Book struct {
	Content []byte
	Lines   []int // the sheet row of each project, in the order given
}

// Workbook writes the rows with the quirks.
func Workbook(rows []Row, q Quirks) (Book, error) {
	f := excelize.NewFile()
	defer f.Close()
	w := &writer{f: f, sheet: q.sheetName()}
	w.open(q)
	w.above(q)
	w.header(q)
	w.projects(rows, q)
	w.foot(q)
	if w.err != nil {
		return Book{}, fmt.Errorf("make workbook: %w", w.err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return Book{}, fmt.Errorf("make workbook: %w", err)
	}
	return Book{Content: b.Bytes(), Lines: w.lines}, nil
}

func (q Quirks) sheetName() string {
	if q.Sheet == "" {
		return "在建项目"
	}
	return q.Sheet
}

// values are the row's 22 cells from left to right.
func (r Row) values(number int, name string) []any {
	return []any{
		number, name, r.Industry, r.Scale, r.Years, r.Place, r.Total, r.Month, r.Cumulative, r.Year, r.Progress,
		r.Land, r.Filing, r.LandPlan, r.BuildingPlan, r.Environment, r.Planned, r.Officer, r.Unit, r.Person, r.Company, r.Contact,
	}
}

// broken puts a line break and a blank into a name.
func broken(name string) string {
	runes := []rune(name)
	if len(runes) < 4 {
		return name
	}
	return string(runes[:2]) + "\n" + string(runes[2:3]) + " " + string(runes[3:])
}
