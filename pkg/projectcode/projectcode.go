// Package projectcode checks national project codes (全国投资项目在线审批监管平台
// 项目代码), which a project carries for life: 2509-320193-89-01-544060.
//
// Two generations are in use. The new one follows GB/T 40058-2021 and 发改投资
// 〔2020〕1439号: time YYMM, region, department, type, five random digits and a check
// digit. The legacy one, of 2013 to 2020, has the year, region, industry, type and
// a serial number.
//
// The package judges the digits alone. It refuses to know which regions,
// departments and industries exist: those lists change, and they are tables.
package projectcode

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// Generation tells the two schemes of codes apart.
type Generation string

// The generations.
const (
	New    Generation = "new"
	Legacy Generation = "legacy"
)

// The reasons for which a code is refused or doubted.
const (
	ReasonShape      = "PROJECT_CODE_SHAPE"       // not 4-6-2-2-6 digits
	ReasonTime       = "PROJECT_CODE_TIME"        // the first group is no time of either generation
	ReasonCheckDigit = "PROJECT_CODE_CHECK_DIGIT" // a warning for legacy codes
	ReasonType       = "PROJECT_CODE_TYPE"        // a warning: a project type not seen so far
)

// Result is what Check has to say of a code.
type Result struct {
	Code       string     `json:"code"`  // in normal form
	Valid      bool       `json:"valid"` // also where there are warnings
	Reason     string     `json:"reason,omitempty"`
	Message    string     `json:"message,omitempty"`
	Warnings   []Warning  `json:"warnings,omitempty"`
	Generation Generation `json:"generation,omitempty"`
	Parts      Parts      `json:"parts,omitzero"`
}

// Warning is a doubt that doesn't make a code invalid.
type Warning struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Parts are the groups of a code. Month, Department and CheckDigit belong to the
// new generation, Industry to the legacy one.
type Parts struct {
	Year       int    `json:"year"`
	Month      int    `json:"month,omitempty"`
	Region     string `json:"region"`
	Department string `json:"department,omitempty"`
	Industry   string `json:"industry,omitempty"` // GB/T 4754 division
	Type       string `json:"type"`
	TypeName   string `json:"type_name,omitempty"`
	Serial     string `json:"serial"` // five random digits, or a serial number of six
	CheckDigit string `json:"check_digit,omitempty"`
}

// Err is the result as an error: nil for a valid code.
func (r Result) Err() error {
	if r.Valid {
		return nil
	}
	return errs.Invalid(r.Reason, "project code %.40q", r.Code).With("code", r.Code)
}

// Normal is the form in which a code is compared and kept: half-width characters,
// plain hyphens, no blanks around.
func Normal(code string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch r {
		case '‐', '‑', '‒', '–', '—', '−':
			return '-'
		}
		return r
	}, width.Fold.String(strings.ToValidUTF8(code, "?"))))
}

// Check judges a code.
func Check(code string) Result {
	code = Normal(code)
	if !shape(code) {
		return refuse(shorten(code), ReasonShape, "项目代码应为 20 位数字，按 4-6-2-2-6 位用连字符“-”分为五组，例如 2509-320193-89-01-544060。")
	}
	groups := strings.Split(code, "-")
	at, ok := timeOf(groups[0])
	if !ok {
		return refuse(code, ReasonTime, fmt.Sprintf(
			"项目代码第一组“%s”不是有效时间：新版代码为两位年份加两位月份（2020 年 11 月起），旧版代码为 2013 至 2020 的年份。", groups[0]))
	}
	r := Result{Code: code, Valid: true, Generation: at.generation}
	if at.generation == Legacy {
		return r.asLegacy(groups, at.year)
	}
	return r.asNew(groups, at.year, at.month)
}

func refuse(code, reason, message string) Result {
	return Result{Code: code, Reason: reason, Message: message}
}

// shorten keeps foreign text in a message to a readable length.
func shorten(code string) string {
	if runes := []rune(code); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return code
}

func shape(code string) bool {
	return len(code) == len("2509-320193-89-01-544060") && shapePattern.MatchString(code)
}

var shapePattern = regexp.MustCompile(`^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$`)

// timeOf reads the first group: a year from 2013 to 2020 is a legacy code, else it
// is YYMM from November 2020 on. There is no overlap, because no platform gave out
// codes in 2011 and 2012.
func timeOf(group string) (codeTime, bool) {
	n, err := strconv.Atoi(group)
	switch month := n % 100; {
	case err != nil:
		return codeTime{}, false
	case n >= 2013 && n <= 2020:
		return codeTime{Legacy, n, 0}, true
	case n >= 2011 && month >= 1 && month <= 12:
		return codeTime{New, 2000 + n/100, month}, true
	}
	return codeTime{}, false
}

// codeTime is the first group, understood. Legacy codes have no month.
type codeTime struct {
	generation  Generation
	year, month int
}

// asNew judges a code of the new generation, whose last digit must be right.
func (r Result) asNew(groups []string, year, month int) Result {
	serial, given := groups[4][:5], groups[4][5:]
	r.Parts = Parts{
		Year: year, Month: month, Region: groups[1], Department: groups[2],
		Type: groups[3], TypeName: typeName(New, groups[3]), Serial: serial, CheckDigit: given,
	}
	if want := digit(strings.Join(groups, "")[:19]); given != want {
		r.Valid, r.Reason = false, ReasonCheckDigit
		r.Message = fmt.Sprintf("项目代码校验码不符：按前 19 位计算应为 %s，填写的是 %s，请对照赋码通知核对各位数字。", want, given)
		return r
	}
	return r.doubtType()
}

// asLegacy judges a code of the legacy generation. Whether those carry a check
// digit is not known, so that a wrong one is a doubt and no more.
func (r Result) asLegacy(groups []string, year int) Result {
	r.Parts = Parts{
		Year: year, Region: groups[1], Industry: groups[2],
		Type: groups[3], TypeName: typeName(Legacy, groups[3]), Serial: groups[4],
	}
	if digit(strings.Join(groups, "")[:19]) != groups[4][5:] {
		r.Warnings = append(r.Warnings, Warning{ReasonCheckDigit, "旧版项目代码的末位与校验码算法不符；旧版代码不一定含校验码，请人工核对。"})
	}
	return r.doubtType()
}

// doubtType warns of a project type that isn't known. The list is that of clause
// 4.5 as far as it is public, so an unknown type is no error.
func (r Result) doubtType() Result {
	if r.Parts.TypeName == "" {
		r.Warnings = append(r.Warnings, Warning{ReasonType, fmt.Sprintf("项目类型“%s”不在已知类型之内，请核对。", r.Parts.Type)})
	}
	return r
}

// typeName is the name of a project type, empty for an unknown one. The codes of
// the new generation number the standard's list in its order; 01, 02, 04 and 05
// have been seen in published codes, the meaning of the numbers is to be confirmed
// with clause 4.5.
func typeName(g Generation, code string) string {
	names := []string{"基本建设", "技术改造", "单纯购置", "信息化", "其他"}
	if g == Legacy {
		names = []string{"审批", "核准", "备案"}
	}
	if n, err := strconv.Atoi(code); err == nil && n >= 1 && n <= len(names) {
		return names[n-1]
	}
	return ""
}

// CheckDigit is the last digit of a code whose first 19 digits are given without
// hyphens; false where they are not 19 digits.
func CheckDigit(first19 string) (string, bool) {
	if len(first19) != 19 || strings.Trim(first19, "0123456789") != "" {
		return "", false
	}
	return digit(first19), true
}

// digit is the check digit by GB/T 17710, ISO/IEC 7064 MOD 11,10.
func digit(digits string) string {
	p := 10
	for _, r := range digits {
		s := (p + int(r-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = 2 * s % 11
	}
	return strconv.Itoa((11 - p) % 10)
}
