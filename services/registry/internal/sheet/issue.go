package sheet

import (
	_ "embed" // the sentences
	"unicode/utf8"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

// Severity says whether a finding keeps its row out of the import.
type Severity = registry.Severity

// The severities of an issue.
const (
	Error   = registry.SeverityError
	Warning = registry.SeverityWarning
)

// The reasons of issues, beside those of report arithmetic in package registry.
const (
	ReasonMissing         = "AMOUNT_MISSING"
	ReasonBlank           = "AMOUNT_BLANK"
	ReasonNotANumber      = "AMOUNT_NOT_A_NUMBER"
	ReasonFormulaEmpty    = "AMOUNT_FORMULA_EMPTY"
	ReasonNameMissing     = "NAME_MISSING"
	ReasonTextTooLong     = "TEXT_TOO_LONG"
	ReasonInvalidUTF8     = "INVALID_UTF8"
	ReasonCellFault       = "CELL_FAULT"
	ReasonYearsUnreadable = "YEARS_UNREADABLE"
	ReasonYearsReversed   = "YEARS_REVERSED"
	ReasonCodeUnreadable  = "CODE_UNREADABLE"
	ReasonDuplicate       = "ROW_DUPLICATE"
	ReasonContradicts     = "ROW_CONTRADICTS"
)

// Issue is one finding about one cell, with everything a clerk needs to mend it.
type Issue struct {
	Cell       string // "H9", as the clerk's sheet has it
	Column     Column
	ColumnName string // the printed header
	Value      string // what stands there, cut to a readable length
	Severity   Severity
	Reason     string
	Message    string // the Chinese sentence
	Suggestion string // what to put there instead; empty where nobody can know
}

// maxShown bounds a value in messages.
const maxShown = 60

// shorten cuts a text for a message.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= maxShown {
		return text
	}
	return string([]rune(text)[:maxShown]) + "…"
}

//go:embed zh-CN.json
var sentencesJSON []byte

// Catalogue returns the Chinese sentences of this package's reasons, for the
// service's own to merge. It panics if the embedded file is broken, which the
// tests of this package exclude.
func Catalogue() errs.Catalogue {
	c, err := errs.ParseCatalogue(sentencesJSON)
	if err != nil {
		panic(err)
	}
	return c
}
