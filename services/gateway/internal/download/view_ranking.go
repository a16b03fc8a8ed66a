package download

import (
	"context"
	"fmt"
	"net/url"

	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// ranking is where a unit's sub-units stand by an indicator, with its formula.
func (v Views) ranking(ctx context.Context, unit string, query url.Values) (tabular.Table, error) {
	request := &statisticsv1.GetRankingRequest{}
	if err := readAll(request, query); err != nil {
		return tabular.Table{}, err
	}
	request.Unit = unit
	answer, err := v.Indicators.GetRanking(ctx, request)
	if err != nil {
		return tabular.Table{}, err
	}
	r := answer.GetRanking()
	i := r.GetIndicator()
	what := narrowed(r.GetListing(), r.GetCategory(), r.GetNature())
	fresh := asOf(r.GetAsOfTime(), r.GetCutoff())
	if r.GetFormerMonth() != "" {
		fresh += "；名次变化与 " + r.GetFormerMonth() + " 相比"
	}
	header := []string{"名次", "单位", "编码", i.GetName() + "（" + wording.Measure(i.GetMeasure().String()) + "）", "并列", "上月名次", "名次变化", "说明"}
	for _, p := range r.GetValue().GetParts() {
		header = append(header, fmt.Sprintf("%s（%%，%d 分）", p.GetName(), p.GetWeight()))
	}
	return tabular.Table{
		Name: r.GetName() + r.GetMonth() + what + i.GetName() + "排名",
		Titles: []string{
			r.GetName() + " " + r.GetMonth() + what + " " + i.GetName() + "排名",
			fresh + "；" + r.GetName() + "：" + ownValue(r.GetValue()) + "，单位：" + wording.Measure(i.GetMeasure().String()),
			"口径：" + i.GetFormula() + "依据：" + i.GetSource() + "。",
		},
		Header: header,
		Rows:   tabular.Of(rankingRows(r.GetUnits())),
	}, nil
}

func rankingRows(units []*statisticsv1.RankedUnit) [][]tabular.Cell {
	rows := make([][]tabular.Cell, len(units))
	for at, u := range units {
		rows[at] = []tabular.Cell{
			place(u.GetRank()), tabular.Text(u.GetName()), tabular.Text(u.GetUnit()), tabular.Number(u.GetValue().GetShown()), tied(u),
			place(u.GetFormerRank()), change(u), tabular.Text(u.GetValue().GetMissing().GetText()),
		}
		for _, p := range u.GetValue().GetParts() {
			rows[at] = append(rows[at], tabular.Number(p.GetShown()))
		}
	}
	return rows
}

func place(rank int32) tabular.Cell {
	if rank == 0 {
		return tabular.Cell{}
	}
	return count(int64(rank))
}

func tied(u *statisticsv1.RankedUnit) tabular.Cell {
	if u.GetTied() {
		return tabular.Text("并列")
	}
	return tabular.Cell{}
}

// change is the places gained; nothing where there are no two ranks to compare.
func change(u *statisticsv1.RankedUnit) tabular.Cell {
	if u.GetRank() == 0 || u.GetFormerRank() == 0 {
		return tabular.Cell{}
	}
	return count(int64(u.GetChange()))
}

func ownValue(v *statisticsv1.IndicatorValue) string {
	if why := v.GetMissing().GetText(); why != "" {
		return why
	}
	return v.GetShown()
}
