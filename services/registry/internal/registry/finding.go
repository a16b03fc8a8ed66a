package registry

import (
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

// Finding is a check's result: an error refuses, a warning asks.
type Finding struct {
	Reason   string
	Field    string // as the contract calls it, e.g. "cumulative_yuan"
	Severity Severity
	Params   map[string]string // for the sentence
	// Explain tells that a written explanation was asked for, Blocks that without one
	// the report isn't accepted: by the policy under which it was reported.
	Explain bool `json:",omitempty"`
	Blocks  bool `json:",omitempty"`
}

// Refused tells whether any finding is an error.
func Refused(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == SeverityError })
}

// Refusal is the error of the first finding that refuses, naming the fields of all
// that do; nil if none does. prefix leads to the fields in the request.
func Refusal(found []Finding, prefix string) error {
	var first *errs.Error
	for _, f := range found {
		if f.Severity != SeverityError {
			continue
		}
		if first == nil {
			first = errs.Invalid(f.Reason, "%s%s", prefix, f.Field)
			first.Params = f.Params
		}
		first.Fields = append(first.Fields, errs.Field{Path: prefix + f.Field, Reason: f.Reason, Params: f.Params})
	}
	if first == nil {
		return nil
	}
	return first
}

// refuse is a finding that refuses.
func refuse(reason, field string, params ...string) Finding {
	return finding(SeverityError, reason, field, params)
}

// warn is a finding that asks for an explanation.
func warn(reason, field string, params ...string) Finding {
	return finding(SeverityWarning, reason, field, params)
}

func finding(s Severity, reason, field string, params []string) Finding {
	f := Finding{Reason: reason, Field: field, Severity: s}
	for i := 0; i+1 < len(params); i += 2 {
		if f.Params == nil {
			f.Params = map[string]string{}
		}
		f.Params[params[i]] = shorten(params[i+1])
	}
	return f
}

// shorten keeps foreign text in a sentence to a readable length.
func shorten(text string) string {
	const most = 60
	runes := []rune(strings.ToValidUTF8(text, "?"))
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

// findingsOf are the violations of report arithmetic as findings.
func findingsOf(violations []Violation) []Finding {
	names := map[string]string{
		FieldMonth: "month_yuan", FieldYearToDate: "year_to_date_yuan",
		FieldCumulative: "cumulative_yuan", FieldTotalInvestment: "total_investment_yuan",
	}
	found := make([]Finding, 0, len(violations))
	for _, v := range violations {
		found = append(found, Finding{Reason: v.Reason, Field: names[v.Field], Severity: v.Severity})
	}
	return found
}
