package statistics

import (
	"slices"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
)

// The dimensions that are a project's own and that no cell is kept by: figures by them
// are added up from projects.
const (
	BySize     Dimension = "size"     // band of total investment, 规模
	ByIndustry Dimension = "industry" // section of GB/T 4754-2017, 行业门类
	ByStage    Dimension = "stage"    // at the end of the month, 阶段
)

// Unknown is the value of what has no section, or whose stage nobody told.
const Unknown = "unknown"

// Dimensions lists what figures may be grouped by.
func Dimensions() []Dimension {
	return append([]Dimension{ByListing, ByCategory, ByNature, BySize, ByIndustry, ByStage}, ByTags()...)
}

// OfProjects tells whether figures by the dimension are added up from projects.
func (d Dimension) OfProjects() bool {
	return d == BySize || d == ByIndustry || d == ByStage || d.OfTags()
}

// ParseDimension reads the dimension of a request. It fails with DIMENSION_UNKNOWN, which
// names the right ones.
func ParseDimension(text string) (Dimension, error) {
	if text == "" || slices.Contains(Dimensions(), Dimension(text)) {
		return Dimension(text), nil
	}
	var names []string
	for _, d := range Dimensions() {
		names = append(names, string(d))
	}
	known := strings.Join(names, " ")
	return "", errs.Invalid("DIMENSION_UNKNOWN", "no dimension %q, only %s", text, known).
		With("value", text).With("known", known).At("by")
}

// Value is where a project stands in a dimension of projects at the end of a month.
func (p *Project) Value(d Dimension, month int) string {
	switch d {
	case BySize:
		return sizeOf(p.Year, p.TotalInvestment).Key
	case ByIndustry:
		if p.Milestones.Section != "" {
			return p.Milestones.Section
		}
	case ByStage:
		return p.Milestones.Stages[month].String()
	case ByNothing, ByListing, ByCategory, ByNature:
	}
	return Unknown
}

// In are the values of a dimension of projects in which a project stands: one, but for tags.
func (p *Project) In(d Dimension, month int) []string {
	if d.OfTags() {
		return p.tagsOf(d.system())
	}
	return []string{p.Value(d, month)}
}

// Value is a value of a dimension with its name for people.
type Value struct{ Key, Name string }

// Values are those of a dimension of projects in a plan year, in the order of people's
// papers; what is not known comes last.
func (d Dimension) Values(year int) []Value {
	var out []Value
	if d.OfTags() {
		return d.tagValues()
	}
	switch d {
	case BySize:
		for _, b := range SizeBands(year) {
			out = append(out, Value{b.Key, b.Name})
		}
		return out
	case ByIndustry:
		for _, s := range industry.Sections() {
			out = append(out, Value{s.Code, s.Name})
		}
		return append(out, Value{Unknown, "未分行业"})
	case ByStage:
		return append(stageValues(), Value{Unknown, "阶段未说明"})
	case ByNothing, ByListing, ByCategory, ByNature:
	}
	return nil
}

func stageValues() []Value {
	names := []string{"谋划", "储备", "签约", "前期", "开工", "在建", "停工", "竣工", "投产", "达产", "退库"}
	var out []Value
	for i, key := range stageNames[1:] {
		out = append(out, Value{key, names[i]})
	}
	return out
}

// CheckValue judges a value that projects are asked by; none is any. It fails with
// SIZE_UNKNOWN, INDUSTRY_UNKNOWN or STAGE_UNKNOWN, which name the right ones.
func (d Dimension) CheckValue(year int, text string) error {
	values := d.Values(year)
	if text == "" || slices.ContainsFunc(values, func(v Value) bool { return v.Key == text }) {
		return nil
	}
	var keys []string
	for _, v := range values {
		keys = append(keys, v.Key)
	}
	known := strings.Join(keys, " ")
	return errs.Invalid(strings.ToUpper(string(d))+"_UNKNOWN", "no %s %.40q, only %s", d, text, known).
		With("value", text).With("known", known).At(string(d))
}

// Where narrows projects down by dimensions of theirs; an empty one is any.
type Where struct {
	Size, Industry, Stage string
	Tag                   string // "system/tag", or "system/untagged"
}

// Takes tells whether a project is meant, at the end of a month.
func (w Where) Takes(p *Project, month int) bool {
	is := func(d Dimension, wanted string) bool { return wanted == "" || p.Value(d, month) == wanted }
	return is(BySize, w.Size) && is(ByIndustry, w.Industry) && is(ByStage, w.Stage) && (w.Tag == "" || p.Bears(w.Tag))
}

// IsZero tells whether all are meant.
func (w Where) IsZero() bool { return w == Where{} }

// SizeSpan are the total investments that are meant, both ends included, in a plan year.
func (w Where) SizeSpan(year int) (from, upto int64) {
	bands := SizeBands(year)
	for _, b := range bands {
		if b.Key == w.Size {
			return b.From, b.Upto
		}
	}
	return bands[0].From, bands[len(bands)-1].Upto
}
