package registry_test

import (
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

// shelf is a sound project that stands in a library and meets every condition of the
// shipped policy.
func shelf(l registry.Library) registry.Project {
	p := sound()
	p.ID, p.NationalCode, p.Library, p.Stage = "p", "2304-441900-04-01-135254", l, registry.StagePreparing
	p.Years[0].Listings = []registry.Listing{{Key: "county", FromMonth: 1, Confirmed: true}}
	p.Years[0].TotalInvestment, p.Years[0].Planned = 10_000_000, 1_000_000
	return p
}

func libraryPolicy(t *testing.T) registry.LibraryPolicy {
	t.Helper()
	policy, err := registry.DefaultLibraryPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

func TestDefaultLibrary(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func(*registry.Project)
		want registry.Library
	}{
		"what a confirmed listing has is key":              {func(*registry.Project) {}, registry.LibraryKey},
		"a listing that waits for confirmation is none":    {func(p *registry.Project) { p.Years[0].Listings[0].Confirmed = false }, registry.LibraryAnnual},
		"what has a plan is annual":                        {func(p *registry.Project) { p.Years[0].Listings = nil }, registry.LibraryAnnual},
		"the rest is reserve":                              {func(p *registry.Project) { p.Years[0].Listings, p.Years[0].Planned = nil, 0 }, registry.LibraryReserve},
		"what is thought about without a plan is reserve":  {func(p *registry.Project) { p.Stage, p.Years[0].Planned = registry.StagePlanned, 0 }, registry.LibraryReserve},
		"what is thought about, planned and listed is key": {func(p *registry.Project) { p.Stage = registry.StagePlanned }, registry.LibraryKey},
		"completed projects are out":                       {func(p *registry.Project) { p.Stage = registry.StageCompleted }, registry.LibraryCompleted},
		"so are those that produce":                        {func(p *registry.Project) { p.Stage = registry.StageProducing }, registry.LibraryCompleted},
		"completed by code that knows no libraries":        {func(p *registry.Project) { p.Library, p.Stage = registry.LibraryKey, registry.StageCompleted }, registry.LibraryCompleted},
		"withdrawn projects are out":                       {func(p *registry.Project) { p.Stage = registry.StageWithdrawn }, registry.LibraryWithdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := shelf("")
			tc.edit(&p)
			if got := p.CurrentLibrary(); got != tc.want {
				t.Errorf("CurrentLibrary() = %s, want %s", got, tc.want)
			}
		})
	}
}

// TestEveryMoveBetweenLibraries walks all pairs: what is not listed is refused.
func TestEveryMoveBetweenLibraries(t *testing.T) {
	t.Parallel()
	kinds := map[[2]registry.Library]registry.MoveKind{
		{registry.LibraryProposed, registry.LibraryReserve}:   registry.Promotion,
		{registry.LibraryReserve, registry.LibraryAnnual}:     registry.Promotion,
		{registry.LibraryAnnual, registry.LibraryKey}:         registry.Promotion,
		{registry.LibraryKey, registry.LibraryAnnual}:         registry.Demotion,
		{registry.LibraryKey, registry.LibraryReserve}:        registry.Demotion,
		{registry.LibraryAnnual, registry.LibraryReserve}:     registry.Demotion,
		{registry.LibraryProposed, registry.LibraryWithdrawn}: registry.Withdrawal,
		{registry.LibraryReserve, registry.LibraryWithdrawn}:  registry.Withdrawal,
		{registry.LibraryAnnual, registry.LibraryWithdrawn}:   registry.Withdrawal,
		{registry.LibraryKey, registry.LibraryWithdrawn}:      registry.Withdrawal,
	}
	policy := libraryPolicy(t)
	for _, from := range registry.Libraries() {
		for _, to := range append(registry.Libraries(), "attic") {
			p := shelf(from)
			m, err := p.ProposeMove(to, registry.Approver{By: "county", Comment: "因为", Now: noon()}, policy, registry.LibraryFacts{})
			kind, known := kinds[[2]registry.Library{from, to}]
			if known != (err == nil) {
				t.Errorf("%s → %s: %v", from, to, err)
			}
			if !known {
				continue
			}
			after, decided, err := p.ApproveMove(m, kind, registry.Approver{By: "city", Now: noon()}, policy, registry.LibraryFacts{})
			if err != nil || after.CurrentLibrary() != to || decided.State != registry.MoveApproved || after.Version != p.Version+1 {
				t.Errorf("%s → %s approved: %s, %+v, %v", from, to, after.CurrentLibrary(), decided, err)
			}
			if ended := after.Stage == registry.StageWithdrawn && after.EndDate() == "2020-05-20"; ended != (kind == registry.Withdrawal) {
				t.Errorf("%s → %s: in stage %s since %q", from, to, after.Stage, after.EndDate())
			}
		}
	}
}

func TestAMoveNeedsItsConditions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from, to registry.Library
		edit     func(*registry.Project)
		twins    int
		want     string // reason of the condition that is not met
	}{
		"no company":            {registry.LibraryProposed, registry.LibraryReserve, func(p *registry.Project) { p.Company.Name = "" }, 0, registry.ReasonCompanyMissing},
		"too small":             {registry.LibraryProposed, registry.LibraryReserve, func(p *registry.Project) { p.Years[0].TotalInvestment = 4_999_999 }, 0, registry.ReasonInvestmentShort},
		"just large enough":     {registry.LibraryProposed, registry.LibraryReserve, func(p *registry.Project) { p.Years[0].TotalInvestment = 5_000_000 }, 0, ""},
		"there is another":      {registry.LibraryReserve, registry.LibraryAnnual, func(*registry.Project) {}, 1, registry.ReasonTwins},
		"no national code":      {registry.LibraryReserve, registry.LibraryAnnual, func(p *registry.Project) { p.NationalCode = "" }, 0, registry.ReasonCodeMissing},
		"no plan":               {registry.LibraryReserve, registry.LibraryAnnual, func(p *registry.Project) { p.Years[0].Planned = 0 }, 0, registry.ReasonPlanMissing},
		"not yet prepared":      {registry.LibraryReserve, registry.LibraryAnnual, func(p *registry.Project) { p.Stage = registry.StageSigned }, 0, registry.ReasonStageAhead},
		"on no list":            {registry.LibraryAnnual, registry.LibraryKey, func(p *registry.Project) { p.Years[0].Listings = nil }, 0, registry.ReasonNotListed},
		"down goes without any": {registry.LibraryKey, registry.LibraryReserve, func(p *registry.Project) { p.NationalCode, p.Years[0].Planned = "", 0 }, 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := shelf(tc.from)
			tc.edit(&p)
			err := libraryPolicy(t).Check(p, tc.to, registry.LibraryFacts{Twins: tc.twins})
			if tc.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			e, ok := errs.As(err)
			if !ok || e.Reason != "LIBRARY_CONDITIONS_UNMET" || len(e.Fields) != 1 || e.Fields[0].Reason != tc.want {
				t.Errorf("Check() = %v with %v, want %s", err, e, tc.want)
			}
		})
	}
}

func TestWhoProposesDoesNotApprove(t *testing.T) {
	t.Parallel()
	p, policy := shelf(registry.LibraryReserve), libraryPolicy(t)
	county := registry.Approver{By: "county", Comment: "条件成熟", Now: noon()}
	if _, err := p.ProposeMove(registry.LibraryAnnual, registry.Approver{By: "county", Comment: " "}, policy, registry.LibraryFacts{}); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("without a reason: %v", err)
	}
	m, err := p.ProposeMove(registry.LibraryAnnual, county, policy, registry.LibraryFacts{})
	if err != nil {
		t.Fatal(err)
	}
	lacking := shelf(registry.LibraryReserve)
	lacking.NationalCode = ""
	rejected, err := m.Reject(registry.Approver{By: "city", Comment: "材料不全", Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	city := registry.Approver{By: "city", Now: noon()}
	for name, tc := range map[string]struct {
		project registry.Project
		move    registry.LibraryMove
		kind    registry.MoveKind
		by      registry.Approver
		want    string
	}{
		"the proposer":            {p, m, registry.Promotion, county, "OWN_PROPOSAL"},
		"as another kind of move": {p, m, registry.Demotion, city, "LIBRARY_NOT_PROPOSED"},
		"nothing proposed":        {p, registry.LibraryMove{}, registry.Promotion, city, "LIBRARY_NOT_PROPOSED"},
		"rejected before":         {p, rejected, registry.Promotion, city, "LIBRARY_NOT_PROPOSED"},
		"moved meanwhile":         {shelf(registry.LibraryKey), m, registry.Promotion, city, "LIBRARY_NOT_PROPOSED"},
		"no longer fit for it":    {lacking, m, registry.Promotion, city, "LIBRARY_CONDITIONS_UNMET"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := tc.project.ApproveMove(tc.move, tc.kind, tc.by, policy, registry.LibraryFacts{}); errs.ReasonOf(err) != tc.want {
				t.Errorf("ApproveMove() = %v, want %s", err, tc.want)
			}
		})
	}
	if _, err := rejected.Reject(registry.Approver{By: "city", Comment: "再退"}); errs.ReasonOf(err) != "LIBRARY_NOT_PROPOSED" {
		t.Errorf("rejected twice: %v", err)
	}
	if _, err := m.Reject(city); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("rejected without a reason: %v", err)
	}
}

// TestNobodyLeavesSilently: completion is noted as a departure, a withdrawal needs its
// approval, and a change of plan or listings moves nobody.
func TestNobodyLeavesSilently(t *testing.T) {
	t.Parallel()
	p := shelf(registry.LibraryKey)
	edit := p
	edit.Stage = registry.StageWithdrawn
	if _, _, err := p.Edit(edit, noon()); errs.ReasonOf(err) != "WITHDRAWAL_NEEDS_APPROVAL" {
		t.Errorf("withdrawn by an edit: %v", err)
	}
	edit.Stage = registry.StageCompleted
	done, _, err := p.Edit(edit, noon())
	if err != nil || done.CurrentLibrary() != registry.LibraryCompleted {
		t.Fatalf("completed: %s, %v", done.CurrentLibrary(), err)
	}
	if m, left := registry.Departure(p, done, "county", noon()); !left || m.From != registry.LibraryKey || m.State != registry.MoveCompleted {
		t.Errorf("departure %+v, %t", m, left)
	}
	if _, left := registry.Departure(done, done, "county", noon()); left {
		t.Error("left twice")
	}
	unlisted := p.Years[0]
	unlisted.Listings, unlisted.Planned = nil, 0
	p.Library = "" // nobody has moved it yet
	changed, _, err := p.SetYear(unlisted, policy(t, registry.LevelCounty), noon())
	if err != nil || changed.CurrentLibrary() != registry.LibraryKey {
		t.Errorf("without plan and listing it stands in %s, %v", changed.CurrentLibrary(), err)
	}
}

func TestANewProjectMaySayThatItIsOnlyProposed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in, want registry.Library
		stage    registry.Stage
	}{
		"proposed":                         {registry.LibraryProposed, registry.LibraryProposed, registry.StagePlanned},
		"proposed, but completed":          {registry.LibraryProposed, registry.LibraryCompleted, registry.StageCompleted},
		"anything else follows from lists": {registry.LibraryReserve, registry.LibraryKey, registry.StageBuilding},
		"withdrawn in an older ledger":     {"", registry.LibraryWithdrawn, registry.StageWithdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := sound()
			in.Library, in.Stage = tc.in, tc.stage
			p, _, err := registry.NewProject("p", in, policy(t, registry.LevelCounty), noon())
			if err != nil || p.Library != tc.want {
				t.Errorf("NewProject() stands in %s, %v; want %s", p.Library, err, tc.want)
			}
		})
	}
}

func TestLibraryPolicyIsPolicyWithASource(t *testing.T) {
	t.Parallel()
	head := `{"version":1,"effective_date":"2020-01-01","source":"x","moves":[`
	for name, data := range map[string]string{
		"no JSON":              `{`,
		"no source":            `{"version":1,"effective_date":"2020-01-01"}`,
		"an unknown library":   head + `{"from":"reserve","to":"attic"}]}`,
		"a way back in":        head + `{"from":"withdrawn","to":"reserve"}]}`,
		"completion by decree": head + `{"from":"key","to":"completed"}]}`,
		"an unknown condition": head + `{"from":"reserve","to":"annual","conditions":[{"kind":"weather"}]}]}`,
		"a stage of no name":   head + `{"from":"reserve","to":"annual","conditions":[{"kind":"stage"}]}]}`,
	} {
		if _, err := registry.ParseLibraryPolicy([]byte(data)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
