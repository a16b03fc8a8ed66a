package download

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// Register is what the list of projects is asked of.
type Register struct {
	Projects registryv1.ProjectServiceClient
	Units    registryv1.UnitServiceClient
	Now      func() time.Time
}

// allUnits stands in a path for all units that the caller sees; no unit's code begins so.
const allUnits = "-"

// mostListed is how many projects a file holds: more than a province has in a year. What
// is longer is no list any more, and takes longer than a browser waits.
const mostListed = 100_000

// register is the list of projects by a filter, all pages of it. The register keeps no
// past of a list, so that the file is of the moment at which it was asked for.
func (v Views) register(ctx context.Context, unit string, query url.Values) (tabular.Table, error) {
	request := &registryv1.ListProjectsRequest{}
	if err := readAll(request, query); err != nil {
		return tabular.Table{}, err
	}
	request.Unit, request.PageSize = unit, perPage
	if unit == allUnits {
		request.Unit = ""
	}
	at := v.Register.Now()
	first, err := v.Register.Projects.ListProjects(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	if n := first.GetTotals().GetProjects(); n > mostListed {
		return tabular.Table{}, errs.Precondition("LIST_TOO_LONG", "%d projects, at most %d", n, mostListed).
			With("limit", strconv.Itoa(mostListed)).With("count", strconv.FormatInt(n, 10)).At("unit")
	}
	name, err := v.Register.nameOf(ctx, request.GetUnit())
	if err != nil {
		return tabular.Table{}, err
	}
	name += " " + request.GetMonth() + v.listFilter(request) + " 项目清单"
	return tabular.Table{
		Name: strings.ReplaceAll(name, " ", ""),
		Titles: []string{
			name, "截至 " + wording.Moment(at) + "；投资单位：万元。",
			"年度完成为年初至今，本月未报的沿用上次已审核月报；待确认的级别不计入该级别。",
		},
		Header: []string{
			"序号", "项目名称", "考核单位", "单位编码", "级别", "类别", "性质", "阶段", "总投资（万元）", "年度计划（万元）", "本月完成（万元）", "年度完成（万元）",
			"完成率（%）", "时序进度（%）", "数据来自", "行业领域", "形象进度", "项目单位", "项目代码", "项目标识", "标签",
		},
		Rows: listRows(first.GetTotals(), v.allListed(ctx, request, first), v.Tags),
	}, nil
}

func (r Register) nameOf(ctx context.Context, unit string) (string, error) {
	if unit == "" {
		return "全部可见单位", nil
	}
	answer, err := r.Units.GetUnit(ctx, &registryv1.GetUnitRequest{Code: unit})
	return answer.GetUnit().GetName(), err
}

// listFilter is the filter in words.
func (v Views) listFilter(r *registryv1.ListProjectsRequest) string {
	what := narrowed(r.GetListing(), r.GetCategory(), keyOf(r.GetNature().String(), "NATURE_"), keyOf(r.GetStage().String(), "STAGE_"))
	switch r.GetReportStatus() {
	case registryv1.ReportStatus_REPORT_STATUS_REPORTED:
		what += " 本月已报"
	case registryv1.ReportStatus_REPORT_STATUS_MISSING:
		what += " 本月未报"
	case registryv1.ReportStatus_REPORT_STATUS_UNSPECIFIED:
	}
	if library := wording.Library(keyOf(r.GetLibrary().String(), "LIBRARY_")); library != "" {
		what += " " + library
	}
	if tag := v.Tags.Text(some(r.GetTag())); tag != "" {
		what += " " + tag
	}
	if r.GetListingProposed() {
		what += " 级别待确认"
	}
	if r.GetQuery() != "" {
		what += "（含“" + r.GetQuery() + "”）"
	}
	return what
}

// keyOf is the key that words are kept under, for an enum's name; empty for what is not
// stated.
func keyOf(name, prefix string) string {
	key := strings.ToLower(strings.TrimPrefix(name, prefix))
	if key == "unspecified" {
		return ""
	}
	return key
}

func (v Views) allListed(ctx context.Context, request *registryv1.ListProjectsRequest, first *registryv1.ListProjectsResponse) iter.Seq2[*registryv1.ProjectRow, error] {
	told := func(r *registryv1.ListProjectsResponse) page[*registryv1.ProjectRow] {
		return page[*registryv1.ProjectRow]{r.GetRows(), r.GetNextPageToken()}
	}
	return following(v.renewing(ctx), told(first), func(ctx context.Context, token string) (page[*registryv1.ProjectRow], error) {
		request.PageToken = token
		answer, err := v.Register.Projects.ListProjects(ctx, request)
		return told(answer), err
	})
}

// listRows begins with the totals, which came with the first page; where projects change
// while later pages are read, the last row says so.
func listRows(totals *registryv1.ListTotals, projects iter.Seq2[*registryv1.ProjectRow, error], tags industry.Tags) iter.Seq2[[]tabular.Cell, error] {
	return func(yield func([]tabular.Cell, error) bool) {
		if !yield(listTotal(totals), nil) {
			return
		}
		var rows, invested int64
		for p, err := range projects {
			if err != nil {
				yield(nil, err)
				return
			}
			rows++
			invested += p.GetYearToDateYuan()
			if !yield(listRow(rows, p, tags), nil) {
				return
			}
		}
		if rows != totals.GetProjects() || invested != totals.GetYearToDateYuan() {
			yield([]tabular.Cell{tabular.Text("注"), tabular.Text(movedMeanwhile)}, nil)
		}
	}
}

func listTotal(t *registryv1.ListTotals) []tabular.Cell {
	nothing := make([]tabular.Cell, 6) // before the figures, and behind them
	return slices.Concat([]tabular.Cell{tabular.Text("合计"), tabular.Text(fmt.Sprintf("%d 个项目", t.GetProjects()))}, nothing, []tabular.Cell{
		inWan(t.GetTotalInvestmentYuan()), inWan(t.GetPlannedYuan()), inWan(t.GetMonthYuan()), inWan(t.GetYearToDateYuan()),
		tabular.Number(t.GetRateShown()), tabular.Number(t.GetPaceShown()),
	}, nothing, []tabular.Cell{{}})
}

// listRow has no pace: that of the total goes by the rule of its unit, a project's by its own.
func listRow(number int64, p *registryv1.ProjectRow, tags industry.Tags) []tabular.Cell {
	y, reported := p.GetYear(), tabular.Cell{} // nothing is not nought: the month has no report
	if p.MonthYuan != nil {
		reported = inWan(p.GetMonthYuan())
	}
	return []tabular.Cell{
		count(number), tabular.Text(p.GetName()), tabular.Text(p.GetUnitName()), tabular.Text(y.GetUnit()), tabular.Text(listingWords(y.GetListings())),
		tabular.Text(wording.Value(y.GetCategory())), tabular.Text(wording.Value(keyOf(y.GetNature().String(), "NATURE_"))),
		tabular.Text(wording.Value(keyOf(p.GetStage().String(), "STAGE_"))),
		inWan(y.GetTotalInvestmentYuan()), inWan(y.GetPlannedYuan()), reported, inWan(p.GetYearToDateYuan()),
		tabular.Number(p.GetRateShown()),
		{},
		tabular.Text(p.GetReportedMonth()), tabular.Text(y.GetIndustry()),
		tabular.Text(p.GetProgress()), tabular.Text(p.GetCompany()), tabular.Text(p.GetNationalCode()), tabular.Text(p.GetId()),
		tabular.Text(tags.Text(p.GetTags())),
	}
}

// listingWords marks what waits for the city, for it does not count.
func listingWords(listings []*registryv1.Listing) string {
	words := make([]string, len(listings))
	for i, l := range listings {
		if words[i] = wording.Value(l.GetKey()); !l.GetConfirmed() {
			words[i] += "（待确认）"
		}
	}
	return strings.Join(words, "、")
}
