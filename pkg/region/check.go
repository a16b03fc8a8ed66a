package region

import (
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"pacesetter/pkg/errs"
)

// Result is what Check has to say of a code.
type Result struct {
	Code     string    `json:"code"`  // in normal form
	Valid    bool      `json:"valid"` // also where there are warnings
	Reason   string    `json:"reason,omitempty"`
	Message  string    `json:"message,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"`
	Parts    Parts     `json:"parts,omitzero"`
}

// Warning is a doubt that doesn't make a code invalid.
type Warning struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Parts are what the table says of a code.
type Parts struct {
	Name          string `json:"name"`
	Short         string `json:"short_name"`
	FullName      string `json:"full_name"`
	Level         Level  `json:"level"`
	Parent        string `json:"parent,omitempty"`
	From          int    `json:"valid_from,omitempty"`
	To            int    `json:"valid_to,omitempty"`
	Successor     string `json:"successor,omitempty"`
	SuccessorName string `json:"successor_name,omitempty"`
}

// Err is the result as an error: nil for a valid code.
func (r Result) Err() error {
	if r.Valid {
		return nil
	}
	return errs.Invalid(r.Reason, "region code %.40q", r.Code).With("code", r.Code)
}

// Normal is the form in which a code is compared and kept.
func Normal(code string) string {
	return strings.TrimSpace(width.Fold.String(strings.ToValidUTF8(code, "?")))
}

// Known tells whether a code is one, or ever was: units of past years bear old codes.
func Known(code string) bool { return len(theTable().byCode[code]) > 0 }

// Check judges a code. One of former years is valid, with a warning that names the
// code of today.
func Check(code string) Result {
	code = Normal(code)
	r, err := Lookup(code)
	switch errs.ReasonOf(err) {
	case "":
	case ReasonShape:
		return Result{Code: shorten(code), Reason: ReasonShape, Message: "行政区划代码应为 6 位数字，例如 371602。"}
	default:
		return Result{Code: code, Reason: ReasonUnknown, Message: unknown(code)}
	}
	out := Result{Code: code, Valid: true, Parts: Parts{
		Name: r.Name, Short: r.Short, FullName: FullName(r), Level: r.Level, Parent: r.Parent, From: r.From, To: r.To, Successor: r.Successor,
	}}
	if !r.Ended() {
		return out
	}
	said := fmt.Sprintf("%s（%s）自 %d 年起不再使用", code, r.Name, r.To+1)
	if next, ok := Today(r); ok {
		out.Parts.SuccessorName = next.Name
		said += fmt.Sprintf("，现为 %s %s", next.Code, next.Name)
	}
	out.Warnings = []Warning{{ReasonEnded, said + "。"}}
	return out
}

// unknown says how far the table knows a code: unofficial codes of development zones
// begin with those of a city that it knows.
func unknown(code string) string {
	for _, above := range []string{code[:4] + "00", code[:2] + "0000"} {
		if r, err := Lookup(above); err == nil {
			return fmt.Sprintf("GB/T 2260 中没有代码 %s：%s之下没有这个县（市、区），开发区等自编的代码不在其中。", code, FullName(r))
		}
	}
	return fmt.Sprintf("GB/T 2260 中没有代码 %s。", code)
}

// Today is the region that stands in r's place today; false where none does.
func Today(r Region) (Region, bool) {
	t := theTable()
	for _, row := range t.byCode[r.Code] {
		if t.regions[row] != r {
			continue
		}
		for next, ok := t.next[row]; ok; next, ok = t.next[row] {
			row = next
		}
		return t.regions[row], !t.regions[row].Ended()
	}
	return Region{}, false
}
