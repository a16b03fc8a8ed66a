package events

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/outbox"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// Topic is where the register tells what happened.
const Topic = "pacesetter.registry.v1"

// Verb is what happened to an aggregate, in the past tense, as event types end.
type Verb string

// The verbs.
const (
	Created   Verb = "created"
	Changed   Verb = "changed"
	Moved     Verb = "moved"
	Saved     Verb = "saved"
	Submitted Verb = "submitted"
	Accepted  Verb = "accepted"
	Returned  Verb = "returned"
	Withdrawn Verb = "withdrawn"
	Retold    Verb = "retold" // the present state, told again
)

// eventType is the CloudEvents type.
func eventType(entity string, v Verb) string {
	return fmt.Sprintf("pacesetter.registry.%s.%s.v1", entity, v)
}

// OfUnit tells a unit's state.
func OfUnit(u unittree.Unit, v Verb, at time.Time) (outbox.Message, error) {
	return message("unit", u.Code, v, u.Version, at, &registryv1.UnitChanged{Unit: Unit(u)})
}

// OfProject tells a project's state; its subject is the national code, where it has one.
func OfProject(p registry.Project, v Verb, at time.Time) (outbox.Message, error) {
	m, err := message("project", string(p.ID), v, p.Version, at, &registryv1.ProjectChanged{Project: Project(p)})
	m.Subject = p.NationalCode
	return m, err
}

// OfReport tells a report's state.
func OfReport(r registry.Report, v Verb, at time.Time) (outbox.Message, error) {
	return message("report", ReportID(r), v, r.Version, at, Report(r))
}

// ReportID is a report's ID among the aggregates, "<project>/<YYYY-MM>".
func ReportID(r registry.Report) string { return string(r.Project) + "/" + r.Month.String() }

func message(entity, id string, v Verb, version int64, at time.Time, body proto.Message) (outbox.Message, error) {
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(body)
	if err != nil {
		return outbox.Message{}, fmt.Errorf("encode event of %s %s: %w", entity, id, err)
	}
	return outbox.Message{
		Topic: Topic, Key: entity + "/" + id, Type: eventType(entity, v), Version: version, At: at, Body: encoded,
	}, nil
}
