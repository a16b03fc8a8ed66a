package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// A first revision that is in force at once is not written twice: the history reads
// it off the revision, also when a correction is in force by now.
func TestHistoryTellsFirstReportsAndTheirCorrections(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := r.create(newProject("有历史的项目"))
	county := r.as(authn.RoleCounty, "bc")
	first, err := r.SaveReport(county, save(p.GetId(), "2020-05", 0, figures(10, 50, 60)))
	if err != nil {
		t.Fatal(err)
	}
	correction := save(p.GetId(), "2020-05", first.GetReport().GetVersion(), figures(20, 60, 70))
	correction.Reason = "核对后更正"
	if _, err := r.SaveReport(county, correction); err != nil {
		t.Fatal(err)
	}
	history, err := r.ListProjectHistory(county, &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range history.GetChanges() {
		for _, f := range c.GetFields() {
			if c.GetSubject() == "report/2020-05" && f.GetField() != "state" {
				got = append(got, f.GetField()+" "+f.GetOldValue()+"→"+f.GetNewValue())
			}
		}
	}
	want := []string{
		"revision 1→2", "month_yuan 10→20", "year_to_date_yuan 50→60", "cumulative_yuan 60→70",
		"revision →1", "month_yuan →10", "year_to_date_yuan →50", "cumulative_yuan →60",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
