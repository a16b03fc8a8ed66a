package rollup

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/money"
	"pacesetter/pkg/wording"
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
		lines = append(lines, Line{0, cmp.Or(g.GetName(), wording.Value(g.GetValue())), g.GetFigures()})
	}
	return lines
}

// Show writes the roll-up for people.
func Show(w io.Writer, r *statisticsv1.Rollup) error {
	fmt.Fprintln(w, Title(r))
	if err := Table(w, "单位", Lines(r)); err != nil {
		return err
	}
	if n := r.GetFigures().GetUnlisted(); n > 0 {
		fmt.Fprintf(w, "另有 %d 份月报，其项目不在任何名单中，没有计入。\n", n)
	}
	if len(r.GetGroups()) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	if err := Table(w, "分组", Groups(r)); err != nil {
		return err
	}
	if sum(r) > r.GetFigures().GetProjects() {
		fmt.Fprintln(w, whyMore(r))
	}
	return nil
}

// Note says why all figures are zero, where no project is listed; else nothing.
func Note(r *statisticsv1.Rollup) string {
	year, _, _ := strings.Cut(r.GetMonth(), "-")
	switch {
	case r.GetFigures().GetProjects() > 0:
		return ""
	case r.GetListing() != "":
		return fmt.Sprintf("%s 在 %s 年没有列入%s的项目。", r.GetName(), year, wording.Value(r.GetListing()))
	default:
		return fmt.Sprintf("%s 在 %s 年没有列入清单的项目。", r.GetName(), year)
	}
}

// Title says what the table is about and how fresh it is.
func Title(r *statisticsv1.Rollup) string {
	parts := []string{r.GetName(), r.GetMonth()}
	if r.GetListing() != "" {
		parts = append(parts, wording.Value(r.GetListing()))
	}
	if r.GetUnits() > 0 {
		parts = append(parts, fmt.Sprintf("报齐 %d/%d 个单位", r.GetUnitsReported(), r.GetUnits()))
	}
	if r.GetAsOfTime() != nil {
		parts = append(parts, "截至 "+wording.Moment(r.GetAsOfTime().AsTime()))
	}
	if r.GetCutoff() != "" {
		parts = append(parts, "截止数 "+r.GetCutoff())
	}
	return strings.Join(parts, "  ")
}

// Table writes rows under the common header, whose first column is given.
func Table(w io.Writer, first string, lines []Line) error {
	columns := []table.Column{{Title: first}}
	for _, title := range header(len(lines) > 0 && withGrowth(lines[0].Figures)) {
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
	return append([]string{
		strings.Repeat("  ", l.Depth) + l.Name,
		count(f.GetProjects()), count(f.GetDue()), count(f.GetReported()), count(f.GetMissing()),
		yi(f.GetTotalInvestmentYuan()), yi(f.GetPlannedYuan()), yi(f.GetMonthYuan()), yi(f.GetInvestedYuan()),
		wording.OrDash(f.GetRateShown()), wording.OrDash(f.GetPaceShown()), wording.OrDash(f.GetLeadShown()),
	}, showGrowth(f)...)
}

// whyMore says why the groups have more projects than there are: listings have no names of
// their own in a roll-up, tags have.
func whyMore(r *statisticsv1.Rollup) string {
	if r.GetGroups()[0].GetName() == "" {
		return "一个项目可以同时列入几个名单，所以各名单之和大于合计。"
	}
	return "一个项目可以有同一体系的几个标签，所以各组之和大于合计。"
}

// sum is how many projects the groups have together.
func sum(r *statisticsv1.Rollup) int64 {
	var n int64
	for _, g := range r.GetGroups() {
		n += g.GetFigures().GetProjects()
	}
	return n
}
