package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/registry/internal/registry"
)

func TestLookalikesOfALedgersRow(t *testing.T) {
	t.Parallel()
	policy, err := registry.DefaultDuplicates()
	if err != nil {
		t.Fatal(err)
	}
	known := func(id, name, company string) registry.Alike {
		return registry.Alike{
			ID: registry.ProjectID(id), Name: name, NameKey: registry.NormaliseName(name),
			Company: company, CompanyKey: registry.NormaliseName(company), Total: 1000,
		}
	}
	looks := registry.NewLookalikes(policy, []registry.Alike{
		known("a", "滨城区冷链物流园项目", "物流公司"), known("b", "滨城区冷链物流园项目二期", "物流公司"),
		known("c", "环城路改造", "路桥公司"), known("d", "阀", ""),
	})
	for name, tc := range map[string]struct {
		row  registry.Entry
		want []string
	}{
		"a similar name":                   {ledgerRow("滨城冷链物流园项目", ""), []string{"a"}},
		"and the company, and the total":   {registry.Entry{Subject: registry.Subject{Name: "滨城冷链物流园项目", Company: "物流公司"}, Year: registry.Year{TotalInvestment: 1000}}, []string{"a"}},
		"another phase is another project": {ledgerRow("滨城区冷链物流园项目三期", ""), nil},
		"nothing alike":                    {ledgerRow("敬老院", "民政局"), nil},
		"a name of one character":          {ledgerRow("阀", ""), nil},
		"no name":                          {ledgerRow("", ""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, c := range looks.Of(tc.row) {
				got = append(got, string(c.ID))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("candidates differ (-want +got):\n%s", diff)
			}
		})
	}
}

func ledgerRow(name, company string) registry.Entry {
	return registry.Entry{Subject: registry.Subject{Name: name, Company: company}}
}

func TestASureMatchStays(t *testing.T) {
	t.Parallel()
	alike := []registry.Candidate{{Known: registry.Known{ID: "a"}, Score: 45}, {Known: registry.Known{ID: "b"}, Score: 30}}
	if got := (registry.Match{Kind: registry.MatchKnown, Project: "x"}).WithAlike(alike); got.Kind != registry.MatchKnown || len(got.Candidates) != 0 {
		t.Errorf("WithAlike() = %+v", got)
	}
	if got := (registry.Match{Kind: registry.MatchNew}).WithAlike(nil); got.Kind != registry.MatchNew {
		t.Errorf("WithAlike() = %+v", got)
	}
	shares := registry.Match{Kind: registry.MatchAmbiguous, Candidates: []registry.Candidate{{Known: registry.Known{ID: "b"}, Shared: []string{"company"}}}}
	got := shares.WithAlike(alike)
	if len(got.Candidates) != 2 || got.Candidates[0].ID != "a" || got.Candidates[1].Score != 30 || got.Candidates[1].Shared[0] != "company" {
		t.Errorf("WithAlike() = %+v", got)
	}
}
