package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/registry"
)

func TestNormaliseName(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ a, b string }{
		"blanks and line breaks": {"轮胎 扩建\n项目", "轮胎扩建项目"},
		"brackets":               {"项目（一期）", "项目[一期]"},
		"brackets of a report":   {"项目【一期】", "项目(一期)"},
		"width":                  {"ＡＢＣ１２项目", "abc12项目"},
		"zero-width marks":       {"项\u200b目\ufeff", "项目"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a, b := registry.NormaliseName(tc.a), registry.NormaliseName(tc.b); a != b {
				t.Errorf("%q and %q", a, b)
			}
		})
	}
	if registry.NormaliseName("项目一期") == registry.NormaliseName("项目二期") {
		t.Error("two phases are two projects")
	}
}

// policy is that of somebody whose word counts for county listings only.
func policy(t *testing.T, decides ...registry.Level) registry.Policy {
	t.Helper()
	v, err := registry.DefaultVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	return registry.Policy{
		Vocabulary: v,
		Tree:       unittree.New([]unittree.Unit{{Code: "bc", Name: "滨城区", Kind: unittree.KindCounty}}),
		InForce: func(l registry.Level) bool {
			for _, d := range decides {
				if d == l {
					return true
				}
			}
			return false
		},
	}
}

func sound() registry.Project {
	return registry.Project{
		Name: "轮胎扩建", Company: registry.Company{Name: "甲公司"}, Stage: registry.StageBuilding,
		Years: []registry.Year{{
			Year: 2020, Unit: "bc", Category: "industry", Nature: registry.NatureNew,
			Listings: []registry.Listing{{Key: "county"}}, TotalInvestment: 100, Planned: 10,
		}},
	}
}

func TestStagesGoForward(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from, to registry.Stage
		entries  []registry.StageEntry
		want     string // reason of the refusal
		end      string
	}{
		"on to completed":          {registry.StageBuilding, registry.StageCompleted, []registry.StageEntry{{Stage: registry.StageCompleted, Date: "2020-05-01"}}, "", "2020-05-01"},
		"completed today":          {registry.StageBuilding, registry.StageCompleted, nil, "", "2020-05-20"},
		"steps left out":           {registry.StagePlanned, registry.StageBuilding, nil, "", ""},
		"suspended":                {registry.StageBuilding, registry.StageSuspended, nil, "", ""},
		"resumed":                  {registry.StageSuspended, registry.StageBuilding, nil, "", ""},
		"withdrawn by oneself":     {registry.StagePreparing, registry.StageWithdrawn, nil, "WITHDRAWAL_NEEDS_APPROVAL", ""},
		"back":                     {registry.StageBuilding, registry.StagePreparing, nil, "STAGE_ORDER", ""},
		"suspended before a start": {registry.StagePreparing, registry.StageSuspended, nil, "STAGE_ORDER", ""},
		"back from withdrawn":      {registry.StageWithdrawn, registry.StageBuilding, nil, "STAGE_ORDER", ""},
		"withdrawn when completed": {registry.StageCompleted, registry.StageWithdrawn, nil, "WITHDRAWAL_NEEDS_APPROVAL", ""},
		"a day that is none":       {registry.StageBuilding, registry.StageCompleted, []registry.StageEntry{{Stage: registry.StageCompleted, Date: "2020-02-30"}}, "DATE_INVALID", ""},
		"days out of order": {registry.StageBuilding, registry.StageCompleted, []registry.StageEntry{
			{Stage: registry.StageStarted, Date: "2020-05-02"}, {Stage: registry.StageCompleted, Date: "2020-05-01"},
		}, "STAGE_ORDER", ""},
		"a day of a stage to come": {registry.StagePreparing, registry.StageStarted, []registry.StageEntry{{Stage: registry.StageCompleted, Date: "2020-05-01"}}, "STAGE_ORDER", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sound()
			p.Stage = tc.from
			in := sound()
			in.Stage, in.Stages = tc.to, tc.entries
			after, _, err := p.Edit(in, noon())
			if got := errs.ReasonOf(err); err != nil && got != tc.want || err == nil && tc.want != "" {
				t.Fatalf("Edit() = %v, want %q", err, tc.want)
			}
			if got := after.EndDate(); got != tc.end {
				t.Errorf("ended %q, want %q", got, tc.end)
			}
		})
	}
}

func TestListingsByLevel(t *testing.T) {
	t.Parallel()
	county, province := registry.Listing{Key: "county", FromMonth: 1, Confirmed: true}, registry.Listing{Key: "province", FromMonth: 1, Confirmed: true}
	for name, tc := range map[string]struct {
		before, wanted, want []registry.Listing
		reason               string
	}{
		"one's own level counts at once":  {nil, []registry.Listing{{Key: "county"}}, []registry.Listing{county}, ""},
		"a higher one is a proposal":      {nil, []registry.Listing{province}, []registry.Listing{{Key: "province", FromMonth: 1}}, ""},
		"what is in force stays in force": {[]registry.Listing{province}, []registry.Listing{{Key: "province", FromMonth: 1}}, []registry.Listing{province}, ""},
		"what is in force can't go":       {[]registry.Listing{province}, nil, nil, "FORBIDDEN"},
		"nor change":                      {[]registry.Listing{province}, []registry.Listing{{Key: "province", FromMonth: 2}}, nil, "FORBIDDEN"},
		"a proposal may be taken back":    {[]registry.Listing{{Key: "province", FromMonth: 1}}, nil, []registry.Listing{}, ""},
		"the same twice":                  {nil, []registry.Listing{county, county}, nil, "LISTING_TWICE"},
		"a month that is none":            {nil, []registry.Listing{{Key: "county", FromMonth: 13}}, nil, "MONTH_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sound()
			p.Years[0].Listings = tc.before
			year := sound().Years[0]
			year.Listings = tc.wanted
			after, _, err := p.SetYear(year, policy(t, registry.LevelCounty), noon())
			if got := errs.ReasonOf(err); err != nil && got != tc.reason || err == nil && tc.reason != "" {
				t.Fatalf("SetYear() = %v, want %q", err, tc.reason)
			}
			if err != nil {
				return
			}
			got, _ := after.Year(2020)
			if diff := cmp.Diff(tc.want, append([]registry.Listing{}, got.Listings...)); diff != "" && len(tc.want)+len(got.Listings) > 0 {
				t.Errorf("listings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiffProjectNamesWhatChanged(t *testing.T) {
	t.Parallel()
	before := sound()
	after := sound()
	after.Name, after.Company.CreditCode = "新名", "91350200776049653A"
	after.Years[0].Listings = nil
	want := []registry.FieldChange{
		{Field: "name", Old: "轮胎扩建", New: "新名"},
		{Field: "company.credit_code", New: "91350200776049653A"},
		{Field: "2020.listings", Old: "county from 0 (proposed)"},
	}
	if diff := cmp.Diff(want, registry.DiffProject(before, after)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := registry.DiffProject(before, sound()); got != nil {
		t.Errorf("nothing changed, and yet %v", got)
	}
}

func TestVocabularyIsPolicyWithASource(t *testing.T) {
	t.Parallel()
	v, err := registry.DefaultVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	if v.ListingKeys() != "province city county renovation" || v.CategoryKeys() != "industry infrastructure livelihood" {
		t.Errorf("%s; %s", v.ListingKeys(), v.CategoryKeys())
	}
	for name, data := range map[string]string{
		"no JSON":          `{`,
		"no source":        `{"version":1,"effective_date":"2020-01-01"}`,
		"an unknown level": `{"version":1,"effective_date":"2020-01-01","source":"x","listings":[{"key":"a","level":"moon"}]}`,
	} {
		if _, err := registry.ParseVocabulary([]byte(data)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
