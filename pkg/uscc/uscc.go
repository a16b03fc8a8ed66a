// Package uscc checks unified social credit codes (统一社会信用代码, GB 32100-2015),
// by which enterprises and institutions are known: 91350200776049653A.
//
// The package judges the characters alone. It refuses to know which regions exist
// and whether somebody bears the code.
package uscc

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// Generation tells codes by the standard from those of the trial before it.
type Generation string

// The generations.
const (
	Standard Generation = "standard"
	Pilot    Generation = "pilot" // 试点, positions 9 to 12 are M000
)

// The reasons for which a code is refused or doubted.
const (
	ReasonShape = "USCC_SHAPE" // not 18 characters of the alphabet
	ReasonCheck = "USCC_CHECK" // a check character is wrong
	ReasonPilot = "USCC_PILOT" // a warning: wrong, but a code of the trial may be
)

// alphabet is that of the standard; I, O, S, V and Z are left out for being
// mistaken for digits. A character's place is its value.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var shapePattern = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$`)

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

// Parts are the pieces of a code.
type Parts struct {
	Authority    string `json:"authority"`    // 登记管理部门, one character
	Category     string `json:"category"`     // 机构类别, one character
	Region       string `json:"region"`       // GB/T 2260, six digits
	Organisation string `json:"organisation"` // 组织机构代码 (GB 11714), nine characters
	Check        string `json:"check"`        // one character
}

// Err is the result as an error: nil for a valid code.
func (r Result) Err() error {
	if r.Valid {
		return nil
	}
	return errs.Invalid(r.Reason, "credit code %.40q", r.Code).With("code", r.Code)
}

// Normal is the form in which a code is compared and kept: half-width capitals
// without blanks around.
func Normal(code string) string {
	return strings.ToUpper(strings.TrimSpace(width.Fold.String(strings.ToValidUTF8(code, "?"))))
}

// Check judges a code: its shape, its check character and that of the organisation
// code inside.
func Check(code string) Result {
	code = Normal(code)
	if message := misshapen(code); message != "" {
		return Result{Code: shorten(code), Reason: ReasonShape, Message: message}
	}
	r := Result{Code: code, Valid: true, Generation: generationOf(code), Parts: Parts{
		Authority: code[:1], Category: code[1:2], Region: code[2:8], Organisation: code[8:17], Check: code[17:],
	}}
	fault := wrongCheck(code)
	switch {
	case fault == "":
		return r
	case r.Generation == Pilot:
		r.Warnings = []Warning{{ReasonPilot, fault + "该代码形似试点时期发放的代码，可能确属有效，请对照营业执照核实。"}}
	default:
		r.Valid, r.Reason, r.Message = false, ReasonCheck, fault+"请对照营业执照核对各位字符。"
	}
	return r
}

// misshapen says what is wrong with the code's shape, nothing where it is right.
func misshapen(code string) string {
	n := len([]rune(code))
	switch {
	case n != 18:
		return fmt.Sprintf("统一社会信用代码应为 18 位，填写的是 %d 位。", n)
	case strings.ContainsAny(code, "IOSVZ"):
		return "统一社会信用代码不使用字母 I、O、S、V、Z，请核对是否与数字 1、0、5、2 混淆。"
	case !shapePattern.MatchString(code):
		return "统一社会信用代码应为 18 位数字和大写字母，其中第 3 至 8 位为数字，例如 91350200776049653A。"
	}
	return ""
}

// generationOf tells pilot codes by their organisation code. They were given out
// before the standard's last wording, and some fail its check for ever.
func generationOf(code string) Generation {
	if strings.HasPrefix(code[8:], "M000") {
		return Pilot
	}
	return Standard
}

// wrongCheck says which check character is wrong, nothing where both are right.
func wrongCheck(code string) string {
	if want := checkOf(code[:17]); want != code[17] {
		return fmt.Sprintf("统一社会信用代码校验码不符：按前 17 位计算，第 18 位应为 %c，填写的是 %c。", want, code[17])
	}
	if want := organisationCheck(code[8:16]); want != code[16] {
		return fmt.Sprintf("统一社会信用代码中的组织机构代码校验码不符：第 17 位应为 %c，填写的是 %c。", want, code[16])
	}
	return ""
}

// shorten keeps foreign text in a message to a readable length.
func shorten(code string) string {
	if runes := []rune(code); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return code
}

// Complete adds the two check characters to the first 16 of a code; false where
// those can't begin one.
func Complete(first16 string) (string, bool) {
	if len(first16) != 16 || !shapePattern.MatchString(first16+"00") {
		return "", false
	}
	code := first16 + string(organisationCheck(first16[8:]))
	return code + string(checkOf(code)), true
}

// checkOf is the check character of the first 17: weights are the powers of 3
// modulo 31.
func checkOf(first17 string) byte {
	sum, weight := 0, 1
	for i := range len(first17) {
		sum += strings.IndexByte(alphabet, first17[i]) * weight
		weight = weight * 3 % 31
	}
	return alphabet[(31-sum%31)%31]
}

// organisationCheck is the check character of an organisation code's first eight,
// by GB 11714, in which A is 10 and Z is 35.
func organisationCheck(first8 string) byte {
	sum := 0
	for i, weight := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(first8[i] - '0')
		if first8[i] >= 'A' {
			value = int(first8[i]-'A') + 10
		}
		sum += value * weight
	}
	return "0X987654321"[sum%11]
}
