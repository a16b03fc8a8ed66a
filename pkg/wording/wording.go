// Package wording says in Chinese what statistics tells under English keys: values of
// dimensions, figures, attributes, measures, states, moments. It owns one word for each,
// so that files, terminals and formulas say the same. It refuses to know any contract's
// messages, and how a table is laid out.
package wording

import (
	"strconv"
	"time"

	"pacesetter/pkg/month"
)

// Value is the word of a dimension's value, such as 省重点 for "province".
func Value(key string) string { return say(values, key) }

// Figure is the word of a figure, such as 年度完成 for "invested_yuan".
func Figure(key string) string { return say(figures, key) }

// Library is the word of a library, such as 储备库 for "reserve"; empty for none.
func Library(key string) string { return say(libraries, key) }

// Attribute is the word of what a project is kept under, such as 考核单位 for "unit".
func Attribute(key string) string { return say(attributes, key) }

// Measure is the unit that a measure is counted in, such as 亿元 for "MEASURE_YUAN".
func Measure(key string) string { return say(measures, key) }

// TargetState is the word of a target's state, such as 已达标 for "TARGET_STATE_ATTAINED".
func TargetState(key string) string { return say(targetStates, key) }

// Forecast says whether what is forecast attains the goal; without a forecast nothing.
func Forecast(shown string, attained bool) string {
	switch {
	case shown == "":
		return ""
	case attained:
		return "能达标"
	}
	return "不能达标"
}

// Moment is a moment in Shanghai to the second; the zero time is no moment.
func Moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(month.Shanghai()).Format(time.DateTime)
}

// Change is a change of rank: places gained or lost.
func Change(places int32) string {
	switch n := int64(places); {
	case n > 0:
		return "↑" + strconv.FormatInt(n, 10)
	case n < 0:
		return "↓" + strconv.FormatInt(-n, 10)
	}
	return "持平"
}

// OrDash is the text, or a dash where there is none.
func OrDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// FigureHeader heads a roll-up's figures, with the unit of its money.
func FigureHeader(money string) []string {
	return []string{
		"项目数", "应报", "已报", "未报", "总投资（" + money + "）", "年度计划（" + money + "）", "本月完成（" + money + "）", "年度完成（" + money + "）",
		"完成率（%）", "时序进度（%）", "超/欠时序（个百分点）",
	}
}

// GrowthHeader heads how investment has grown, behind FigureHeader.
func GrowthHeader(money string) []string {
	return []string{
		"上年同期累计（" + money + "）", "累计同比（%）", "上月完成（" + money + "）", "环比（%）", "上年同月完成（" + money + "）", "当月同比（%）",
	}
}

// say is the key's word. What is newer than this program is called what the service
// calls it.
func say(words map[string]string, key string) string {
	if word, known := words[key]; known {
		return word
	}
	return key
}
