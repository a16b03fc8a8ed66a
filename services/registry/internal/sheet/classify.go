package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacesetter/services/registry/internal/sheet/xlsx"
)

// view is a row seen through the header.
type view struct {
	form    *Form
	row     xlsx.Row
	cells   map[Column]xlsx.Cell
	strange []xlsx.Cell // cells under no column of the annex
}

func (r *reader) view(row xlsx.Row) view {
	v := view{form: r.sheet.Form, row: row, cells: make(map[Column]xlsx.Cell, len(row.Cells))}
	at := make(map[int]xlsx.Cell, len(row.Cells))
	for _, c := range row.Cells {
		at[c.Column] = c
	}
	for column, i := range r.head.columns {
		if c, ok := at[i]; ok {
			v.cells[column] = c
			delete(at, i)
		}
	}
	for _, c := range row.Cells {
		if _, left := at[c.Column]; left {
			v.strange = append(v.strange, c)
		}
	}
	return v
}

func (v view) text(c Column) string { return fold(v.cells[c].Text) }

var (
	totalPattern     = regexp.MustCompile(`^(合计|小计|总计|共计|总合计|汇总|以上合计|本页合计)([(:0-9共].*)?$`)
	sectionNumber    = regexp.MustCompile(`^\(?[一二三四五六七八九十]{1,3}\)?[、,.:]?$`)
	sectionPattern   = regexp.MustCompile(`^(\([一二三四五六七八九十]{1,3}\)[、,.:]?|[一二三四五六七八九十]{1,3}[、,.:]|第[一二三四五六七八九十]+[类批部])\D`)
	sectionWords     = regexp.MustCompile(`(续建|新建|新开工|在建|竣工|投产|前期|储备|产业|工业|农业|服务业|基础设施|民生|重点|类|项目)(类)?(项目)?(类)?(:|\(.*\)|共?\d+个.*)?$`)
	signaturePattern = regexp.MustCompile(`^(填报|填表|制表|报送|编制|审核|审批人|复核|单位负责人|负责人|主管领导|分管领导|经办人|联系人|联系电话|填报单位|签字|签章|盖章|日期)[^:]{0,8}:|^(填报人|填表人|制表人|审核人|审核|复核人|填报单位|填表日期|填报日期|报送日期)`)
	notePattern      = regexp.MustCompile(`^(备注|注|说明|填表说明|填报说明|注意事项)\d?[:1-9]`)
	wholeNumber      = regexp.MustCompile(`^\(?\d{1,3}\)?$`)
)

// classify says why a row holds no project, or "" where it does. Whatever is in
// doubt is a project: a row with findings is seen, a skipped one easily is not.
func (v view) classify() string {
	switch {
	case v.repeatsHeader():
		return SkipHeader
	case v.countsColumns():
		return SkipColumnNumbers
	case v.isTotal():
		return SkipTotal
	case v.isSection():
		return SkipSection
	case v.isProject():
		return ""
	case notePattern.MatchString(v.first()):
		return SkipNote
	case v.isSignature():
		return SkipSignature
	default:
		return ""
	}
}

// first is the first filled cell's text.
func (v view) first() string { return fold(v.row.Cells[0].Text) }

// repeatsHeader recognises the header printed again on the next page, which names
// the name at least.
func (v view) repeatsHeader() bool {
	if !slices.Contains(aliases[ColumnName], v.text(ColumnName)) {
		return false
	}
	hits := 0
	for c, cell := range v.cells {
		if v.form.read(cell.Text) == c {
			hits++
		}
	}
	return hits >= 3 || hits == len(v.row.Cells)
}

// countsColumns recognises the line 1, 2, 3 … (or 甲, 1, 2 …) below a header.
func (v view) countsColumns() bool {
	last, counted := 0, 0
	for i, c := range v.row.Cells {
		text := fold(c.Text)
		if i < 2 && (text == "甲" || text == "乙" || text == "栏次") {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || last != 0 && n != last+1 || last == 0 && n > 2 {
			return false
		}
		last = n
		counted++
	}
	return counted >= 5
}

// isTotal looks at the number and the name; a merged cell puts the word into
// either.
func (v view) isTotal() bool {
	return totalPattern.MatchString(v.text(ColumnNumber)) || totalPattern.MatchString(v.text(ColumnName)) ||
		v.text(ColumnName) == "" && totalPattern.MatchString(v.first())
}

// isSection recognises a heading by its Chinese number, with or without subtotals
// beside it, or by its words where nothing else stands in the row.
func (v view) isSection() bool {
	number, name := v.text(ColumnNumber), v.text(ColumnName)
	switch {
	case sectionNumber.MatchString(number):
		return !v.hasDetails()
	case number != "" && !isSerial(number) && (name == "" || !v.isProject()):
		return sectionPattern.MatchString(number) || v.alone() && sectionWords.MatchString(number)
	case number != "":
		return false
	case sectionPattern.MatchString(name) && !v.hasDetails():
		return true
	default:
		return v.alone() && !isSerial(v.first()) && (sectionPattern.MatchString(v.first()) || sectionWords.MatchString(v.first()) && name == "")
	}
}

// isSerial reports whether a text numbers a project: 1, 1., 1-2, A01 …
func isSerial(text string) bool {
	return strings.ContainsAny(text[:1], "0123456789") || len(text) <= 4 && text[0] < 0x80
}

// alone reports whether one cell only is filled.
func (v view) alone() bool { return len(v.row.Cells) == 1 }

// hasDetails reports whether the row has what only a project has.
func (v view) hasDetails() bool {
	for _, c := range []Column{ColumnScale, ColumnYears, ColumnPlace, ColumnProgress, ColumnUnit, ColumnCompany} {
		if v.text(c) != "" {
			return true
		}
	}
	return false
}

// isProject reports whether the row has a name and an amount, or a serial number
// and a name: then no words in it make it a footnote.
func (v view) isProject() bool {
	if v.text(ColumnName) == "" {
		return false
	}
	if wholeNumber.MatchString(v.text(ColumnNumber)) {
		return true
	}
	for c := range v.cells {
		if c.isAmount() && !isDash(v.text(c)) && !signaturePattern.MatchString(v.text(c)) {
			return !signaturePattern.MatchString(v.first())
		}
	}
	return false
}

// isSignature recognises the foot: 填报人： … 审核： … 联系电话： …
func (v view) isSignature() bool {
	for _, c := range v.row.Cells {
		if signaturePattern.MatchString(fold(c.Text)) {
			return true
		}
	}
	return false
}

// sectionTitle is the heading as people read it: 一、续建项目.
func (v view) sectionTitle() string {
	number, name := tidy(v.cells[ColumnNumber].Text), tidy(v.cells[ColumnName].Text)
	switch {
	case number == "" && name == "":
		return shorten(tidy(v.row.Cells[0].Text))
	case number == "" || name == "":
		return shorten(number + name)
	case strings.HasSuffix(fold(number), ")") || strings.HasSuffix(number, "、"):
		return shorten(number + name)
	default:
		return shorten(strings.TrimRight(number, ".．,，:：") + "、" + name)
	}
}
