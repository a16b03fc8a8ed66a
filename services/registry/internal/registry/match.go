package registry

import (
	"cmp"
	"slices"
)

// Known is a project as rows of a sheet are compared with it.
type Known struct {
	ID        ProjectID
	Name      string
	Company   string
	Code      string // national code, empty if unknown
	Unit      string
	Withdrawn bool
}

// Subject is what a row says about which project it is.
type Subject struct {
	Name    string
	Company string // empty where the sheet leaves it out
	Code    string
	Unit    string // the unit that the row counts for if it is new
}

// MatchKind says how a row was matched.
type MatchKind uint8

// The kinds of match.
const (
	MatchNone      MatchKind = iota // not a question: a person left the row out
	MatchKnown                      // one known project
	MatchNew                        // shares nothing with any
	MatchAmbiguous                  // a person decides
)

// Candidate is a project that a row may mean, and what both share.
type Candidate struct {
	Known
	Shared []string // of name, company, code, similar
	Score  int      // by the rules for alike projects; 0 where they were not asked
}

// Match is the outcome of looking for a row's project.
type Match struct {
	Kind       MatchKind
	Project    ProjectID   // of a known one
	Candidates []Candidate // whoever shares anything, those that share most first
}

// What a row and a project can share.
const (
	sharedName    = "name"
	sharedCompany = "company"
	sharedCode    = "code"
	sharedSimilar = "similar" // what both say looks alike
)

// Matcher finds the projects of rows among those that may be meant.
type Matcher struct {
	byName, byCompany, byCode map[string][]Known
}

// NewMatcher looks among these projects.
func NewMatcher(known []Known) Matcher {
	m := Matcher{byName: map[string][]Known{}, byCompany: map[string][]Known{}, byCode: map[string][]Known{}}
	for _, k := range known {
		index(m.byName, NormaliseName(k.Name), k)
		index(m.byCompany, NormaliseName(k.Company), k)
		index(m.byCode, k.Code, k)
	}
	return m
}

func index(by map[string][]Known, key string, k Known) {
	if key != "" {
		by[key] = append(by[key], k)
	}
}

// Match looks for the subject's project. A known one has its national code, or its
// name and company; where the sheet leaves the company out, its name alone, if only
// one has that. Who shares anything less is never taken for new, not even where it is
// the company alone: that is how a renamed project looks, and only a person knows.
// Of several with name and company, the one of the row's own unit is meant. What was
// withdrawn is offered and never taken.
func (m Matcher) Match(s Subject) Match {
	candidates := m.candidates(s)
	if len(candidates) == 0 {
		return Match{Kind: MatchNew}
	}
	sure := slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return c.Withdrawn || !s.is(c) })
	if len(sure) > 1 && s.Company != "" {
		if own := slices.DeleteFunc(slices.Clone(sure), func(c Candidate) bool { return c.Unit != s.Unit }); len(own) > 0 {
			sure = own
		}
	}
	if len(sure) == 1 {
		return Match{Kind: MatchKnown, Project: sure[0].ID, Candidates: candidates}
	}
	return Match{Kind: MatchAmbiguous, Candidates: candidates}
}

// is tells whether what both share says that they are the same.
func (s Subject) is(c Candidate) bool {
	shares := func(what string) bool { return slices.Contains(c.Shared, what) }
	switch {
	case shares(sharedCode):
		return true
	case s.Code != "" && c.Code != "":
		return false // one project has one code for life
	case s.Company == "":
		return shares(sharedName)
	default:
		return shares(sharedName) && shares(sharedCompany)
	}
}

// candidates are the projects that share anything with the subject, those that share
// most first.
func (m Matcher) candidates(s Subject) []Candidate {
	var found []Candidate
	at := map[ProjectID]int{} // a company may have hundreds
	add := func(known []Known, what string) {
		for _, k := range known {
			i, there := at[k.ID]
			if !there {
				found = append(found, Candidate{Known: k})
				i = len(found) - 1
				at[k.ID] = i
			}
			found[i].Shared = append(found[i].Shared, what)
		}
	}
	add(m.byName[NormaliseName(s.Name)], sharedName)
	add(m.byCompany[NormaliseName(s.Company)], sharedCompany)
	add(m.byCode[s.Code], sharedCode)
	slices.SortStableFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(len(b.Shared), len(a.Shared)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return found
}
