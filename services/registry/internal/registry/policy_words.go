package registry

import (
	"fmt"
	"slices"
	"strings"
)

// PolicyWords is a policy in force as people read it.
type PolicyWords struct {
	Key, Name     string
	Version       int
	EffectiveDate string
	Source        string
	Rules         []string
}

// Words are the moves between libraries with what each asks for.
func (l LibraryPolicy) Words() PolicyWords {
	w := PolicyWords{Key: "library", Name: "入库和调库条件", Version: l.Version, EffectiveDate: l.EffectiveDate, Source: l.Source}
	for _, m := range l.Moves {
		asked := "须写明原因并经批准"
		if len(m.Conditions) > 0 {
			var conditions []string
			for _, c := range m.Conditions {
				conditions = append(conditions, c.words())
			}
			asked = "须" + strings.Join(conditions, "、") + "，并经批准"
		}
		w.Rules = append(w.Rules, fmt.Sprintf("%s → %s：%s。", libraryName(m.From), libraryName(m.To), asked))
	}
	return w
}

func (c LibraryCondition) words() string {
	switch c.Kind {
	case "national_code":
		return "有项目代码"
	case "company":
		return "有项目单位"
	case "total_investment":
		return "总投资不低于 " + wan(c.AtLeastYuan)
	case "plan":
		return "有年度计划投资"
	case "stage":
		return "建设阶段到“" + stageName(c.ReachedStage) + "”及以后"
	case "listed":
		return "列入重点项目名单"
	case "no_duplicate":
		return "没有重复项目"
	}
	return c.Kind
}

// Words are the checks with what each of them brings about.
func (c Checks) Words() PolicyWords {
	w := PolicyWords{Key: "checks", Name: "月报校核规则", Version: c.Version, EffectiveDate: c.EffectiveDate, Source: c.Source}
	for _, check := range c.Checks {
		outcome := "提示"
		switch {
		case check.Blocks:
			outcome = "须书面说明，说明前不能审核"
		case check.Explain:
			outcome = "须书面说明"
		}
		w.Rules = append(w.Rules, check.Title+"："+outcome+"。")
	}
	return w
}

// Words say when an approved plan may still be changed.
func (p AnnualPlanPolicy) Words() PolicyWords {
	w := PolicyWords{
		Key: "annual_plan", Name: "年度计划调整", Version: p.Version, EffectiveDate: p.EffectiveDate, Source: p.Source,
		Rules: []string{fmt.Sprintf("经批准的年度计划最迟在当年 %d 月底前调整，须写明原因并经批准。", p.LastChangeMonth)},
	}
	if p.KeepPastMonths {
		w.Rules = append(w.Rules, "已过月份的计划不再改动。")
	}
	return w
}

// Words say who belongs into the statistics, on which form, with which material.
func (p StatisticsPolicy) Words() PolicyWords {
	w := PolicyWords{
		Key: "statistics_entry", Name: "入库纳统", Version: p.Version, EffectiveDate: p.EffectiveDate, Source: p.Source,
		Rules: []string{"计划总投资 " + wan(p.EligibleFrom) + "及以上的项目应入库纳统，先入库、后有数。"},
	}
	for _, f := range p.Forms {
		w.Rules = append(w.Rules, wan(f.From)+"及以上填 "+f.Form+" 表。")
	}
	for _, m := range p.Materials {
		w.Rules = append(w.Rules, m.words())
	}
	return w
}

func (m StatisticsMaterial) words() string {
	asked := "按需提供"
	if m.Mandatory {
		asked = "必须提供"
	}
	var of []string
	if m.From > 0 {
		of = append(of, wan(m.From)+"及以上")
	}
	if m.Below > 0 {
		of = append(of, wan(m.Below)+"以下")
	}
	if m.Nature == NatureNew {
		of = append(of, "新建项目")
	}
	if len(of) == 0 {
		return m.Name + "：" + asked + "。"
	}
	return m.Name + "（" + strings.Join(of, "、") + "）：" + asked + "。"
}

// Words say which files a project's documents may be.
func (p DocumentPolicy) Words() PolicyWords {
	const mebibyte = 1 << 20
	var kinds []string
	for _, k := range p.Kinds {
		kinds = append(kinds, k.Name)
	}
	return PolicyWords{
		Key: "documents", Name: "一项一档文件", Version: p.Version, EffectiveDate: p.EffectiveDate, Source: p.Source,
		Rules: []string{
			fmt.Sprintf("单个文件不超过 %d MB。", p.MaxBytes/mebibyte),
			"可上传的格式：" + strings.Join(p.Extensions(), "、") + "，以文件内容为准。",
			"种类：" + strings.Join(kinds, "、") + "。",
		},
	}
}

// Words say how a unit's reporting is recorded.
func (c Conduct) Words() PolicyWords {
	return PolicyWords{
		Key: "conduct", Name: "报送质量记录", Version: c.Version, EffectiveDate: c.EffectiveDate, Source: c.Source,
		Rules: []string{
			"是否按时以报送日历的第一个报送日为准：之后首次上报的计为迟报，没有已审月报的计为未报。",
			fmt.Sprintf("须说明的疑点在上报后 %d 天内没有说明、也未经核实的，计为失实。", c.ExplainDays),
		},
	}
}

// CalendarKey is the calendar's among the policies.
const CalendarKey = "calendar"

// Words say when reports of the first unit are due, and how many go by another calendar.
func (c CalendarsOfUnits) Words(v Vocabulary) PolicyWords {
	w := c.First.Words(v)
	if !c.Same() {
		w.Rules = append(w.Rules, fmt.Sprintf("另有 %d 个单位按本级设置的报送日历报送，期限以其报送日历为准。", c.Others))
	}
	return w
}

// Words say when reports are due, the common rule first. names are the categories'.
func (c Calendar) Words(v Vocabulary) PolicyWords {
	w := PolicyWords{Key: CalendarKey, Name: "报送日历", Version: c.Version, EffectiveDate: c.EffectiveDate}
	var sources []string
	for _, r := range c.Rules {
		of := "其他类别"
		switch {
		case len(c.Rules) == 1:
			of = "各类项目"
		case r.Category != "":
			of = v.CategoryName(r.Category)
		}
		w.Rules = append(w.Rules, of+"："+r.words()+"。")
		if !slices.Contains(sources, r.Source) {
			sources = append(sources, r.Source)
		}
	}
	w.Source = strings.Join(sources, "；")
	return w
}

// words say when a rule's reports are due, e.g. 按月，当月 25 日前.
func (r CalendarRule) words() string {
	switch r.Frequency {
	case Daily:
		return "按日，当日报送"
	case Weekly:
		return "按周，每周" + []string{"一", "二", "三", "四", "五", "六", "日"}[r.DueDays[0]-1] + "前"
	case HalfMonthly:
		return fmt.Sprintf("每半月，%d 日和 %d 日前", r.DueDays[0], r.DueDays[1])
	case Quarterly:
		return "按季，季末月" + r.day()
	case Monthly:
	}
	return "按月，" + r.day()
}

// day is the day of a rule with one hand-in.
func (r CalendarRule) day() string {
	switch r.MonthOffset {
	case 0:
		return fmt.Sprintf("当月 %d 日前", r.DueDays[0])
	case 1:
		return fmt.Sprintf("次月 %d 日前", r.DueDays[0])
	}
	return fmt.Sprintf("其后第 %d 个月 %d 日前", r.MonthOffset, r.DueDays[0])
}
