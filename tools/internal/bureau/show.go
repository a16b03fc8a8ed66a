package bureau

import (
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/money"
	"pacesetter/pkg/tabular"
	"pacesetter/tools/internal/table"
)

var verdictWords = map[Verdict]string{
	Same: "一致", Different: "不一致", OnlyBureau: "仅统计局有", OnlyOurs: "仅平台有", Ambiguous: "不能确定", Unreadable: "金额有误",
}

var matchWords = map[string]string{"code": "项目代码", "credit_code": "信用代码和名称", "name": "项目名称"} //nolint:gosec // G101: a credit code is no credential

var titles = []string{
	"结果", "行", "项目名称", "项目代码", "考核单位", "匹配依据", "平台累计完成（万元）", "统计局累计完成（万元）", "相差（万元）",
	"平台年度完成（万元）", "统计局年度完成（万元）", "年度相差（万元）", "说明",
}

// Show writes for people what is not the same, and how many are.
func (c Comparison) Show(w io.Writer) error {
	fmt.Fprintln(w, c.title())
	columns := make([]table.Column, len(titles))
	for i, title := range titles {
		columns[i] = table.Column{Title: title, Right: i == 1 || i >= 6 && i <= 11}
	}
	var rows [][]string
	for _, r := range c.Rows {
		if r.Verdict != Same {
			rows = append(rows, r.texts(func(y money.Yuan) string { return money.ShowWan(y, 0) }))
		}
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "没有差异。")
		return err
	}
	return table.Write(w, columns, rows)
}

func (c Comparison) title() string {
	parts := []string{c.Name, c.Month, "与统计局数核对"}
	for _, v := range []Verdict{Same, Different, OnlyOurs, OnlyBureau, Ambiguous, Unreadable} {
		if n := c.Counts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", verdictWords[v], n))
		}
	}
	return strings.Join(parts, "  ")
}

func (r Row) texts(show func(money.Yuan) string) []string {
	number := ""
	if r.Line > 0 {
		number = fmt.Sprint(r.Line)
	}
	head := []string{verdictWords[r.Verdict], number, r.Name, r.Code, r.Unit, matchWords[r.By]}
	for _, pair := range [][2]*money.Yuan{{r.Ours.Cumulative, r.Theirs.Cumulative}, {r.Ours.YearToDate, r.Theirs.YearToDate}} {
		head = append(head, amount(pair[0], show), amount(pair[1], show), difference(pair[0], pair[1], show))
	}
	return append(head, r.Why)
}

func amount(y *money.Yuan, show func(money.Yuan) string) string {
	if y == nil {
		return ""
	}
	return show(*y)
}

// difference is ours less theirs; nothing where one side tells nothing.
func difference(ours, theirs *money.Yuan, show func(money.Yuan) string) string {
	if ours == nil || theirs == nil {
		return ""
	}
	return show(*ours - *theirs)
}

// Table is everything that was compared, as a file; money exactly, in 万元.
func (c Comparison) Table() tabular.Table {
	rows := make([][]tabular.Cell, len(c.Rows))
	for i, r := range c.Rows {
		for at, text := range r.texts(money.FormatWan) {
			switch {
			case at >= 6 && at <= 11:
				rows[i] = append(rows[i], tabular.Amount(text, 0))
			case at == 1:
				rows[i] = append(rows[i], tabular.Number(text))
			default:
				rows[i] = append(rows[i], tabular.Text(text))
			}
		}
	}
	return tabular.Table{
		Name: c.Name + c.Month + "与统计局数核对", Titles: []string{c.title(), "相差 = 平台 − 统计局，按整万元比较；平台数为截至当月最近一份已审核月报。"},
		Header: titles, Rows: tabular.Of(rows),
	}
}
