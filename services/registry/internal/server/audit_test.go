package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestEachMutationLeavesItsEntry makes one of each shape: something new, a change of
// it, a month's report, a chunk of many, a refusal and a retry.
func TestEachMutationLeavesItsEntry(t *testing.T) {
	r := start(t)
	planted := len(r.entries())
	county := r.as(authn.RoleCounty, "bc")
	create := &registryv1.CreateProjectRequest{Project: newProject("城北水厂"), RequestId: uuid.NewString()}
	var id string
	for range 2 { // the second is a retry
		resp, err := r.CreateProject(county, create)
		if err != nil {
			t.Fatal(err)
		}
		id = resp.GetProject().GetId()
	}
	if _, err := r.SaveReport(county, save(id, "2020-05", 0, figures(1, 5, 9))); err != nil {
		t.Fatal(err)
	}
	if _, err := r.SaveReport(county, save(id, "2020-05", 9999, figures(1, 5, 9))); err == nil {
		t.Fatal("a stale report was taken")
	}
	if _, err := r.ingest(county, chunk(projectRow(newProject("城南水厂")), projectRow(newProject("城东水厂")))); err != nil {
		t.Fatal(err)
	}
	var got []audit.Entry
	for _, e := range r.entries()[planted:] {
		got = append(got, audit.Entry{Principal: e.Principal, RPC: e.RPC, Grants: e.Grants, Subject: e.Subject})
	}
	by := func(rpc, subject string) audit.Entry {
		return audit.Entry{Principal: "county@bc", RPC: rpc, Grants: "county@bc", Subject: subject}
	}
	want := []audit.Entry{by("CreateProject", id), by("SaveReport", id+"/2020-05"), by("Ingest", "")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// entries is the audit record, the oldest first.
func (r *register) entries() []audit.Entry {
	r.t.Helper()
	list, err := audit.List(r.t.Context(), r.db.Pool, audit.Filter{}, audit.Position{}, 100)
	if err != nil {
		r.t.Fatal(err)
	}
	entries := make([]audit.Entry, len(list))
	for i, l := range list {
		entries[len(list)-1-i] = l.Entry
	}
	return entries
}
