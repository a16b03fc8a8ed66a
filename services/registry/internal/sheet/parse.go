package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/projectcode"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// rowParser turns one view into a row and gathers what is wrong with it.
type rowParser struct {
	*reader
	view

	out      Row
	unusable map[Column]bool // amounts that are no amounts
}

func (r *reader) parse(v view) Row {
	p := rowParser{reader: r, view: v, unusable: make(map[Column]bool)}
	p.out = Row{Number: v.row.Number, Section: r.section, Verbatim: make(map[Column]string, len(r.sheet.Form.fields))}
	p.keep()
	p.texts()
	p.amounts()
	p.arithmetic()
	slices.SortStableFunc(p.out.Issues, func(a, b Issue) int { return int(a.Column) - int(b.Column) })
	return p.out
}

// keep copies every cell as it stands, and complains of what cannot be kept.
func (p *rowParser) keep() {
	for _, c := range p.form.Columns() {
		cell := p.cells[c]
		p.out.Verbatim[c] = p.bounded(c, cell, p.lim.MaxCellRunes)
		switch {
		case strings.ContainsRune(cell.Text, utf8.RuneError):
			p.add(c, Error, ReasonInvalidUTF8, "", nil)
		case cell.Kind == xlsx.Fault && !c.isAmount():
			p.add(c, Warning, ReasonCellFault, "", nil)
		}
	}
	for _, cell := range p.strange {
		p.keepStrange(cell)
	}
}

func (p *rowParser) keepStrange(cell xlsx.Cell) {
	name := p.head.extra[cell.Column]
	if name == "" {
		name = xlsx.Letters(cell.Column)
	}
	if p.out.Extra == nil {
		p.out.Extra = map[string]string{}
	}
	if _, taken := p.out.Extra[name]; taken {
		name += " " + xlsx.Letters(cell.Column)
	}
	p.out.Extra[name] = cut(cell.Text, p.lim.MaxCellRunes)
}

// bounded refuses a text over the limit and returns it cut, so that a hostile
// cell costs no more than a long one.
func (p *rowParser) bounded(c Column, cell xlsx.Cell, limit int) string {
	n := utf8.RuneCountInString(cell.Text)
	if n <= limit {
		return cell.Text
	}
	p.add(c, Error, ReasonTextTooLong, "", map[string]string{"length": strconv.Itoa(n), "limit": strconv.Itoa(limit)})
	return cut(cell.Text, limit)
}

func cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit])
}

func (p *rowParser) texts() {
	p.out.Name = p.key(ColumnName)
	p.out.Company = p.key(ColumnCompany)
	p.out.Industry, p.out.Scale = p.words(ColumnIndustry), p.words(ColumnScale)
	p.out.Years, p.out.Place = p.words(ColumnYears), p.words(ColumnPlace)
	p.out.Progress, p.out.UnitText = p.words(ColumnProgress), p.words(ColumnUnit)
	if p.out.Name == "" {
		p.add(ColumnName, Error, ReasonNameMissing, "", nil)
	}
	p.code()
	p.years()
}

// code takes a national code; what an office numbers its projects by is none, and is
// kept verbatim only.
func (p *rowParser) code() {
	text := projectcode.Normal(p.words(ColumnCode))
	switch {
	case text == "":
	case !projectcode.Check(text).Valid:
		p.add(ColumnCode, Warning, ReasonCodeUnreadable, "", nil)
	default:
		p.out.Code = text
	}
}

// words is a text for people. A cell whose formula failed holds none.
func (p *rowParser) words(c Column) string {
	if p.cells[c].Kind == xlsx.Fault || isDash(fold(p.out.Verbatim[c])) {
		return ""
	}
	return tidy(p.out.Verbatim[c])
}

// key is a name by which things are found again.
func (p *rowParser) key(c Column) string {
	name := NormaliseName(p.words(c))
	if utf8.RuneCountInString(name) <= maxNameRunes {
		return name
	}
	if utf8.RuneCountInString(p.cells[c].Text) <= p.lim.MaxCellRunes { // else said already
		p.bounded(c, xlsx.Cell{Text: name}, maxNameRunes)
	}
	return cut(name, maxNameRunes)
}

var yearInText = regexp.MustCompile(`(?:19|20)\d\d`)

// years reads 建设年限.
func (p *rowParser) years() {
	if p.out.Years == "" {
		return
	}
	start, end := YearsIn(p.out.Years)
	switch {
	case start == 0 && end == 0:
		p.add(ColumnYears, Warning, ReasonYearsUnreadable, "", nil)
	case end != 0 && end < start:
		p.add(ColumnYears, Warning, ReasonYearsReversed, "", nil)
		end = 0
	}
	p.out.StartYear, p.out.EndYear = start, end
}

var (
	openEnd   = regexp.MustCompile(`(起|开始|至今|[-~至—–])$`)
	openStart = regexp.MustCompile(`(止|底前|前)$`)
)

// YearsIn are the first and the last year that a text names, 0 where it names none:
// 2020-2022, 2020年6月—2022年12月, 2020年起, 2021.
func YearsIn(text string) (start, end int) {
	text = fold(text)
	found := yearInText.FindAllString(text, -1)
	if len(found) == 0 {
		return 0, 0
	}
	start, _ = strconv.Atoi(found[0])
	end, _ = strconv.Atoi(found[len(found)-1])
	switch {
	case len(found) > 1:
	case openEnd.MatchString(text):
		end = 0
	case openStart.MatchString(text):
		start = 0
	}
	return start, end
}

// YearsText writes the years of construction so that YearsIn reads them again.
func YearsText(start, end int) string {
	switch {
	case start == 0 && end == 0:
		return ""
	case end == 0:
		return strconv.Itoa(start) + "年起"
	case start == 0:
		return strconv.Itoa(end) + "年止"
	case start == end:
		return strconv.Itoa(start)
	default:
		return strconv.Itoa(start) + "-" + strconv.Itoa(end)
	}
}

func (p *rowParser) amounts() {
	p.out.TotalInvestment = p.amount(ColumnTotalInvestment)
	p.out.Month = p.amount(ColumnMonth)
	p.out.Cumulative = p.amount(ColumnCumulative)
	p.out.YearToDate = p.amount(ColumnYearToDate)
	p.out.PlannedYear = p.amount(ColumnPlannedYear)
}

// amount reads an amount; of a column that the annex has not it is nothing.
func (p *rowParser) amount(c Column) money.Yuan {
	if !p.form.Has(c) {
		return 0
	}
	cell := p.cells[c]
	text := fold(cell.Text)
	switch {
	case cell.Kind == xlsx.Uncomputed:
		return p.refuseAmount(c, ReasonFormulaEmpty, "请在 Excel 中重新计算并保存")
	case cell.Kind == xlsx.Text && strings.ContainsRune(cell.Text, utf8.RuneError):
		p.unusable[c] = true // said already
		return 0
	case cell.Kind == xlsx.Text && isDash(text):
		return p.blankAmount(c, text != "")
	case cell.Kind != xlsx.Text && cell.Kind != xlsx.Number:
		return p.refuseAmount(c, ReasonNotANumber, "请填写数字")
	}
	y, err := money.Parse(text, p.unitOf(c))
	switch {
	case errs.ReasonOf(err) == registry.ReasonTooLarge:
		return p.refuseAmount(c, registry.ReasonTooLarge, "")
	case err != nil:
		return p.refuseAmount(c, ReasonNotANumber, p.suggestNumber(text, c))
	case c == ColumnPlannedYear && y < 0:
		return p.refuseAmount(c, registry.ReasonNegative, "")
	case c == ColumnPlannedYear && y > registry.MaxAmount:
		return p.refuseAmount(c, registry.ReasonTooLarge, "")
	}
	return y
}

func (p *rowParser) refuseAmount(c Column, reason, suggestion string) money.Yuan {
	p.unusable[c] = true
	p.add(c, Error, reason, suggestion, nil)
	return 0
}

// blankAmount decides what an empty cell means. A clerk leaves the month blank
// where nothing was done, and draws a dash for zero; a total or a running sum
// that is left out is forgotten, not zero.
func (p *rowParser) blankAmount(c Column, dash bool) money.Yuan {
	switch {
	case c == ColumnPlannedYear && p.head.columns[c] == 0:
		return 0
	case c == ColumnMonth || c == ColumnPlannedYear || dash && c != ColumnTotalInvestment:
		p.add(c, Warning, ReasonBlank, "0", nil)
		return 0
	case c == ColumnTotalInvestment:
		return p.refuseAmount(c, ReasonMissing, "请填写总投资")
	default:
		return p.refuseAmount(c, ReasonMissing, "0")
	}
}

// isDash reports whether a text is one of the marks that stand for nothing.
func isDash(text string) bool {
	return strings.Trim(text, "-—–―─_/／\\一无") == ""
}

func (p *rowParser) unitOf(c Column) money.Unit {
	if u, own := p.head.units[c]; own {
		return u
	}
	return p.sheet.Unit
}

var numberInText = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?(?:万亿元?|亿元?|万元?|元)?`)

// suggestNumber offers the one number that a text such as 约3500万元 holds.
func (p *rowParser) suggestNumber(text string, c Column) string {
	found := numberInText.FindAllString(text, 2)
	if len(found) != 1 {
		return ""
	}
	y, err := money.Parse(found[0], p.unitOf(c))
	if err != nil {
		return ""
	}
	return p.show(y, c)
}

// show writes an amount in the unit of its column.
func (p *rowParser) show(y money.Yuan, c Column) string {
	switch p.unitOf(c) {
	case money.InYi:
		return money.FormatYi(y)
	case money.InYuan:
		return strconv.FormatInt(int64(y), 10)
	case money.InWan:
		return money.FormatWan(y)
	default:
		return money.FormatWan(y) + "万元"
	}
}

// arithmetic applies the rules of the registry where the amounts are amounts. A
// rule that needs one of the unusable ones is left out.
func (p *rowParser) arithmetic() {
	figures := registry.Figures{Month: p.out.Month, YearToDate: p.out.YearToDate, Cumulative: p.out.Cumulative}
	for _, v := range figures.Check(p.out.TotalInvestment) {
		if slices.ContainsFunc(needs(v), func(c Column) bool { return p.unusable[c] }) {
			continue
		}
		p.add(columnOf(v.Field), v.Severity, v.Reason, "", map[string]string{
			"month":      p.say(p.out.Month),
			"year":       p.say(p.out.YearToDate),
			"cumulative": p.say(p.out.Cumulative),
			"total":      p.say(p.out.TotalInvestment),
		})
	}
}

func (p *rowParser) say(y money.Yuan) string { return money.FormatWan(y) + " 万元" }

// needs lists the amounts that a rule compares.
func needs(v registry.Violation) []Column {
	switch v.Reason {
	case registry.ReasonMonthOverYear:
		return []Column{ColumnMonth, ColumnYearToDate}
	case registry.ReasonYearOverCumulative:
		return []Column{ColumnYearToDate, ColumnCumulative}
	case registry.ReasonCumulativeOverLimit, registry.ReasonCumulativeOverTotal:
		return []Column{ColumnCumulative, ColumnTotalInvestment}
	default:
		return []Column{columnOf(v.Field)}
	}
}

func columnOf(field string) Column {
	switch field {
	case registry.FieldMonth:
		return ColumnMonth
	case registry.FieldYearToDate:
		return ColumnYearToDate
	case registry.FieldCumulative:
		return ColumnCumulative
	default:
		return ColumnTotalInvestment
	}
}

// add records a finding about a cell of this row.
func (p *rowParser) add(c Column, s Severity, reason, suggestion string, params map[string]string) {
	value := shorten(p.cells[c].Text)
	all := map[string]string{"column": p.sheet.ColumnName(c), "value": value, "unit": unitWord(p.unitOf(c))}
	for k, v := range params {
		all[k] = v
	}
	p.out.Issues = append(p.out.Issues, Issue{
		Cell: p.sheet.Cell(c, p.out.Number), Column: c, ColumnName: all["column"], Value: value,
		Severity: s, Reason: reason, Message: p.sentences.Sentence(reason, all), Suggestion: suggestion,
	})
}

// Cell names the cell of a column in the clerk's sheet; where the sheet lacks the
// column, the one of the printed form.
func (s *Sheet) Cell(c Column, row int) string {
	if !s.Form.Has(c) {
		c = ColumnName // what is said of the row as a whole
	}
	at := s.Columns[c]
	if at == 0 {
		at = s.Form.at(c)
	}
	return cellName(at, row)
}

// ColumnName is the column's header, with the sheet's year where it has one.
func (s *Sheet) ColumnName(c Column) string { return s.Form.headerIn(c, s.Year) }
