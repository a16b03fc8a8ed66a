package download

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
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
	return following(v.renewing(ctx), told(first), func(ctx context.Context, token string) (page[*statisticsv1.Restatement], error) {
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
		line(wording.Figure(f.GetFigure()), moment(f.GetKnownTime()), amount(f.GetOld()), amount(f.GetNew()), amount(f.GetNew()-f.GetOld()))
	}
	for _, a := range r.GetAttributes() {
		line(wording.Attribute(a.GetAttribute()), moment(a.GetKnownTime()), values(a.GetOld()), values(a.GetNew()), tabular.Cell{})
	}
	return rows
}

// values are the words of an attribute's values, listings being several.
func values(text string) tabular.Cell {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = wording.Value(parts[i])
	}
	return tabular.Text(strings.Join(parts, "、"))
}
