package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/unittree"
)

// Policy is what judging a change needs besides the change: the vocabulary, the
// tree, and which listings the caller's word puts in force.
type Policy struct {
	Vocabulary Vocabulary
	Tags       industry.Tags
	Tree       unittree.Tree
	// InForce tells whether the caller decides listings of the level; what they
	// don't decide is kept as a proposal.
	InForce func(Level) bool
}

// NewProject is a project as registered now under id, with its first year.
func NewProject(id ProjectID, in Project, p Policy, now time.Time) (Project, []Finding, error) {
	if err := OneYear(in); err != nil {
		return Project{}, nil, err
	}
	year, found, err := p.judgeYear(Year{}, in.Years[0], "project.years.")
	if err != nil {
		return Project{}, found, err
	}
	in = in.Tidy()
	found = append(in.Check(), found...)
	if Refused(found) {
		return Project{}, found, Refusal(found, "project.")
	}
	stage, entries, proposed, tags := in.Stage, in.Stages, in.Library == LibraryProposed, in.Tags
	in = Project{
		ID: id, Name: in.Name, NationalCode: in.NationalCode, Company: in.Company, Years: []Year{year},
		Scale: in.Scale, Place: in.Place, StartYear: in.StartYear, EndYear: in.EndYear,
	}
	if in, err = in.WithTags(tags, p.TagPolicy(year.Year, year.Unit)); err != nil {
		return Project{}, found, inProject(err)
	}
	if stage == "" {
		stage = StagePlanned
	}
	created, err := in.atStage(stage, entries, now)
	if err != nil {
		return Project{}, found, err
	}
	if proposed && !created.Stage.ends() {
		created.Library = LibraryProposed
	}
	created = created.shelved()
	created.Version, created.Created, created.Updated = 1, now, now
	return created, found, nil
}

// inProject names the field of a refusal of tags where the project stands in the request.
func inProject(err error) error {
	if e, ok := errs.As(err); ok {
		return e.At("project.tags")
	}
	return err
}

// atStage is a project that enters the register at a stage: only the end of its
// work needs a day.
func (p Project) atStage(stage Stage, entries []StageEntry, now time.Time) (Project, error) {
	if stage.ends() {
		return p.enterStage(stage, entries, now)
	}
	merged := mergeEntries(nil, entries)
	if err := checkEntries(merged, stage); err != nil {
		return Project{}, err
	}
	p.Stage, p.Stages = stage, merged
	return p, nil
}

// Edit replaces name, codes, company, texts and stage.
func (p Project) Edit(in Project, now time.Time) (Project, []Finding, error) {
	in = in.Tidy()
	found := in.Check()
	if Refused(found) {
		return Project{}, found, Refusal(found, "project.")
	}
	if in.Stage == StageWithdrawn && p.Stage != StageWithdrawn {
		return Project{}, found, withdrawalNeedsApproval(p.ID).At("project.stage")
	}
	after := p.shelved()
	after.Name, after.NationalCode, after.Company = in.Name, in.NationalCode, in.Company
	after.Scale, after.Place, after.StartYear, after.EndYear = in.Scale, in.Place, in.StartYear, in.EndYear
	after, err := after.enterStage(in.Stage, in.Stages, now)
	if err != nil {
		return Project{}, found, err
	}
	return after.touched(now), found, nil
}

// SetYear replaces the record of one year.
func (p Project) SetYear(in Year, policy Policy, now time.Time) (Project, []Finding, error) {
	before, _ := p.Year(in.Year)
	year, found, err := policy.judgeYear(before, in, "year.")
	if err != nil {
		return Project{}, found, err
	}
	return p.shelved().WithYear(year).touched(now), found, nil
}

// withdrawalNeedsApproval says that nobody takes a project out by themselves.
func withdrawalNeedsApproval(id ProjectID) *errs.Error {
	return errs.Precondition("WITHDRAWAL_NEEDS_APPROVAL", "project %s is withdrawn by proposal and approval", id)
}

// judgeYear is the year's record as it may stand after this caller wrote it; path
// leads to its fields in the request.
func (p Policy) judgeYear(before, in Year, path string) (Year, []Finding, error) {
	in = in.tidy()
	found := in.Check(p.Vocabulary)
	if Refused(found) {
		return Year{}, found, Refusal(found, path)
	}
	if !p.Tree.Exists(in.Year, in.Unit) {
		return Year{}, found, UnitNotFound(in.Unit).At(path + "unit")
	}
	if err := keepsPlan(before, in); err != nil {
		return Year{}, found, err
	}
	listings, err := p.judgeListings(before.Listings, in.Listings)
	in.Listings, in.Resumption, in.Plan = listings, before.Resumption, before.Plan // the latter two have calls of their own
	return in, found, err
}

// judgeListings puts in force what the caller decides and keeps what they don't: a
// new listing above their level becomes a proposal, one that is in force can neither
// be changed nor taken away by them. Who decides confirms a proposal by saying so;
// saving other fields beside it leaves it a proposal.
func (p Policy) judgeListings(before, wanted []Listing) ([]Listing, error) {
	after := slices.Clone(wanted)
	for i, l := range after {
		if p.decides(l.Key) {
			after[i].Confirmed = l.Confirmed || !isProposal(before, l.Key)
			continue
		}
		old := slices.IndexFunc(before, func(b Listing) bool { return b.Key == l.Key && b.Confirmed })
		after[i].Confirmed = old >= 0
		if old >= 0 && before[old].FromMonth != l.FromMonth {
			return nil, aboveLevel(l.Key)
		}
	}
	for _, b := range before {
		kept := slices.ContainsFunc(after, func(l Listing) bool { return l.Key == b.Key })
		if b.Confirmed && !kept && !p.decides(b.Key) {
			return nil, aboveLevel(b.Key)
		}
	}
	return after, nil
}

func (p Policy) decides(key string) bool {
	kind, ok := p.Vocabulary.Listing(key)
	return ok && p.InForce(kind.Level)
}

// isProposal tells whether the listing waits for confirmation.
func isProposal(listings []Listing, key string) bool {
	return slices.ContainsFunc(listings, func(l Listing) bool { return l.Key == key && !l.Confirmed })
}

func aboveLevel(key string) *errs.Error {
	return errs.Denied("FORBIDDEN", "listing %s is decided above", key).With("roles", "city").At("year.listings")
}
