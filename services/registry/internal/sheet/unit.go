package sheet

import (
	"regexp"

	"pacesetter/pkg/money"
)

// units are the names under which sheets state what their numbers count. In
// brackets behind a header the long forms stand alone: 总投资（万元）.
var units = map[string]money.Unit{
	"元": money.InYuan, "人民币元": money.InYuan,
	"千元": 3, "百万元": 6, "千万元": 7,
	"万元": money.InWan, "万": money.InWan, "人民币万元": money.InWan,
	"亿元": money.InYi, "亿": money.InYi, "人民币亿元": money.InYi,
}

var (
	unitLine     = regexp.MustCompile(`单位:?\(?((?:人民币)?[^:,;()\s]{0,3}[元万亿美港欧][^:,;()\s]{0,2})`)
	unitInHeader = regexp.MustCompile(`[(\[](?:单位:?)?((?:人民币)?[百千万亿]*(?:元|万|亿))[)\]]`)
	moneyWord    = regexp.MustCompile(`[元万亿]$`)
)

// unitName finds the unit in a line such as 单位：万元 or 金额单位: 亿元; "" where it
// names none, as in 填报单位：某街道.
func unitName(line string) string {
	m := unitLine.FindStringSubmatch(fold(line))
	if m == nil || !moneyWord.MatchString(m[1]) {
		return ""
	}
	return m[1]
}

func unitOf(name string) (money.Unit, bool) {
	u, ok := units[name]
	return u, ok
}

// findUnit finds the unit that a folded header names for its own column.
func findUnit(header string) (money.Unit, bool) {
	m := unitInHeader.FindStringSubmatch(header)
	if m == nil {
		return 0, false
	}
	return unitOf(m[1])
}

// unitWord names a unit for people.
func unitWord(u money.Unit) string {
	for _, name := range []string{"元", "千元", "万元", "百万元", "千万元", "亿元"} {
		if units[name] == u {
			return name
		}
	}
	return "万元"
}
