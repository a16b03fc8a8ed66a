package events

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/outbox"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
)

// OwnTopic is where statistics tells what it published.
const OwnTopic = "pacesetter.statistics.v1"

// Verb is what happened, in the past tense, as event types end.
type Verb string

// The verbs.
const (
	Published Verb = "published"
	Retold    Verb = "retold" // told again
)

// OfCutoff tells a cut-off. The revisions of a unit's month are the versions of one
// aggregate: whoever has seen the second needs the first no more.
func OfCutoff(c statistics.Cutoff, v Verb) (outbox.Message, error) {
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(&statisticsv1.CutoffPublished{Cutoff: Cutoff(c)})
	if err != nil {
		return outbox.Message{}, fmt.Errorf("encode cut-off %s: %w", c.ID, err)
	}
	return outbox.Message{
		Topic: OwnTopic, Key: fmt.Sprintf("cutoff/%s/%s", c.Unit, c.Month), Type: fmt.Sprintf("pacesetter.statistics.cutoff.%s.v1", v),
		Version: int64(c.Revision), At: c.Time, Body: body,
	}, nil
}

// Cutoff is a cut-off on the wire.
func Cutoff(c statistics.Cutoff) *statisticsv1.Cutoff {
	out := &statisticsv1.Cutoff{
		Id: c.ID, Unit: c.Unit, UnitName: c.UnitName, Month: c.Month.String(), Revision: int32(c.Revision), //nolint:gosec // a handful
		CutoffTime: timestamppb.New(c.Time), Publisher: c.Publisher, Note: c.Note,
	}
	if c.EventTime != nil {
		out.AsOfTime = timestamppb.New(*c.EventTime)
	}
	return out
}
