package download

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// projects are the rows behind a figure, all of them. Of a moment in the past each page
// goes through the whole history, so that only what one page holds is handed out.
func (v Views) projects(ctx context.Context, unit string, query url.Values) (tabular.Table, error) {
	request := &statisticsv1.ListFigureProjectsRequest{}
	if err := readAll(request, query); err != nil {
		return tabular.Table{}, err
	}
	request.Unit, request.PageSize = unit, perPage
	first, err := v.Statistics.ListFigureProjects(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	if request.GetAsOf() != nil && first.GetNextPageToken() != "" {
		return tabular.Table{}, errs.Precondition("EXPORT_TOO_LARGE", "more than %d projects as known at a moment", perPage).
			With("limit", strconv.Itoa(perPage)).At("as_of")
	}
	unitName, fresh, err := v.headOf(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	what := narrowed(request.GetListing(), request.GetCategory(), request.GetNature(),
		labelled("规模（万元）", request.GetSize()), labelled("行业门类", request.GetIndustry()), stageName(request.GetStage()), v.Tags.Text(some(request.GetTag())))
	name := unitName + " " + request.GetMonth() + what + " " + wording.Figure(cmp.Or(request.GetFigure(), "projects")) + "项目"
	return tabular.Table{
		Name:   strings.ReplaceAll(name, " ", ""),
		Titles: []string{name, fresh + "；投资单位：万元；超/欠时序单位：个百分点。"},
		Header: append([]string{"序号", "项目名称", "考核单位", "单位编码", "级别", "类别", "性质"}, append(wording.FigureHeader("万元")[4:], "数据来自", "项目标识", "标签")...),
		Rows:   projectRows(first.GetTotals(), v.allProjects(ctx, request, first), v.Tags),
	}, nil
}

// some is a list of what is there.
func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// movedMeanwhile is the last row of a file whose rows are not of one moment.
const movedMeanwhile = "导出期间数据有变化，明细与合计不完全一致，请重新导出。"

// unknown is a value of what nobody told.
const unknown = "unknown"

func labelled(what, value string) string {
	switch value {
	case "":
		return ""
	case unknown:
		return "未分" + what
	}
	return what + value
}

func stageName(stage string) string {
	if stage == unknown {
		return "阶段未说明"
	}
	return stage
}

// headOf is the unit's name and how fresh the rows are, which the list of rows doesn't
// tell: the present roll-up does, for a millisecond. Where the unit is there no more,
// its code must do.
func (v Views) headOf(ctx context.Context, request *statisticsv1.ListFigureProjectsRequest) (name, fresh string, err error) {
	answer, err := v.Statistics.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: request.GetUnit(), Month: request.GetMonth(), NoChildren: true})
	name, fresh = request.GetUnit(), asOf(request.GetAsOf(), "")
	if errs.KindOf(err) == errs.KindNotFound {
		return name, fresh, nil
	}
	if err != nil {
		return "", "", err
	}
	if name = answer.GetRollup().GetName(); request.GetItself() {
		name += "（本级）"
	}
	if request.GetAsOf() == nil {
		fresh = asOf(answer.GetRollup().GetAsOfTime(), "")
	}
	return name, fresh, nil
}

func (v Views) allProjects(ctx context.Context, request *statisticsv1.ListFigureProjectsRequest, first *statisticsv1.ListFigureProjectsResponse) iter.Seq2[*statisticsv1.FigureProject, error] {
	told := func(r *statisticsv1.ListFigureProjectsResponse) page[*statisticsv1.FigureProject] {
		return page[*statisticsv1.FigureProject]{r.GetProjects(), r.GetNextPageToken()}
	}
	return following(v.renewing(ctx), told(first), func(ctx context.Context, token string) (page[*statisticsv1.FigureProject], error) {
		request.PageToken = token
		answer, err := v.Statistics.ListFigureProjects(ctx, request)
		return told(answer), err
	})
}

// projectRows begins with the total, which statistics told with the first page. Where
// figures move while later pages are read, the last row says so.
func projectRows(totals *statisticsv1.RollupFigures, projects iter.Seq2[*statisticsv1.FigureProject, error], tags industry.Tags) iter.Seq2[[]tabular.Cell, error] {
	return func(yield func([]tabular.Cell, error) bool) {
		sum := join([]tabular.Cell{tabular.Text("合计"), tabular.Text(fmt.Sprintf("%d 个项目", totals.GetProjects())), {}, {}, {}, {}, {}}, projectFigures(totals)...)
		if !yield(sum, nil) {
			return
		}
		var rows, invested int64
		for p, err := range projects {
			if err != nil {
				yield(nil, err)
				return
			}
			rows++
			invested += p.GetFigures().GetInvestedYuan()
			if !yield(projectRow(rows, p, tags), nil) {
				return
			}
		}
		if rows != totals.GetProjects() || invested != totals.GetInvestedYuan() {
			yield([]tabular.Cell{tabular.Text("注"), tabular.Text(movedMeanwhile)}, nil)
		}
	}
}

func projectRow(number int64, p *statisticsv1.FigureProject, tags industry.Tags) []tabular.Cell {
	listings := make([]string, len(p.GetListings()))
	for i, l := range p.GetListings() {
		listings[i] = wording.Value(l)
	}
	row := join([]tabular.Cell{
		count(number), tabular.Text(p.GetName()), tabular.Text(p.GetUnitName()), tabular.Text(p.GetUnit()),
		tabular.Text(strings.Join(listings, "、")), tabular.Text(wording.Value(p.GetCategory())), tabular.Text(wording.Value(p.GetNature())),
	}, projectFigures(p.GetFigures())...)
	return join(row, tabular.Text(p.GetReportedMonth()), tabular.Text(p.GetProjectId()), tabular.Text(tags.Text(p.GetTags())))
}

// projectFigures leaves out the counts, which of one project are 0 or 1.
func projectFigures(f *statisticsv1.RollupFigures) []tabular.Cell { return figureCells(f, inWan)[4:] }
