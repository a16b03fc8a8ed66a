package registry

import (
	"cmp"
	"slices"
)

// Lookalikes proposes projects of the register for rows of an old ledger, whose names
// were written years ago by others: by the rules for projects that were registered twice.
type Lookalikes struct {
	policy Duplicates
	known  []Alike
	by     map[[2]rune][]int // indexes of known by two neighbouring characters of their names
}

// NewLookalikes looks among these projects.
func NewLookalikes(policy Duplicates, known []Alike) Lookalikes {
	l := Lookalikes{policy: policy, known: known, by: map[[2]rune][]int{}}
	for i, k := range known {
		for _, pair := range distinct(neighbours(k.NameKey)) {
			l.by[pair] = append(l.by[pair], i)
		}
	}
	return l
}

// Of are the projects that look like the row's, the likeliest first: those that the rules
// would tell, and those whose names are similar and that nothing tells apart, with their
// score. A row is compared only
// with projects whose name has half as many pairs of characters with its own as similar
// ones have.
func (l Lookalikes) Of(e Entry) []Candidate {
	row := alikeOf(e)
	var found []Candidate
	for _, i := range l.near(row.NameKey) {
		k := l.known[i]
		pair, told := l.policy.Compare(row, k)
		if told || pair.Score > 0 && similar(row.NameKey, k.NameKey) >= l.policy.SimilarPercent {
			known := Known{ID: k.ID, Name: k.Name, Company: k.Company, Code: k.Code, Unit: k.Unit}
			found = append(found, Candidate{Known: known, Shared: []string{sharedSimilar}, Score: pair.Score})
		}
	}
	slices.SortFunc(found, likelier)
	return found
}

// near are the indexes of projects that are worth comparing with a name.
func (l Lookalikes) near(name string) []int {
	pairs := distinct(neighbours(name))
	shared := map[int]int{}
	for _, pair := range pairs {
		for _, i := range l.by[pair] {
			shared[i]++
		}
	}
	var near []int
	for i, n := range shared {
		if n*200 >= len(pairs)*l.policy.SimilarPercent {
			near = append(near, i)
		}
	}
	return near
}

func alikeOf(e Entry) Alike {
	return Alike{
		Name: e.Name, NameKey: NormaliseName(e.Name), CompanyKey: NormaliseName(e.Company), Code: e.Code,
		Company: e.Company, Place: e.New.Place, Scale: e.New.Scale, Total: e.Year.TotalInvestment,
	}
}

func distinct(pairs [][2]rune) [][2]rune {
	seen := map[[2]rune]bool{}
	return slices.DeleteFunc(pairs, func(p [2]rune) bool {
		before := seen[p]
		seen[p] = true
		return before
	})
}

func likelier(a, b Candidate) int {
	return cmp.Or(
		cmp.Compare(b.Score, a.Score), cmp.Compare(len(b.Shared), len(a.Shared)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID),
	)
}

// WithAlike is the match with projects that look like the row's: what would be new is a
// person's to decide where anything does. A sure match stays.
func (m Match) WithAlike(alike []Candidate) Match {
	if m.Kind == MatchKnown || len(alike) == 0 {
		return m
	}
	all := slices.Clone(m.Candidates)
	for _, a := range alike {
		if i := slices.IndexFunc(all, func(c Candidate) bool { return c.ID == a.ID }); i >= 0 {
			all[i].Score = a.Score
			continue
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, likelier)
	m.Kind, m.Candidates = MatchAmbiguous, all
	return m
}
