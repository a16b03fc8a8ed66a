package bureau

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

// line is a project of the sheet.
type line struct {
	number             int // from 1
	name, code, credit string
	amounts            Amounts
	fault              string // why its figures can't be read, in Chinese
}

// column is what a column of the sheet tells.
type column int

const (
	noColumn column = iota
	nameColumn
	codeColumn
	creditColumn
	cumulativeColumn
	yearColumn
)

// header is where the sheet tells what, and in which unit its money is.
type header struct {
	row   int // from 0
	at    map[column]int
	units map[column]money.Unit
}

// deepest is the last row in which a header is looked for: titles and notes come first.
const deepest = 20

// readSheet reads the first tab that has a header.
func readSheet(file string) ([]line, error) {
	book, err := excelize.OpenFile(file, excelize.Options{UnzipSizeLimit: 200 << 20, UnzipXMLSizeLimit: 100 << 20})
	if err != nil {
		return nil, errs.Invalid("SHEET_UNREADABLE", "read %s", file).With("path", file).Wrap(err)
	}
	defer func() { _ = book.Close() }()
	for _, tab := range book.GetSheetList() {
		rows, err := book.GetRows(tab, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, errs.Invalid("SHEET_UNREADABLE", "read tab %s of %s", tab, file).With("path", file).Wrap(err)
		}
		if h, ok := findHeader(rows); ok {
			return h.lines(rows), nil
		}
	}
	return nil, errs.Invalid("SHEET_HEADER_MISSING", "no header in %s", file).With("path", file)
}

// findHeader looks for the row that names projects and an amount.
func findHeader(rows [][]string) (header, bool) {
	stated := money.InWan // as the bureau's forms are
	for r, row := range rows[:min(len(rows), deepest)] {
		h := header{row: r, at: make(map[column]int), units: make(map[column]money.Unit)}
		for c, cell := range row {
			if unit, told := unitIn(cell); told && strings.Contains(plain(cell), "单位") {
				stated = unit
			}
			if kind := classify(plain(cell)); kind != noColumn {
				if _, taken := h.at[kind]; !taken {
					h.at[kind], h.units[kind] = c, stated
					if unit, told := unitIn(cell); told {
						h.units[kind] = unit
					}
				}
			}
		}
		_, named := h.at[nameColumn]
		_, whole := h.at[cumulativeColumn]
		_, year := h.at[yearColumn]
		if named && (whole || year) {
			return h, true
		}
	}
	return header{}, false
}

// classify tells what a column is by its title: "自开始建设累计完成投资" is the cumulative
// one, "自年初累计完成投资" and "本年完成投资" are the year's.
func classify(title string) column {
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(title, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has("信用代码"):
		return creditColumn
	case has("项目代码", "项目编码", "赋码"):
		return codeColumn
	case has("项目名称"):
		return nameColumn
	case !has("完成投资", "投资完成", "完成固定资产投资") || has("计划", "%", "比"):
		return noColumn
	case has("本年", "年初", "当年"):
		return yearColumn
	case has("累计", "开工", "建设"):
		return cumulativeColumn
	}
	return noColumn
}

// unitIn is the unit of money that a title states.
func unitIn(title string) (money.Unit, bool) {
	for _, u := range []struct {
		name string
		unit money.Unit
	}{{"亿元", money.InYi}, {"万元", money.InWan}, {"千元", 3}, {"元", money.InYuan}} {
		if strings.Contains(plain(title), u.name) {
			return u.unit, true
		}
	}
	return 0, false
}

func (h header) lines(rows [][]string) []line {
	var all []line
	for r := h.row + 1; r < len(rows); r++ {
		l := line{number: r + 1, name: strings.TrimSpace(h.cell(rows[r], nameColumn)), code: h.cell(rows[r], codeColumn), credit: h.cell(rows[r], creditColumn)}
		if l.name == "" && l.code == "" || isTotal(l.name) {
			continue
		}
		l.amounts.Cumulative = h.amount(rows[r], cumulativeColumn, &l)
		l.amounts.YearToDate = h.amount(rows[r], yearColumn, &l)
		all = append(all, l)
	}
	return all
}

func isTotal(name string) bool {
	switch plain(name) {
	case "合计", "总计", "小计", "累计":
		return true
	}
	return false
}

func (h header) cell(row []string, kind column) string {
	at, told := h.at[kind]
	if !told || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

// amount is the line's figure, nil where the cell is empty or no amount; then l says so.
func (h header) amount(row []string, kind column, l *line) *money.Yuan {
	text := h.cell(row, kind)
	if text == "" || text == "-" || text == "—" {
		return nil
	}
	y, err := money.Parse(text, h.units[kind])
	if err != nil {
		l.fault = fmt.Sprintf("“%s”不是金额", text)
		return nil
	}
	return &y
}

// plain is a text as it is compared: without blanks, in one width, brackets alike.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune("[{〔【", r):
			return '('
		case strings.ContainsRune("]}〕】", r):
			return ')'
		}
		return unicode.ToLower(r)
	}, width.Fold.String(text))
}
