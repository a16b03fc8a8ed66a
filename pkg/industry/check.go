package industry

import (
	"fmt"
	"strings"

	"pacesetter/pkg/errs"
)

// Result is what Check has to say of a text.
type Result struct {
	Code     string    `json:"code"`  // as it was given, in normal form
	Valid    bool      `json:"valid"` // also where there are warnings
	Reason   string    `json:"reason,omitempty"`
	Message  string    `json:"message,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"`
	Parts    Parts     `json:"parts,omitzero"`
}

// Warning is a doubt that doesn't make an industry invalid.
type Warning struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Parts are what the standard says of an industry. A section has no division.
type Parts struct {
	Section      string `json:"section"`
	SectionName  string `json:"section_name"`
	Division     string `json:"division,omitempty"`
	DivisionName string `json:"division_name,omitempty"`
	By           By     `json:"matched_by"`
}

// Err is the result as an error: nil for a valid industry.
func (r Result) Err() error {
	if r.Valid {
		return nil
	}
	return errs.Invalid(r.Reason, "industry %.40q", r.Code).With("value", r.Code)
}

// Check judges the code or the name of one industry. What means one that it doesn't
// name exactly is valid, with a warning; what may mean several is not.
func Check(text string) Result {
	out := Result{Code: shorten(normal(text))}
	hits := Match(text)
	switch {
	case out.Code == "":
		out.Reason, out.Message = ReasonShape, "请填写行业代码或名称，例如 C27 或医药制造业。"
	case len(hits) == 0:
		out.Reason = ReasonUnknown
		out.Message = fmt.Sprintf("“%s”不是 GB/T 4754-2017 的门类或大类，请填写代码或名称，例如 C27 或医药制造业。", out.Code)
	case len(hits) > 1:
		out.Reason = ReasonSeveral
		out.Message = fmt.Sprintf("“%s”可能是以下行业之一，请写明：%s。", out.Code, names(hits))
	default:
		out.Valid, out.Parts = true, partsOf(hits[0])
		if by := hits[0].By; by == ByPart || by == ByWhole {
			out.Warnings = []Warning{{ReasonClose, fmt.Sprintf("“%s”按%s理解，请核对。", out.Code, names(hits))}}
		}
	}
	return out
}

func partsOf(h Hit) Parts {
	section, err := Lookup(h.Industry.Section)
	if err != nil || h.Industry.IsSection() {
		return Parts{Section: h.Industry.Section, SectionName: h.Industry.Name, By: h.By}
	}
	return Parts{
		Section: section.Code, SectionName: section.Name, Division: h.Industry.Code, DivisionName: h.Industry.Name, By: h.By,
	}
}

// mostNamed bounds a sentence's choices.
const mostNamed = 6

func names(hits []Hit) string {
	var list []string
	for i, h := range hits {
		if i == mostNamed {
			return strings.Join(list, "、") + "等"
		}
		code := h.Industry.Code
		if !h.Industry.IsSection() {
			code = h.Industry.Section + code
		}
		list = append(list, code+" "+h.Industry.Name)
	}
	return strings.Join(list, "、")
}
