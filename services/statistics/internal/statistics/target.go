package statistics

import (
	"bytes"
	_ "embed" // what is to be attained is policy data, not code
	"encoding/json"
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

//go:embed targets.json
var targetsJSON []byte

// Targets (目标任务) is the policy of what regions set themselves for a year.
type Targets struct {
	Version int         `json:"version"`
	Sets    []TargetSet `json:"sets"`
}

// TargetSet is what one paper sets a region for a year.
type TargetSet struct {
	Key           string         `json:"key"`
	Name          string         `json:"name"`
	Region        string         `json:"region"` // GB/T 2260 code of the unit that it is set for
	Year          int            `json:"year"`
	EffectiveDate string         `json:"effective_date"`
	Source        string         `json:"source"`
	Sample        string         `json:"sample"` // what the paper doesn't say and is made up
	Targets       []Target       `json:"targets"`
	Untold        []UntoldTarget `json:"untold"`
}

// UntoldTarget is a target of the paper on which statistics has no figure.
type UntoldTarget struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Target is a figure to be reached by the end of a month: an amount, or, where Whole is
// named, a share of it in whole percent.
type Target struct {
	Key         string       `json:"key"`
	Name        string       `json:"name"`
	Month       int          `json:"month"`
	Part        string       `json:"part"`  // a quantity
	Whole       string       `json:"whole"` // a quantity; empty: Goal is an amount
	WholeOfYear bool         `json:"whole_of_year"`
	Filter      TargetFilter `json:"filter"`
	Goal        int64        `json:"goal"`     // percent, yuan or number
	Stock       bool         `json:"stock"`    // doesn't grow month by month
	ShareBy     string       `json:"share_by"` // of an amount: the quantity that sub-units' goals go by
	Source      string       `json:"source"`
}

// TargetFilter says which projects count. Money is in 万元, the lower bound inclusive.
type TargetFilter struct {
	Listing   string `json:"listing"`
	Nature    string `json:"nature"`
	FromWan   int64  `json:"from_wan"`
	BelowWan  int64  `json:"below_wan"`
	NoNewLand bool   `json:"no_new_land"`
}

// yuanPerWan is how many yuan a 万元 has.
const yuanPerWan = 10_000

// DefaultTargets is the policy that ships.
func DefaultTargets() (Targets, error) { return ParseTargets(targetsJSON) }

// ParseTargets reads a policy. It fails with TARGETS_INVALID for unknown fields, and for
// a target without key, name, source, month or goal, with a quantity that there is
// not, or an amount that nobody knows how to share.
func ParseTargets(data []byte) (Targets, error) {
	var t Targets
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&t); err != nil {
		return Targets{}, errs.Internal("TARGETS_INVALID", "read targets").Wrap(err)
	}
	if t.Version < 1 {
		return Targets{}, errs.Internal("TARGETS_INVALID", "targets without a version")
	}
	for _, set := range t.Sets {
		if set.Region == "" || set.Year == 0 || set.EffectiveDate == "" || set.Source == "" {
			return Targets{}, errs.Internal("TARGETS_INVALID", "set %q has no region, year, effective date or source", set.Key)
		}
		for i, one := range set.Targets {
			same := func(o Target) bool { return o.Key == one.Key }
			if !one.sound() || slices.ContainsFunc(set.Targets[:i], same) {
				return Targets{}, errs.Internal("TARGETS_INVALID", "target %q of set %q", one.Key, set.Key)
			}
		}
	}
	return t, nil
}

func (t Target) sound() bool {
	told := t.Key != "" && t.Name != "" && t.Source != "" && t.Goal > 0 && t.Month >= 1 && t.Month <= Months
	if t.Whole == "" {
		return told && quantities[t.Part] != nil && quantities[t.ShareBy] != nil
	}
	return told && quantities[t.Part] != nil && quantities[t.Whole] != nil && t.ShareBy == ""
}

// For are the sets of a region's year, in the order of the policy.
func (t Targets) For(region string, year int) []TargetSet {
	var sets []TargetSet
	for _, set := range t.Sets {
		if region != "" && set.Region == region && set.Year == year {
			sets = append(sets, set)
		}
	}
	return sets
}

// IsShare tells whether the goal is percent of a whole.
func (t Target) IsShare() bool { return t.Whole != "" }

// IsMoney tells whether the goal is an amount in yuan.
func (t Target) IsMoney() bool { return !t.IsShare() && inYuan(t.Part) }

// quantity is what one project adds to a figure.
type quantity func(p Project, f Figures) int64

// inYuan tells whether a quantity is in yuan; its name says so.
func inYuan(name string) bool { return strings.HasSuffix(name, "_yuan") }

const underWay = "under_way"

// OfLifecycle tells whether the figure is made of the projects' lives, as far as they
// were told.
func (t Target) OfLifecycle() bool {
	names := LifecycleNames()
	of := func(name string) bool { return name == underWay || slices.Contains(names[:], name) }
	return of(t.Part) || of(t.Whole)
}

var quantities = allQuantities()

// allQuantities are those of a roll-up, of a lifecycle, and under_way: what has started,
// continued projects included.
func allQuantities() map[string]quantity {
	all := map[string]quantity{
		"projects":              func(_ Project, f Figures) int64 { return f.Projects },
		"total_investment_yuan": func(_ Project, f Figures) int64 { return f.TotalInvestment },
		"planned_yuan":          func(_ Project, f Figures) int64 { return f.Planned },
		"invested_yuan":         func(_ Project, f Figures) int64 { return f.Invested },
		underWay: func(p Project, f Figures) int64 {
			if p.Nature == NatureContinued {
				return f.Projects
			}
			return f.Lifecycle[Started]
		},
	}
	for at, name := range LifecycleNames() {
		all[name] = func(_ Project, f Figures) int64 { return f.Lifecycle[at] }
	}
	return all
}

// takes tells whether a project counts.
func (f TargetFilter) takes(p Project) bool {
	switch {
	case f.Nature != "" && p.Nature != f.Nature:
		return false
	case f.FromWan > 0 && p.TotalInvestment < f.FromWan*yuanPerWan:
		return false
	case f.BelowWan > 0 && p.TotalInvestment >= f.BelowWan*yuanPerWan:
		return false
	}
	return !f.NoNewLand || !p.Milestones.NeedsNewLand
}

// Standing is where projects stand against a target, added up.
type Standing struct {
	Part   int64
	Whole  int64 // of an amount: 0
	Weight int64 // of an amount: what the goal is shared by
}

// Plus is the sum of both.
func (s Standing) Plus(o Standing) Standing {
	return Standing{s.Part + o.Part, s.Whole + o.Whole, s.Weight + o.Weight}
}

// Minus is s without o.
func (s Standing) Minus(o Standing) Standing {
	return Standing{s.Part - o.Part, s.Whole - o.Whole, s.Weight - o.Weight}
}

// Standing is what p adds at the end of a month, or of the target's own if that was
// earlier: what comes after it attains nothing.
func (t Target) Standing(p Project, month int) Standing {
	month = min(month, t.Month)
	if t.ShareBy == "" && !t.Filter.takes(p) {
		return Standing{}
	}
	listing := All
	if t.Filter.Listing != "" {
		listing = t.Filter.Listing
	}
	now, _ := OfProject(p, listing, month)
	var s Standing
	if t.ShareBy != "" {
		all, _ := OfProject(p, All, month)
		s.Weight = quantities[t.ShareBy](p, all)
	}
	if !t.Filter.takes(p) {
		return s
	}
	s.Part = quantities[t.Part](p, now)
	if t.IsShare() {
		if t.WholeOfYear {
			now, _ = OfProject(notWithdrawnAfter(p, month), listing, Months)
		}
		s.Whole = quantities[t.Whole](p, now)
	}
	return s
}

// notWithdrawnAfter is p without a withdrawal that comes after a month: until then it
// counts in the whole as it does in the part.
func notWithdrawnAfter(p Project, month int) Project {
	if !p.Milestones.Withdrawn.by(When(p.Year*monthsBase + month)) {
		p.Milestones.Withdrawn = Never
	}
	return p
}
