package registry

import (
	"cmp"
	_ "embed" // the scores are policy data, not code
	"slices"
	"strings"
	"unicode"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

//go:embed duplicates.json
var duplicatesJSON []byte

// Duplicates is the policy that says which projects look like one that was registered
// twice, with the paper it comes from and the day since when it holds.
type Duplicates struct {
	Version        int        `json:"version"`
	EffectiveDate  string     `json:"effective_date"`
	Source         string     `json:"source"`
	LeastScore     int        `json:"least_score"`     // of a pair that is told
	SimilarPercent int        `json:"similar_percent"` // of their pairs of characters that two similar names share
	LargestBlock   int        `json:"largest_block"`   // projects with one key; more than that say nothing about any two
	Likenesses     []Likeness `json:"likenesses"`

	comparisons []func(a, b Alike) bool // of the likenesses, in their order
}

// Likeness is something that two projects have in common, or that tells them apart,
// and what it counts.
type Likeness struct {
	Reason string `json:"reason"`
	Title  string `json:"title"`
	Score  int    `json:"score"`
}

// Alike is a project as it is compared with others, its names also in the form in
// which they are compared.
type Alike struct {
	ID         ProjectID
	Name       string
	NameKey    string
	CompanyKey string
	Code       string // national code, empty if unknown
	Company    string
	CreditCode string
	Unit       string
	Place      string
	Scale      string
	Total      money.Yuan
}

// Pair is two projects that look alike, the one with the smaller ID first.
type Pair struct {
	First, Second Alike
	Score         int
	Likenesses    []Likeness
	Decided       bool // a person told them apart
}

// DefaultDuplicates is the policy that the register ships with.
func DefaultDuplicates() (Duplicates, error) { return ParseDuplicates(duplicatesJSON) }

// ParseDuplicates reads a policy. It fails with DUPLICATES_INVALID for one without
// version, source or effective date, and for a likeness that there is not.
func ParseDuplicates(data []byte) (Duplicates, error) {
	var d Duplicates
	if err := strictly(data, &d); err != nil {
		return Duplicates{}, errs.Internal("DUPLICATES_INVALID", "read rules for alike projects").Wrap(err)
	}
	if d.Version < 1 || d.Source == "" || d.EffectiveDate == "" || d.LargestBlock < 2 {
		return Duplicates{}, errs.Internal("DUPLICATES_INVALID", "rules for alike projects without version, source, effective date or bound")
	}
	for _, l := range d.Likenesses {
		compare, ok := d.comparison(l.Reason)
		if !ok || l.Title == "" {
			return Duplicates{}, errs.Internal("DUPLICATES_INVALID", "likeness %q", l.Reason)
		}
		d.comparisons = append(d.comparisons, compare)
	}
	return d, nil
}

// comparison is the likeness of that reason.
func (d Duplicates) comparison(reason string) (func(a, b Alike) bool, bool) {
	compare, ok := map[string]func(a, b Alike) bool{
		"NAME_SAME":     sameName,
		"NAME_SIMILAR":  func(a, b Alike) bool { return !sameName(a, b) && similar(a.NameKey, b.NameKey) >= d.SimilarPercent },
		"COMPANY_SAME":  sameCompany,
		"CODE_ALIKE":    codesAlike,
		"PLACE_SAME":    func(a, b Alike) bool { return sameText(a.Place, b.Place) },
		"TOTAL_SAME":    func(a, b Alike) bool { return a.Total > 0 && a.Total == b.Total },
		"SCALE_SAME":    func(a, b Alike) bool { return sameText(a.Scale, b.Scale) },
		"CODE_DIFFERS":  func(a, b Alike) bool { return a.Code != "" && b.Code != "" && !codesAlike(a, b) },
		"PHASE_DIFFERS": func(a, b Alike) bool { return a.NameKey != b.NameKey && numbers(a.NameKey) != numbers(b.NameKey) },
	}[reason]
	return compare, ok
}

// Compare is the pair with its score; false where it doesn't reach what is told.
func (d Duplicates) Compare(a, b Alike) (Pair, bool) {
	if b.ID < a.ID {
		a, b = b, a
	}
	p := Pair{First: a, Second: b}
	for i, l := range d.Likenesses {
		if d.comparisons[i](a, b) {
			p.Score += l.Score
			p.Likenesses = append(p.Likenesses, l)
		}
	}
	return p, p.Score >= d.LeastScore
}

// ByLikelihood orders pairs: the likeliest first, then by name.
func ByLikelihood(a, b Pair) int {
	return cmp.Or(
		cmp.Compare(b.Score, a.Score), cmp.Compare(a.First.Name, b.First.Name),
		cmp.Compare(a.First.ID, b.First.ID), cmp.Compare(a.Second.ID, b.Second.ID),
	)
}

func sameName(a, b Alike) bool { return a.NameKey != "" && a.NameKey == b.NameKey }

// sameText compares as names are compared; most texts are told apart, or found the
// same, without that.
func sameText(a, b string) bool {
	return a != "" && b != "" && (a == b || NormaliseName(a) == NormaliseName(b))
}

func sameCompany(a, b Alike) bool {
	return a.CompanyKey != "" && a.CompanyKey == b.CompanyKey || a.CreditCode != "" && a.CreditCode == b.CreditCode
}

// codesAlike tells whether two codes are the same but for the time of their giving, or
// but for two characters: a code of another office for the same thing, or a slip of
// the keyboard in one of the old codes that have no check digit.
func codesAlike(a, b Alike) bool {
	if len(a.Code) != len(b.Code) || len(a.Code) < len("2304-441900-04-01-135254") {
		return false
	}
	const time, check = 5, 1 // the first group with its hyphen, the last digit
	if a.Code[time:len(a.Code)-check] == b.Code[time:len(b.Code)-check] {
		return true
	}
	differ := 0
	for i := range a.Code {
		if a.Code[i] != b.Code[i] {
			differ++
		}
	}
	return differ <= 2
}

// similar is how many percent of their pairs of neighbouring characters two names
// share, both in the form in which they are compared.
func similar(a, b string) int {
	of, total := map[[2]rune]int{}, 0
	for _, pair := range neighbours(a) {
		of[pair]++
		total++
	}
	shared := 0
	for _, pair := range neighbours(b) {
		total++
		if of[pair] > 0 {
			of[pair]--
			shared += 2
		}
	}
	return shared * 100 / max(total, 1)
}

func neighbours(text string) [][2]rune {
	runes := []rune(text)
	var pairs [][2]rune
	for i := 1; i < len(runes); i++ {
		pairs = append(pairs, [2]rune{runes[i-1], runes[i]})
	}
	return pairs
}

// numbers are a name's numbers, such as those of its phase or section.
func numbers(name string) string {
	return strings.Join(slices.Collect(strings.FieldsFuncSeq(name, func(r rune) bool {
		return !unicode.IsDigit(r) && !strings.ContainsRune("一二三四五六七八九十", r)
	})), " ")
}

// Apart is what a person says about two projects, the smaller ID first. It fails with
// PAIR_INVALID for a project and itself, and without a reason.
func Apart(a, b ProjectID, reason string) ([2]ProjectID, string, error) {
	if a == b {
		return [2]ProjectID{}, "", errs.Invalid("PAIR_INVALID", "project %s and itself", a).At("other_id")
	}
	reason = Text(reason)
	if reason == "" {
		return [2]ProjectID{}, "", errs.Invalid("REASON_MISSING", "a decision without a reason").At("reason")
	}
	if tooLong(reason, maxReason) {
		return [2]ProjectID{}, "", errs.Invalid("TEXT_TOO_LONG", "reason").With("limit", maxReason.String()).At("reason")
	}
	return [2]ProjectID{min(a, b), max(a, b)}, reason, nil
}
