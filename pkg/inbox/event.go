package inbox

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	kafkago "github.com/segmentio/kafka-go"
)

// Event is a fact that another service tells: a CloudEvent about one version of
// one aggregate.
type Event struct {
	ID, Source, Type, Subject string
	Key                       string // "<entity>/<id>"
	Entity                    string // "project" of "project/<id>"
	Version                   int64  // of the aggregate, after the fact
	Time                      time.Time
	Body                      []byte
	Topic                     string
	Partition                 int
	Offset                    int64
	Prepared                  any // what Config.Prepare made of it; nil for a replayed message

	traceparent string
}

// AggregateID is what Key says behind the entity.
func (e Event) AggregateID() string {
	_, id, _ := strings.Cut(e.Key, "/")
	return id
}

var errUndecodable = errors.New("not an event of ours")

// decode reads CloudEvents 1.0 in binary mode. On an error, the event holds what
// could be read.
func decode(m kafkago.Message) (Event, error) {
	e := Event{Key: string(m.Key), Body: m.Value, Topic: m.Topic, Partition: m.Partition, Offset: m.Offset}
	var specVersion, version, at string
	for _, h := range m.Headers {
		switch h.Key {
		case "ce_specversion":
			specVersion = string(h.Value)
		case "ce_id":
			e.ID = string(h.Value)
		case "ce_source":
			e.Source = string(h.Value)
		case "ce_type":
			e.Type = string(h.Value)
		case "ce_subject":
			e.Subject = string(h.Value)
		case "ce_time":
			at = string(h.Value)
		case "ce_aggregateversion":
			version = string(h.Value)
		case "traceparent":
			e.traceparent = string(h.Value)
		}
	}
	err := errors.Join(parse(&e, version, at), e.check(specVersion))
	if err != nil {
		return e, fmt.Errorf("%w: %w", errUndecodable, err)
	}
	return e, nil
}

func parse(e *Event, version, at string) error {
	entity, id, ok := strings.Cut(e.Key, "/")
	if !ok || entity == "" || id == "" {
		return fmt.Errorf("key %q is not <entity>/<id>", e.Key)
	}
	n, err := strconv.ParseInt(version, 10, 64)
	if err != nil || n < 1 {
		return fmt.Errorf("ce_aggregateversion %q is not a version", version)
	}
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return fmt.Errorf("ce_time %q is not a time", at)
	}
	e.Entity, e.Version, e.Time = entity, n, t
	return nil
}

func (e Event) check(specVersion string) error {
	switch {
	case specVersion != "1.0":
		return fmt.Errorf("ce_specversion is %q, not 1.0", specVersion)
	case e.ID == "":
		return errors.New("ce_id is missing")
	case e.Source == "":
		return errors.New("ce_source is missing")
	case e.Type == "":
		return errors.New("ce_type is missing")
	default:
		return nil
	}
}
