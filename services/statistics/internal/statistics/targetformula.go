package statistics

import (
	"slices"
	"strconv"
	"strings"

	"pacesetter/pkg/wording"
)

// Formula says in Chinese how the target is counted.
func (t Target) Formula() string {
	formula := wording.Figure(t.Part)
	if t.IsShare() {
		whole := wording.Figure(t.Whole)
		if t.WholeOfYear {
			whole = "全年" + whole
		}
		formula += " ÷ " + whole + " × 100%"
	}
	if only := t.Filter.words(); len(only) > 0 {
		formula += "，只计" + strings.Join(only, "、") + "的项目"
	}
	return formula + "。"
}

func (f TargetFilter) words() []string {
	var words []string
	for _, key := range []string{f.Listing, f.Nature} {
		if key != "" {
			words = append(words, wording.Value(key))
		}
	}
	if f.FromWan > 0 {
		words = append(words, "总投资 "+strconv.FormatInt(f.FromWan, 10)+" 万元以上")
	}
	if f.BelowWan > 0 {
		words = append(words, "总投资不到 "+strconv.FormatInt(f.BelowWan, 10)+" 万元")
	}
	if f.NoNewLand {
		words = append(words, "不需新增用地")
	}
	return words
}

// HasRows tells whether the list of projects behind a roll-up's figures shows what the
// target counts: money and listed projects, narrowed by nothing but listing and nature.
func (t Target) HasRows() bool {
	shown := []string{"", "projects", "total_investment_yuan", "planned_yuan", "invested_yuan"}
	f := t.Filter
	return slices.Contains(shown, t.Part) && slices.Contains(shown, t.Whole) && f.FromWan == 0 && f.BelowWan == 0 && !f.NoNewLand
}
