package events_test

import (
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/store"
)

// TestAStateSaysItselfWhenItBecameKnown: so that told first, told again and asked
// for are known since the same moment.
func TestAStateSaysItselfWhenItBecameKnown(t *testing.T) {
	own, told := time.Date(2020, 5, 20, 0, 0, 0, 0, time.UTC), time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
	report := func(accept *timestamppb.Timestamp) []byte {
		return encode(&registryv1.ReportChanged{ProjectId: one, Month: "2020-05", Version: 3, Accepted: &registryv1.ReportedFigures{Revision: 1, AcceptTime: accept}})
	}
	project := func(update *timestamppb.Timestamp) []byte {
		return encode(&registryv1.ProjectChanged{Project: &registryv1.Project{Id: one, Version: 2, UpdateTime: update}})
	}
	for name, tc := range map[string]struct {
		entity store.Entity
		id     string
		body   []byte
		told   time.Time
		want   time.Time
	}{
		"a report told":                {store.EntityReport, one + "/2020-05", report(timestamppb.New(own)), told, own},
		"a report asked for":           {store.EntityReport, one + "/2020-05", report(timestamppb.New(own)), time.Time{}, own},
		"a report that doesn't say":    {store.EntityReport, one + "/2020-05", report(nil), told, told},
		"a project told":               {store.EntityProject, one, project(timestamppb.New(own)), told, own},
		"a project that doesn't say":   {store.EntityProject, one, project(nil), told, told},
		"a time that is none":          {store.EntityProject, one, project(&timestamppb.Timestamp{Nanos: -1}), told, told},
		"a unit, which never says":     {store.EntityUnit, "37", encode(&registryv1.UnitChanged{Unit: &registryv1.Unit{Code: "37", Version: 1}}), told, told},
		"a unit asked for, ever since": {store.EntityUnit, "37", encode(&registryv1.UnitChanged{Unit: &registryv1.Unit{Code: "37", Version: 1}}), time.Time{}, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			var facts store.Facts
			if err := events.Append(&facts, tc.entity, events.Payload{ID: tc.id, Body: tc.body, Time: tc.told}); err != nil {
				t.Fatal(err)
			}
			var got time.Time
			switch tc.entity {
			case store.EntityUnit:
				got = facts.Units[0].Recorded
			case store.EntityProject:
				got = facts.Projects[0].Recorded
			case store.EntityReport:
				got = facts.Reports[0].Recorded
			}
			if !got.Equal(tc.want) {
				t.Errorf("known since %s, want %s", got, tc.want)
			}
		})
	}
}
