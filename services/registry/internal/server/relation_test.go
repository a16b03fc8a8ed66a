package server_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestPartsAndPhases: projects hang together without a circle, and only those that the
// caller may read are told.
func TestPartsAndPhases(t *testing.T) {
	t.Parallel()
	r := start(t)
	whole, second := r.create(newProject("园区")), r.create(newProject("园区二期"))
	elsewhere := newProject("园区配套")
	elsewhere.Years[0].Unit = "wd"
	part := r.create(elsewhere)
	city, county := r.as(authn.RoleCity, "bz"), r.as(authn.RoleCounty, "bc")
	put := func(ctx context.Context, p *registryv1.Project, parent string, phase int32) error {
		_, err := r.SetParent(ctx, &registryv1.SetParentRequest{Id: p.GetId(), ParentId: parent, Phase: phase, Version: 1, RequestId: uuid.NewString()})
		return err
	}
	wantReason(t, put(r.as(authn.RoleCounty, "wd"), part, whole.GetId(), 0), errs.KindNotFound, "PROJECT_NOT_FOUND")
	wantReason(t, put(city, second, "nothing", 0), errs.KindNotFound, "PROJECT_NOT_FOUND")
	if err := put(city, part, whole.GetId(), 0); err != nil {
		t.Fatal(err)
	}
	if err := put(county, second, whole.GetId(), 2); err != nil {
		t.Fatal(err)
	}
	wantReason(t, put(city, whole, second.GetId(), 0), errs.KindPrecondition, "RELATION_CYCLE")

	phase := &registryv1.RelatedProject{Id: second.GetId(), Name: "园区二期", Phase: 2}
	for name, tc := range map[string]struct {
		role authn.Role
		unit string
		want []*registryv1.RelatedProject
	}{
		"the city sees both counties": {authn.RoleCity, "bz", []*registryv1.RelatedProject{phase, {Id: part.GetId(), Name: "园区配套"}}},
		"a county its own":            {authn.RoleCounty, "bc", []*registryv1.RelatedProject{phase}},
	} {
		got, err := r.GetRelations(r.as(tc.role, tc.unit), &registryv1.GetRelationsRequest{Id: whole.GetId()})
		if diff := cmp.Diff(tc.want, got.GetParts(), protocmp.Transform()); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	got, err := r.GetRelations(county, &registryv1.GetRelationsRequest{Id: second.GetId()})
	if err != nil || got.GetParent().GetName() != "园区" || got.GetParent().GetPhase() != 2 {
		t.Errorf("parent %v, %v", got, err)
	}
}

// TestALineageOfCodes: a code is changed, the project split, and both ends know.
func TestALineageOfCodes(t *testing.T) {
	t.Parallel()
	r := start(t)
	first, next := r.create(reserved()), r.create(newProject("拆分后的项目"))
	county := r.as(authn.RoleCounty, "bc")
	record := func(req *registryv1.RecordCodeEventRequest) (*registryv1.RecordCodeEventResponse, error) {
		req.Id, req.Date, req.Reason, req.RequestId = first.GetId(), "2020-05-06", "可研分拆", uuid.NewString()
		return r.RecordCodeEvent(county, req)
	}
	changed, err := record(&registryv1.RecordCodeEventRequest{Kind: registryv1.CodeEventKind_CODE_EVENT_KIND_CHANGED, NewCode: "2509-320193-89-01-544060", Version: 1})
	if err != nil || changed.GetProject().GetNationalCode() != "2509-320193-89-01-544060" {
		t.Fatalf("%v, %v", changed, err)
	}
	split := &registryv1.RecordCodeEventRequest{Kind: registryv1.CodeEventKind_CODE_EVENT_KIND_SPLIT, SuccessorIds: []string{next.GetId()}, Version: 2}
	if _, err := record(split); err != nil {
		t.Fatal(err)
	}
	got, err := r.GetRelations(county, &registryv1.GetRelationsRequest{Id: first.GetId()})
	if err != nil || len(got.GetCodeEvents()) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	want := &registryv1.CodeEvent{
		Kind: registryv1.CodeEventKind_CODE_EVENT_KIND_SPLIT, Date: "2020-05-06", Reason: "可研分拆", OldCode: "2509-320193-89-01-544060", Author: "county@bc",
		Successors: []*registryv1.RelatedProject{{Id: next.GetId(), Name: "拆分后的项目"}},
	}
	if diff := cmp.Diff(want, got.GetCodeEvents()[0], protocmp.Transform(), protocmp.IgnoreFields(want, "record_time")); diff != "" {
		t.Errorf("split (-want +got):\n%s", diff)
	}
	back, err := r.GetRelations(county, &registryv1.GetRelationsRequest{Id: next.GetId()})
	if err != nil || len(back.GetPredecessors()) != 1 || back.GetPredecessors()[0].GetId() != first.GetId() || len(back.GetParts()) != 0 {
		t.Errorf("predecessors %v, %v", back, err)
	}
}

func TestAttractionIsKeptAndTold(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("招商项目"))
	want := &registryv1.Attraction{SignedDate: "2019-10-01", SignedYuan: 900_000, LandedDate: "2019-12-01", ArrivedYuan: 300_000}
	_, err := r.SetAttraction(r.as(authn.RoleCounty, "bc"), &registryv1.SetAttractionRequest{Id: p.GetId(), Attraction: want, Version: 1, RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.GetProject(r.as(authn.RoleLeader, "bc"), &registryv1.GetProjectRequest{Id: p.GetId()})
	if diff := cmp.Diff(want, got.GetProject().GetAttraction(), protocmp.Transform()); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
