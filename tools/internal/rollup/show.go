package rollup

import (
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/table"
)

// Line is a row of the table: a unit at its depth in the tree, or a group.
type Line struct {
	Depth   int
	Name    string
	Figures *statisticsv1.RollupFigures
}

// Lines are the roll-up's own row and those of its sub-units.
func Lines(r *statisticsv1.Rollup) []Line {
	lines := []Line{{0, r.GetName(), r.GetFigures()}}
	for _, c := range r.GetChildren() {
		lines = append(lines, Line{1, childName(c), c.GetFigures()})
	}
	return lines
}

func childName(c *statisticsv1.UnitRollup) string {
	if c.GetItself() {
		return c.GetName() + "（本级）"
	}
	return c.GetName()
}

// Groups are the rows of the roll-up's groups.
func Groups(r *statisticsv1.Rollup) []Line {
	var lines []Line
	for _, g := range r.GetGroups() {
		lines = append(lines, Line{0, Word(g.GetValue()), g.GetFigures()})
	}
	return lines
}

// Word is the Chinese word of a value that a dimension has, or the value itself.
func Word(value string) string {
	switch value {
	case "province":
		return "省重点"
	case "city":
		return "市重点"
	case "county":
		return "县重点"
	case "renovation":
		return "技改"
	case "industry":
		return "产业"
	case "infrastructure":
		return "基础设施"
	case "livelihood":
		return "民生"
	case "new":
		return "新建"
	case "continued":
		return "续建"
	default:
		return value
	}
}

// Show writes the roll-up for people.
func Show(w io.Writer, r *statisticsv1.Rollup) error {
	fmt.Fprintln(w, Title(r))
	if err := Table(w, "单位", Lines(r)); err != nil {
		return err
	}
	if len(r.GetGroups()) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	return Table(w, "分组", Groups(r))
}

// Title says what the table is about and how fresh it is.
func Title(r *statisticsv1.Rollup) string {
	parts := []string{r.GetName(), r.GetMonth()}
	if r.GetListing() != "" {
		parts = append(parts, Word(r.GetListing()))
	}
	if r.GetAsOfTime() != nil {
		parts = append(parts, "截至 "+r.GetAsOfTime().AsTime().In(month.Shanghai()).Format("2006-01-02 15:04:05"))
	}
	return strings.Join(parts, "  ")
}

// Table writes rows under the common header, whose first column is given.
func Table(w io.Writer, first string, lines []Line) error {
	columns := []table.Column{{Title: first}}
	for _, title := range []string{"项目数", "应报", "已报", "缺报", "总投资(亿元)", "年度计划(亿元)", "本月完成(亿元)", "年度完成(亿元)", "完成率%", "时序进度%", "超/欠时序"} {
		columns = append(columns, table.Column{Title: title, Right: true})
	}
	rows := make([][]string, len(lines))
	for i, l := range lines {
		rows[i] = cells(l)
	}
	return table.Write(w, columns, rows)
}

func cells(l Line) []string {
	f := l.Figures
	count := func(n int64) string { return fmt.Sprint(n) }
	yi := func(yuan int64) string { return money.ShowYi(money.Yuan(yuan), 2) }
	return []string{
		strings.Repeat("  ", l.Depth) + l.Name,
		count(f.GetProjects()), count(f.GetDue()), count(f.GetReported()), count(f.GetMissing()),
		yi(f.GetTotalInvestmentYuan()), yi(f.GetPlannedYuan()), yi(f.GetMonthYuan()), yi(f.GetInvestedYuan()),
		orDash(f.GetRateShown()), orDash(f.GetPaceShown()), orDash(f.GetLeadShown()),
	}
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
