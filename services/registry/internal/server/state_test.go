package server_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/statehash"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// states reads a whole stream.
func (r *register) states(ctx context.Context, req *registryv1.StreamStateRequest) ([]*registryv1.AggregateState, error) {
	stream, err := r.StreamState(ctx, req)
	if err != nil {
		return nil, err
	}
	var all []*registryv1.AggregateState
	for {
		resp, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, resp.GetAggregates()...)
	}
}

func TestStreamStateTellsWhatTheRegisterHas(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	county := r.as(authn.RoleCounty, "bc")
	first, other := r.create(newProject("甲")), r.create(newProject("乙"))
	for _, req := range []*registryv1.SaveReportRequest{
		save(first.GetId(), "2020-04", 0, figures(10, 40, 140)), save(other.GetId(), "2020-04", 0, figures(1, 2, 3)),
	} {
		if _, err := r.SaveReport(county, req); err != nil {
			t.Fatal(err)
		}
	}
	statistics := r.by(authn.Principal{ID: "service:statistics", Service: "statistics"})
	for entity, want := range map[string]int{"unit": 6, "project": 2, "report": 2} {
		all, err := r.states(statistics, &registryv1.StreamStateRequest{Entity: entity, WithPayload: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != want {
			t.Fatalf("%d of entity %s, want %d", len(all), entity, want)
		}
		for i, one := range all {
			if i > 0 && all[i-1].GetId() >= one.GetId() {
				t.Errorf("%s: %s after %s", entity, one.GetId(), all[i-1].GetId())
			}
			if at := one.GetRecordTime().AsTime(); !at.Equal(r.clock.now()) {
				t.Errorf("%s: %s known since %s", entity, one.GetId(), at)
			}
		}
		rest, err := r.states(statistics, &registryv1.StreamStateRequest{Entity: entity, AfterId: all[0].GetId()})
		if err != nil || len(rest) != want-1 || rest[0].GetHash() != all[1].GetHash() || rest[0].GetPayload() != nil {
			t.Errorf("%s after the first: %v, %v", entity, rest, err)
		}
		only, err := r.states(statistics, &registryv1.StreamStateRequest{Entity: entity, Ids: []string{all[1].GetId()}})
		if err != nil || len(only) != 1 || only[0].GetId() != all[1].GetId() {
			t.Errorf("%s by name: %v, %v", entity, only, err)
		}
	}
	reports, err := r.states(statistics, &registryv1.StreamStateRequest{Entity: "report", WithPayload: true, Ids: []string{first.GetId() + "/2020-04"}})
	if err != nil {
		t.Fatal(err)
	}
	var told registryv1.ReportChanged
	if err := proto.Unmarshal(reports[0].GetPayload(), &told); err != nil {
		t.Fatal(err)
	}
	facts := &registryv1.ReportFacts{
		ProjectId: first.GetId(), Month: "2020-04", Version: told.GetVersion(), Revision: 1, Figures: told.GetAccepted().GetFigures(),
		OnTime: told.OnTime,
	}
	if got := statehash.Of(facts); got != reports[0].GetHash() || told.GetAccepted().GetFigures().GetMonthYuan() != 10 {
		t.Errorf("hash %x, of the facts in the payload %x", reports[0].GetHash(), got)
	}
	none, err := r.states(statistics, &registryv1.StreamStateRequest{Entity: "report", Year: 2021})
	if err != nil || len(none) != 0 {
		t.Errorf("reports of 2021: %v, %v", none, err)
	}
}

func TestStreamStateIsForStatisticsAlone(t *testing.T) {
	t.Parallel()
	r := start(t)
	_, err := r.states(r.as(authn.RoleAdmin, "sd"), &registryv1.StreamStateRequest{Entity: "unit"})
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	_, err = r.states(r.by(authn.Principal{Service: "statistics"}), &registryv1.StreamStateRequest{Entity: "person"})
	wantReason(t, err, errs.KindInvalid, "ENTITY_UNKNOWN")
}
