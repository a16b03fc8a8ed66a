package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"pacesetter/pkg/codecheck"
	"pacesetter/pkg/errs"
)

const validateArgs = "project-code|uscc|region|industry CODE… [--json]; or workbook FILE.xlsx… [--annex 1|2|3] [--json]"

// workbookKind is the one thing to validate that is no code.
const workbookKind = "workbook"

// runValidate checks codes and workbooks, without any platform.
func runValidate(_ context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("validate", validateArgs, errOut)
	asJSON := flags.Bool("json", false, "one JSON object per code or workbook")
	annex := flags.Int("annex", 3, "`number` of the annex that workbooks hold")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) >= 2 && rest[0] == workbookKind:
		return validateWorkbooks(out, rest[1:], *annex, *asJSON)
	case len(rest) < 2 || !slices.Contains(codecheck.Kinds(), rest[0]):
		return misuse(flags)
	}
	invalid := 0
	for _, code := range rest[1:] {
		v, _ := codecheck.Check(rest[0], code)
		if !v.Valid {
			invalid++
		}
		if err := showVerdict(out, v, *asJSON); err != nil {
			return err
		}
	}
	if invalid == 0 {
		return nil
	}
	return errs.Invalid("CODE_INVALID", "%d codes are invalid", invalid).With("count", fmt.Sprint(invalid))
}

func showVerdict(w io.Writer, v codecheck.Verdict, asJSON bool) error {
	if asJSON {
		return writeJSON(w, v)
	}
	if v.Valid {
		fmt.Fprintf(w, "%s 有效（%s）", v.Code, v.Standard)
		if v.About != "" {
			fmt.Fprint(w, " "+v.About)
		}
		fmt.Fprintln(w)
	} else {
		fmt.Fprintf(w, "%s 无效：%s %s\n", v.Code, v.Reason, v.Message)
	}
	for _, warn := range v.Warnings {
		fmt.Fprintf(w, "  提示：%s %s\n", warn.Reason, warn.Message)
	}
	return nil
}
