package download

import (
	"context"
	"net/url"

	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// targets are what a unit's papers set for a year, how far it is, and each sub-unit's
// part, a row for each target of each unit.
func (v Views) targets(ctx context.Context, unit string, query url.Values) (tabular.Table, error) {
	request := &statisticsv1.GetAttainmentRequest{}
	if err := readAll(request, query); err != nil {
		return tabular.Table{}, err
	}
	request.Unit = unit
	r, err := v.Targets.GetAttainment(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	titles := []string{r.GetName() + " " + r.GetMonth() + " 目标任务完成情况", asOf(r.GetAsOfTime(), "") + "；距目标单位：百分率为个百分点，其余同目标。"}
	for _, set := range r.GetSets() {
		titles = append(titles, "依据："+set.GetSource()+"。"+set.GetSample())
		for _, u := range set.GetUntold() {
			titles = append(titles, "未列入："+u.GetName()+"。"+u.GetWhy())
		}
	}
	return tabular.Table{
		Name: r.GetName() + r.GetMonth() + "目标任务", Titles: titles,
		Header: []string{"行", "单位", "编码", "任务", "时限", "单位（量）", "目标", "已完成", "距目标", "状态", "预计", "预计能否达标", "预计办法", "口径", "出处"},
		Rows:   tabular.Of(targetRows(r)),
	}, nil
}

func targetRows(r *statisticsv1.GetAttainmentResponse) [][]tabular.Cell {
	var rows [][]tabular.Cell
	line := func(kind, name, code string, all []*statisticsv1.Attainment) {
		at := 0
		for _, set := range r.GetSets() {
			for _, t := range set.GetTargets() {
				head := []tabular.Cell{tabular.Text(kind), tabular.Text(name), tabular.Text(code)}
				rows = append(rows, join(head, targetCells(t, all[at])...))
				at++
			}
		}
	}
	line("合计", r.GetName(), r.GetUnit(), r.GetAttainments())
	for _, c := range r.GetChildren() {
		name := c.GetName()
		if c.GetItself() {
			name += "（本级）"
		}
		line("下级单位", name, c.GetUnit(), c.GetAttainments())
	}
	return rows
}

func targetCells(t *statisticsv1.Target, a *statisticsv1.Attainment) []tabular.Cell {
	return []tabular.Cell{
		tabular.Text(t.GetName()), tabular.Text(t.GetMonth()), tabular.Text(wording.Measure(t.GetMeasure().String())),
		tabular.Number(a.GetGoalShown()), tabular.Number(a.GetValueShown()), tabular.Number(a.GetDistanceShown()),
		tabular.Text(wording.TargetState(a.GetState().String())), tabular.Number(a.GetForecastShown()), tabular.Text(wording.Forecast(a.GetForecastShown(), a.GetForecastAttained())),
		tabular.Text(a.GetForecastMethod()), tabular.Text(t.GetFormula()), tabular.Text(t.GetSource()),
	}
}
