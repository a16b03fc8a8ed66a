package target

import (
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/table"
)

var header = []string{"任务", "单位", "时限", "目标", "已完成", "距目标", "状态", "预计", "预计能否达标", "口径", "出处"}

// Show writes the targets for people: the unit's line, its sub-units' below it.
func Show(w io.Writer, r *statisticsv1.GetAttainmentResponse) error {
	fmt.Fprintln(w, title(r))
	if len(r.GetSets()) == 0 {
		_, err := fmt.Fprintf(w, "%s 在 %s 年没有目标任务。\n", r.GetName(), r.GetMonth()[:4])
		return err
	}
	columns := make([]table.Column, len(header))
	for i, name := range header {
		columns[i] = table.Column{Title: name, Right: i >= 3 && i <= 5 || i == 7}
	}
	var rows [][]string
	for _, e := range entries(r) {
		rows = append(rows, e.line(e.unit != r.GetUnit() || e.itself))
	}
	if err := table.Write(w, columns, rows); err != nil {
		return err
	}
	return notes(w, r)
}

// line is the entry's row; a sub-unit's leaves out what its unit's says.
func (e entry) line(below bool) []string {
	t, is := e.target, e.is
	row := []string{
		t.GetName(), e.unitName(), t.GetMonth(), is.GetGoalShown() + wording.Measure(t.GetMeasure().String()),
		wording.OrDash(is.GetValueShown()), wording.OrDash(is.GetDistanceShown()), wording.TargetState(is.GetState().String()),
		wording.OrDash(is.GetForecastShown()), wording.OrDash(wording.Forecast(is.GetForecastShown(), is.GetForecastAttained())),
		t.GetFormula(), t.GetSource(),
	}
	if below {
		row[0], row[1], row[9], row[10] = "", "  "+row[1], "", ""
	}
	return row
}

func (e entry) unitName() string {
	if e.itself {
		return e.name + "（本级）"
	}
	return e.name
}

func title(r *statisticsv1.GetAttainmentResponse) string {
	return strings.Join([]string{r.GetName(), r.GetMonth(), "目标任务完成情况", "截至 " + wording.Moment(r.GetAsOfTime().AsTime())}, "  ")
}

// notes say where the targets are from, what is made up, and which have no figure.
func notes(w io.Writer, r *statisticsv1.GetAttainmentResponse) error {
	for _, set := range r.GetSets() {
		if _, err := fmt.Fprintf(w, "依据：%s（%s 起）\n样例：%s\n", set.GetSource(), set.GetEffectiveDate(), set.GetSample()); err != nil {
			return err
		}
		for _, u := range set.GetUntold() {
			if _, err := fmt.Fprintf(w, "没有数的任务：%s——%s\n", u.GetName(), u.GetWhy()); err != nil {
				return err
			}
		}
	}
	return nil
}

// CSV writes the targets for spreadsheet programs, every line whole.
func CSV(w io.Writer, r *statisticsv1.GetAttainmentResponse) error {
	var rows [][]tabular.Cell
	for _, e := range entries(r) {
		t, is := e.target, e.is
		rows = append(rows, []tabular.Cell{
			tabular.Text(t.GetName()), tabular.Text(e.unitName()), tabular.Text(t.GetMonth()), tabular.Text(wording.Measure(t.GetMeasure().String())),
			tabular.Number(is.GetGoalShown()), tabular.Number(is.GetValueShown()), tabular.Number(is.GetDistanceShown()),
			tabular.Text(wording.TargetState(is.GetState().String())), tabular.Number(is.GetForecastShown()),
			tabular.Text(wording.Forecast(is.GetForecastShown(), is.GetForecastAttained())), tabular.Text(t.GetFormula()), tabular.Text(t.GetSource()),
		})
	}
	file := tabular.Table{Titles: []string{title(r)}, Header: append([]string{"任务", "单位", "时限", "单位（量）"}, header[3:]...), Rows: tabular.Of(rows)}
	return file.Write(w, tabular.CSV)
}
