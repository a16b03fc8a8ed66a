// Package codecheck checks the public codes of projects, companies, regions and industries
// and says what each stands for, in one form for every kind. It is the one behind the
// command line and the gateway; the rules are those of pkg/projectcode, pkg/uscc,
// pkg/region and pkg/industry. It needs no platform and knows no project.
package codecheck

import (
	"cmp"
	"slices"
	"strings"

	"pacesetter/pkg/industry"
	"pacesetter/pkg/projectcode"
	"pacesetter/pkg/region"
	"pacesetter/pkg/uscc"
)

// The kinds of codes.
const (
	ProjectCode = "project-code" // national project code, GB/T 40058 or its forerunner
	CreditCode  = "uscc"         // unified social credit code, GB 32100
	Region      = "region"       // GB/T 2260
	Industry    = "industry"     // GB/T 4754, by code or name
)

// What regions and industries have for a generation.
const (
	generationRegion       = "current"
	generationFormerRegion = "former"
	generationIndustry     = "2017"
)

// Verdict is what there is to say of a code; as JSON it is part of the public API.
type Verdict struct {
	Code       string    `json:"code"`
	Valid      bool      `json:"valid"`
	Reason     string    `json:"reason"`
	Message    string    `json:"message"`
	Warnings   []Warning `json:"warnings"`
	Generation string    `json:"generation"`
	Parts      any       `json:"parts"` // null where the code could not be taken apart

	About    string `json:"-"` // what the code stands for, for people
	Standard string `json:"-"` // the Chinese name of the generation's standard, for people
}

// Warning is what is doubtful of a valid code.
type Warning struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Kinds are the kinds of codes that Check knows.
func Kinds() []string { return []string{ProjectCode, CreditCode, Region, Industry} }

// Check checks a code of a kind; false where there is no such kind. It never fails: what
// is wrong with a code is the verdict's reason and Chinese message.
func Check(kind, code string) (Verdict, bool) {
	if !slices.Contains(Kinds(), kind) {
		return Verdict{}, false
	}
	v := checks[kind](code)
	v.Standard = standards[v.Generation]
	return v, true
}

var checks = map[string]func(string) Verdict{
	ProjectCode: checkProjectCode, CreditCode: checkUSCC, Region: checkRegion, Industry: checkIndustry,
}

func checkProjectCode(code string) Verdict {
	r := projectcode.Check(code)
	v := Verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), string(r.Generation), nil, "", ""}
	if p := r.Parts; p != (projectcode.Parts{}) {
		v.About = regionName(p.Region, p.Year)
		v.Parts = struct {
			projectcode.Parts
			RegionName string `json:"region_name,omitempty"`
		}{p, v.About}
	}
	return v
}

func checkUSCC(code string) Verdict {
	r := uscc.Check(code)
	v := Verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), string(r.Generation), nil, "", ""}
	if p := r.Parts; p != (uscc.Parts{}) {
		v.About = regionName(p.Region, 0)
		v.Parts = struct {
			uscc.Parts
			RegionName string `json:"region_name,omitempty"`
		}{p, v.About}
	}
	return v
}

func checkRegion(code string) Verdict {
	r := region.Check(code)
	v := Verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), "", nil, r.Parts.FullName, ""}
	if r.Valid {
		v.Generation, v.Parts = generationRegion, r.Parts
		if r.Parts.To != 0 {
			v.Generation = generationFormerRegion
		}
	}
	return v
}

func checkIndustry(text string) Verdict {
	r := industry.Check(text)
	v := Verdict{r.Code, r.Valid, r.Reason, r.Message, warnings(r.Warnings), "", nil, "", ""}
	if r.Valid {
		v.Generation, v.Parts = generationIndustry, r.Parts
		v.About = strings.TrimSpace(r.Parts.Section + r.Parts.Division + " " + cmp.Or(r.Parts.DivisionName, r.Parts.SectionName))
	}
	return v
}

// warnings brings a package's warnings to the one shape that is shown.
func warnings[W projectcode.Warning | uscc.Warning | region.Warning | industry.Warning](of []W) []Warning {
	all := make([]Warning, 0, len(of))
	for _, w := range of {
		all = append(all, Warning(w))
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

var standards = map[string]string{
	string(projectcode.New): "GB/T 40058-2021", string(projectcode.Legacy): "2013–2020 年旧码",
	string(uscc.Standard): "GB 32100-2015", string(uscc.Pilot): "试点码",
	generationRegion: "GB/T 2260", generationFormerRegion: "GB/T 2260 旧码", generationIndustry: "GB/T 4754-2017",
}
