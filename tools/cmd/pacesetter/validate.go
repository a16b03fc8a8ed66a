package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/projectcode"
	"pacesetter/pkg/region"
	"pacesetter/pkg/uscc"
)

const validateArgs = "project-code|uscc|region|industry CODE… [--json]"

// What regions and industries have for a generation.
const (
	generationRegion       = "current"
	generationFormerRegion = "former"
	generationIndustry     = "2017"
)

// verdict is what --json writes of a code.
type verdict struct {
	Code       string    `json:"code"`
	Valid      bool      `json:"valid"`
	Reason     string    `json:"reason"`
	Message    string    `json:"message"`
	Warnings   []warning `json:"warnings"`
	Generation string    `json:"generation"`
	Parts      any       `json:"parts"` // null where the code could not be taken apart

	about string // what the code stands for, for people
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
	"project-code": validateProjectCode,
	"uscc":         validateUSCC,
	"region":       validateRegion,
	"industry":     validateIndustry,
}

func validateProjectCode(code string) verdict {
	r := projectcode.Check(code)
	v := verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), string(r.Generation), nil, ""}
	if p := r.Parts; p != (projectcode.Parts{}) {
		v.about = regionName(p.Region, p.Year)
		v.Parts = struct {
			projectcode.Parts
			RegionName string `json:"region_name,omitempty"`
		}{p, v.about}
	}
	return v
}

func validateUSCC(code string) verdict {
	r := uscc.Check(code)
	v := verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), string(r.Generation), nil, ""}
	if p := r.Parts; p != (uscc.Parts{}) {
		v.about = regionName(p.Region, 0)
		v.Parts = struct {
			uscc.Parts
			RegionName string `json:"region_name,omitempty"`
		}{p, v.about}
	}
	return v
}

func validateRegion(code string) verdict {
	r := region.Check(code)
	v := verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), "", nil, r.Parts.FullName}
	if r.Valid {
		v.Generation, v.Parts = generationRegion, r.Parts
		if r.Parts.To != 0 {
			v.Generation = generationFormerRegion
		}
	}
	return v
}

func validateIndustry(text string) verdict {
	r := industry.Check(text)
	v := verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), "", nil, ""}
	if r.Valid {
		v.Generation, v.Parts = generationIndustry, r.Parts
		v.about = strings.TrimSpace(r.Parts.Section + r.Parts.Division + " " + cmp.Or(r.Parts.DivisionName, r.Parts.SectionName))
	}
	return v
}

// warnings brings a package's warnings to the one shape that is shown.
func warnings[W projectcode.Warning | uscc.Warning | region.Warning | industry.Warning](of []W) []warning {
	all := make([]warning, 0, len(of))
	for _, w := range of {
		all = append(all, warning(w))
	}
	return all
}

// regionName names the region that another code holds, as of a year if the table knows
// that one. Codes of development zones stand in no table, which is no fault.
func regionName(code string, year int) string {
	r, err := region.At(code, year)
	if err != nil {
		r, err = region.Lookup(code)
	}
	if err != nil {
		return ""
	}
	return region.FullName(r)
}

func showVerdict(w io.Writer, v verdict, asJSON bool) error {
	if asJSON {
		return writeJSON(w, v)
	}
	if v.Valid {
		fmt.Fprintf(w, "%s 有效（%s）", v.Code, generations[v.Generation])
		if v.about != "" {
			fmt.Fprint(w, " "+v.about)
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

var generations = map[string]string{
	string(projectcode.New): "GB/T 40058-2021", string(projectcode.Legacy): "2013–2020 年旧码",
	string(uscc.Standard): "GB 32100-2015", string(uscc.Pilot): "试点码",
	generationRegion: "GB/T 2260", generationFormerRegion: "GB/T 2260 旧码", generationIndustry: "GB/T 4754-2017",
}
