package download

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"pacesetter/pkg/tabular"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// restatements are what is known otherwise than a cut-off froze it, a line for each
// figure and attribute of a project.
func (v Views) restatements(ctx context.Context, cutoff string, query url.Values) (tabular.Table, error) {
	request := &statisticsv1.ListRestatementsRequest{}
	if err := readAll(request, query); err != nil {
		return tabular.Table{}, err
	}
	request.Cutoff, request.PageSize = cutoff, perPage
	first, err := v.Cutoffs.ListRestatements(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	answer, err := v.Cutoffs.GetCutoff(ctx, &statisticsv1.GetCutoffRequest{Id: cutoff})
	if err != nil {
		return tabular.Table{}, err
	}
	c := answer.GetCutoff()
	name := c.GetUnitName() + " " + c.GetMonth() + " 定稿后的数据修订"
	if request.GetUnit() != "" {
		name += "（" + request.GetUnit() + "）"
	}
	return tabular.Table{
		Name: strings.ReplaceAll(name, " ", ""),
		Titles: []string{
			name, fmt.Sprintf("定稿第 %d 版，截至 %s；金额单位：万元。", c.GetRevision(), moment(c.GetCutoffTime())),
		},
		Header: []string{"项目名称", "考核单位", "单位编码", "内容", "定稿数", "现时数", "差额", "知悉时间", "项目标识"},
		Rows:   restatedRows(v.allRestatements(ctx, request, first)),
	}, nil
}

func (v Views) allRestatements(ctx context.Context, request *statisticsv1.ListRestatementsRequest, first *statisticsv1.ListRestatementsResponse) iter.Seq2[*statisticsv1.Restatement, error] {
	told := func(r *statisticsv1.ListRestatementsResponse) page[*statisticsv1.Restatement] {
		return page[*statisticsv1.Restatement]{r.GetRestatements(), r.GetNextPageToken()}
	}
	return following(told(first), func(token string) (page[*statisticsv1.Restatement], error) {
		request.PageToken = token
		answer, err := v.Cutoffs.ListRestatements(ctx, request)
		return told(answer), err
	})
}

func restatedRows(all iter.Seq2[*statisticsv1.Restatement, error]) iter.Seq2[[]tabular.Cell, error] {
	return func(yield func([]tabular.Cell, error) bool) {
		for r, err := range all {
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range restatedProject(r) {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func restatedProject(r *statisticsv1.Restatement) [][]tabular.Cell {
	var rows [][]tabular.Cell
	line := func(what string, known string, values ...tabular.Cell) {
		row := join([]tabular.Cell{tabular.Text(r.GetName()), tabular.Text(r.GetUnitName()), tabular.Text(r.GetUnit()), tabular.Text(what)}, values...)
		rows = append(rows, join(row, tabular.Text(known), tabular.Text(r.GetProjectId())))
	}
	for _, f := range r.GetFigures() {
		amount := count
		if strings.HasSuffix(f.GetFigure(), "_yuan") {
			amount = inWan
		}
		line(restatedName(f.GetFigure()), moment(f.GetKnownTime()), amount(f.GetOld()), amount(f.GetNew()), amount(f.GetNew()-f.GetOld()))
	}
	for _, a := range r.GetAttributes() {
		line(restatedName(a.GetAttribute()), moment(a.GetKnownTime()), values(a.GetOld()), values(a.GetNew()), tabular.Cell{})
	}
	return rows
}

// values are the words of an attribute's values, listings being several.
func values(text string) tabular.Cell {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = word(parts[i])
	}
	return tabular.Text(strings.Join(parts, "、"))
}

// restatedNames are the Chinese names of what may be known otherwise.
var restatedNames = map[string]string{
	"unit": "考核单位", "category": "类别", "nature": "性质", "listings": "级别",
	"projects": "列入清单", "due": "应报", "reported": "已报", "missing": "未报", "unlisted": "清单外月报",
	"total_investment_yuan": "总投资", "planned_yuan": "年度计划", "invested_yuan": "年度完成", "month_yuan": "本月完成",
	"due_to_start": "应开工", "started": "已开工", "started_of_due": "应开工中已开工",
	"due_to_start_no_land": "应开工（不需新增用地）", "started_no_land": "已开工（不需新增用地）", "starts_certified": "开工已认定",
	"due_to_resume": "应复工", "resumed": "已复工", "due_to_complete": "应竣工", "completed": "已竣工",
	"completed_of_due": "应竣工中已竣工", "completions_certified": "竣工已认定",
	"statistics_eligible": "应统", "statistics_entered": "已入库纳统",
	"reserve": "储备项目", "reserve_total_investment_yuan": "储备总投资", "signed_yuan": "签约金额", "arrived_yuan": "到位资金",
	"on_time": "按时报送", "corrected": "更正", "described": "已知要素情况", "facts_listed": "应填要素", "facts_filled": "已填要素",
}

func restatedName(key string) string {
	if name, known := restatedNames[key]; known {
		return name
	}
	return key
}
