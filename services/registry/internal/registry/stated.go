package registry

import (
	"cmp"
	"slices"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

// Measure is what a stated figure counts.
type Measure string

// The measures.
const (
	MeasureProjects = Measure("projects")         // 项目数
	MeasureTotal    = Measure("total_investment") // 总投资
	MeasurePlanned  = Measure("planned")          // 年度计划投资
)

// Stated is a figure that a paper states: of a whole where Dimension is empty, else of
// one part of a decomposition of it.
type Stated struct {
	Measure   Measure
	Dimension string // by what the whole is divided: category, nature, listing, size …
	Key       string // which part
	Value     int64  // projects, or yuan
	RoundedTo int64  // to how many of its unit the paper rounds; 0 for exact
}

// half is by how much the paper's rounding may have moved the figure, doubled.
func (s Stated) half() int64 { return max(s.RoundedTo, 1) - 1 }

// ContradictionKind says what contradicts what.
type ContradictionKind uint8

// The kinds.
const (
	ContradictsParts    ContradictionKind = iota + 1 // a whole and the sum of its parts
	ContradictsOther                                 // the sums of two decompositions
	ContradictsRegister                              // a stated figure and the register's
)

// Contradiction is two figures that should be equal and are further apart than
// rounding explains.
type Contradiction struct {
	Kind      ContradictionKind
	Measure   Measure
	Dimension string // the decomposition, or that of the part; empty for the whole
	Other     string // of two decompositions the second
	Key       string // the part; empty for the whole
	Stated    int64
	Found     int64 // the parts' sum, the other's sum, the register's figure
}

// mostStated bounds what one paper states.
const mostStated = 500

// CheckStated refuses figures that can't be compared: none, too many, one twice,
// amounts that are none.
func CheckStated(figures []Stated) error {
	if len(figures) == 0 || len(figures) > mostStated {
		return errs.Invalid("STATED_NOTHING", "%d figures", len(figures)).With("limit", number(mostStated)).At("figures")
	}
	seen := map[[3]string]bool{}
	for _, s := range figures {
		key := [3]string{string(s.Measure), s.Dimension, s.Key}
		if !slices.Contains([]Measure{MeasureProjects, MeasureTotal, MeasurePlanned}, s.Measure) || (s.Dimension == "") != (s.Key == "") {
			return errs.Invalid("MEASURE_UNKNOWN", "%.20q of %.20q by %.20q", s.Measure, s.Key, s.Dimension).At("figures")
		}
		if seen[key] {
			return errs.Invalid("STATED_TWICE", "%v", key).With("dimension", shorten(s.Dimension)).With("key", shorten(s.Key)).At("figures")
		}
		seen[key] = true
		for _, f := range append(checkAmount("figures", money.Yuan(s.Value)), checkAmount("figures", money.Yuan(s.RoundedTo))...) {
			return errs.Invalid(f.Reason, "%d", s.Value).At("figures")
		}
	}
	return nil
}

// decomposition is what a paper divides a whole into.
type decomposition struct {
	dimension string
	sum, half int64
}

// StatedTotals compares what a paper states with itself: each whole with the parts of
// each of its decompositions, and the decompositions with each other. Each figure may
// be off by half of what it is rounded to, and no more. It also tells how many
// comparisons it made.
func StatedTotals(figures []Stated) ([]Contradiction, int) {
	var found []Contradiction
	compared := 0
	for _, m := range []Measure{MeasureProjects, MeasureTotal, MeasurePlanned} {
		whole, parts := decompose(figures, m)
		for i, d := range parts {
			if whole != nil {
				compared++
				if apart(whole.Value, d.sum, whole.half()+d.half) {
					found = append(found, Contradiction{Kind: ContradictsParts, Measure: m, Dimension: d.dimension, Stated: whole.Value, Found: d.sum})
				}
			}
			for _, o := range parts[i+1:] {
				compared++
				if apart(d.sum, o.sum, d.half+o.half) {
					found = append(found, Contradiction{
						Kind: ContradictsOther, Measure: m, Dimension: d.dimension, Other: o.dimension, Stated: d.sum, Found: o.sum,
					})
				}
			}
		}
	}
	return found, compared
}

// decompose is the whole of a measure, nil if none is stated, and its decompositions
// by name.
func decompose(figures []Stated, m Measure) (*Stated, []decomposition) {
	var whole *Stated
	var parts []decomposition
	for i, s := range figures {
		if s.Measure != m {
			continue
		}
		if s.Dimension == "" {
			whole = &figures[i]
			continue
		}
		at := slices.IndexFunc(parts, func(d decomposition) bool { return d.dimension == s.Dimension })
		if at < 0 {
			parts = append(parts, decomposition{dimension: s.Dimension})
			at = len(parts) - 1
		}
		parts[at].sum += s.Value
		parts[at].half += s.half()
	}
	slices.SortStableFunc(parts, func(a, b decomposition) int { return cmp.Compare(a.dimension, b.dimension) })
	return whole, parts
}

// apart tells whether two figures differ by more than their rounding, given doubled.
func apart(a, b, rounding int64) bool {
	difference := a - b
	return 2*max(difference, -difference) > rounding
}

// Held is what the register has of a unit and year: of the whole under the empty
// dimension and key, and of the parts that it knows.
type Held map[HeldKey]int64

// HeldKey names a figure of the register.
type HeldKey struct {
	Measure        Measure
	Dimension, Key string
}

// Dimensions that the register divides a year by.
const (
	DimensionCategory = "category"
	DimensionNature   = "nature"
	DimensionListing  = "listing"
)

// AgainstRegister compares stated figures with the register's; parts of decompositions
// that it doesn't know, such as sizes with bounds of their own, are not compared.
func AgainstRegister(figures []Stated, held Held) ([]Contradiction, int) {
	var found []Contradiction
	compared := 0
	for _, s := range figures {
		if !slices.Contains([]string{"", DimensionCategory, DimensionNature, DimensionListing}, s.Dimension) {
			continue
		}
		compared++
		has := held[HeldKey{s.Measure, s.Dimension, s.Key}]
		if apart(s.Value, has, s.half()) {
			found = append(found, Contradiction{
				Kind: ContradictsRegister, Measure: s.Measure, Dimension: s.Dimension, Key: s.Key, Stated: s.Value, Found: has,
			})
		}
	}
	return found, compared
}
