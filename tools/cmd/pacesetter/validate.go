package main

import (
	"context"
	"fmt"
	"io"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/projectcode"
	"pacesetter/pkg/uscc"
)

const validateArgs = "project-code|uscc CODE… [--json]"

// verdict is what --json writes of a code.
type verdict struct {
	Code       string    `json:"code"`
	Valid      bool      `json:"valid"`
	Reason     string    `json:"reason"`
	Message    string    `json:"message"`
	Warnings   []warning `json:"warnings"`
	Generation string    `json:"generation"`
	Parts      any       `json:"parts"` // null where the code could not be taken apart
}

type warning struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// runValidate checks codes, without any platform.
func runValidate(_ context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("validate", validateArgs, errOut)
	asJSON := flags.Bool("json", false, "one JSON object per code")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) < 2 || validators[rest[0]] == nil {
		return misuse(flags)
	}
	invalid := 0
	for _, code := range rest[1:] {
		v := validators[rest[0]](code)
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

var validators = map[string]func(string) verdict{
	"project-code": func(code string) verdict {
		r := projectcode.Check(code)
		v := verdict{r.Code, r.Valid, r.Reason, r.Message, []warning{}, string(r.Generation), nil}
		for _, w := range r.Warnings {
			v.Warnings = append(v.Warnings, warning(w))
		}
		if r.Parts != (projectcode.Parts{}) {
			v.Parts = r.Parts
		}
		return v
	},
	"uscc": func(code string) verdict {
		r := uscc.Check(code)
		v := verdict{r.Code, r.Valid, r.Reason, r.Message, []warning{}, string(r.Generation), nil}
		for _, w := range r.Warnings {
			v.Warnings = append(v.Warnings, warning(w))
		}
		if r.Parts != (uscc.Parts{}) {
			v.Parts = r.Parts
		}
		return v
	},
}

func showVerdict(w io.Writer, v verdict, asJSON bool) error {
	if asJSON {
		return writeJSON(w, v)
	}
	if v.Valid {
		fmt.Fprintf(w, "%s 有效（%s）\n", v.Code, generations[v.Generation])
	} else {
		fmt.Fprintf(w, "%s 无效：%s %s\n", v.Code, v.Reason, v.Message)
	}
	for _, warn := range v.Warnings {
		fmt.Fprintf(w, "  提示：%s %s\n", warn.Reason, warn.Message)
	}
	return nil
}

var generations = map[string]string{
	string(projectcode.New): "GB/T 40058-2021", string(projectcode.Legacy): "2013–2020 年旧码",
	string(uscc.Standard): "GB 32100-2015", string(uscc.Pilot): "试点码",
}
