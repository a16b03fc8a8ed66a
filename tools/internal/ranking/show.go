package ranking

import (
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/table"
)

// Show writes the ranking for people, with its formula below.
func Show(w io.Writer, r *statisticsv1.Ranking) error {
	fmt.Fprintln(w, title(r))
	columns := []table.Column{
		{Title: "名次", Right: true},
		{Title: "单位"},
		{Title: heading(r.GetIndicator()), Right: true},
		{Title: "名次变化", Right: true},
		{Title: "说明"},
	}
	rows := make([][]string, len(r.GetUnits()))
	for i, u := range r.GetUnits() {
		rows[i] = []string{rank(u), u.GetName(), wording.OrDash(u.GetValue().GetShown()), change(u), remark(u)}
	}
	if err := table.Write(w, columns, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s：%s\n口径：%s\n", r.GetName(), own(r.GetValue()), r.GetIndicator().GetFormula())
	return err
}

func title(r *statisticsv1.Ranking) string {
	parts := []string{r.GetName(), r.GetMonth(), r.GetIndicator().GetName() + "排名"}
	if r.GetListing() != "" {
		parts = append(parts, wording.Value(r.GetListing()))
	}
	if r.GetFormerMonth() != "" {
		parts = append(parts, "名次变化与 "+r.GetFormerMonth()+" 相比")
	}
	if r.GetAsOfTime() != nil {
		parts = append(parts, "截至 "+wording.Moment(r.GetAsOfTime().AsTime()))
	}
	if r.GetCutoff() != "" {
		parts = append(parts, "截止数 "+r.GetCutoff())
	}
	return strings.Join(parts, "  ")
}

func heading(i *statisticsv1.Indicator) string {
	return fmt.Sprintf("%s(%s)", i.GetName(), wording.Measure(i.GetMeasure().String()))
}

func rank(u *statisticsv1.RankedUnit) string {
	if u.GetRank() == 0 {
		return "—"
	}
	return fmt.Sprint(u.GetRank())
}

func change(u *statisticsv1.RankedUnit) string {
	if u.GetRank() == 0 || u.GetFormerRank() == 0 {
		return "—"
	}
	return wording.Change(u.GetChange())
}

func remark(u *statisticsv1.RankedUnit) string {
	if why := u.GetValue().GetMissing().GetText(); why != "" {
		return why
	}
	remarks := parts(u.GetValue())
	if u.GetTied() {
		remarks = append([]string{"并列"}, remarks...)
	}
	return strings.Join(remarks, "，")
}

// parts are those of a score, with what each weighs.
func parts(v *statisticsv1.IndicatorValue) []string {
	var out []string
	for _, p := range v.GetParts() {
		out = append(out, fmt.Sprintf("%s %s×%d", p.GetName(), wording.OrDash(p.GetShown()), p.GetWeight()))
	}
	return out
}

func own(v *statisticsv1.IndicatorValue) string {
	if why := v.GetMissing().GetText(); why != "" {
		return why
	}
	return v.GetShown()
}

// ShowFormulas writes what indicators there are and how each is counted.
func ShowFormulas(w io.Writer, indicators []*statisticsv1.Indicator) error {
	for _, i := range indicators {
		better := "越高越好"
		if i.GetDirection() == statisticsv1.Direction_DIRECTION_LOWER {
			better = "越低越好"
		}
		_, err := fmt.Fprintf(w, "%s  %s（%s，%s）\n  口径：%s\n  依据：%s\n", i.GetKey(), i.GetName(), wording.Measure(i.GetMeasure().String()), better, i.GetFormula(), i.GetSource())
		if err != nil {
			return err
		}
	}
	return nil
}
