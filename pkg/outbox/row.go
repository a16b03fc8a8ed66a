package outbox

import (
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/kafka"
)

// row is an event as it lies in the outbox.
type row struct {
	id                               int64
	eventID                          uuid.UUID
	topic, key, kind, subject, trace string
	version                          int64
	at                               time.Time
	headers                          map[string]string
	body                             []byte
}

// scanRow goes by position: this is the hot path, and nextSQL stands beside it.
func scanRow(found pgx.CollectableRow) (row, error) {
	var r row
	var id [16]byte
	err := found.Scan(&r.id, &id, &r.topic, &r.key, &r.kind, &r.version, &r.subject, &r.at, &r.trace, &r.headers, &r.body)
	r.eventID = id
	return r, err
}

// chunkBytes keeps a partition's share of one write within one request, even if
// the whole chunk goes to one partition. A request succeeds or fails as a whole,
// so a failure can't let a key's later event through before its earlier one.
const chunkBytes = kafka.MaxBatchBytes - 16<<10

// framing is a generous guess of what a message's and a header's own fields add.
const framing = 32

func chunksOf(ms []kafkago.Message) [][]kafkago.Message {
	var chunks [][]kafkago.Message
	begin, size := 0, 0
	for i, m := range ms {
		weight := weightOf(m)
		if i > begin && size+weight > chunkBytes {
			chunks = append(chunks, ms[begin:i])
			begin, size = i, 0
		}
		size += weight
	}
	return append(chunks, ms[begin:])
}

func weightOf(m kafkago.Message) int {
	weight := framing + len(m.Key) + len(m.Value)
	for _, h := range m.Headers {
		weight += framing/2 + len(h.Key) + len(h.Value)
	}
	return weight
}

func idsOf(rows []row) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

func messagesOf(rows []row, source string) []kafkago.Message {
	ms := make([]kafkago.Message, len(rows))
	for i, r := range rows {
		ms[i] = r.message(source)
	}
	return ms
}

// message is the event as CloudEvents 1.0 in binary mode.
func (r row) message(source string) kafkago.Message {
	const standard = 9
	headers := make([]kafkago.Header, 0, standard+len(r.headers))
	add := func(name, value string) {
		headers = append(headers, kafkago.Header{Key: name, Value: []byte(value)})
	}
	add("ce_specversion", "1.0")
	add("ce_id", r.eventID.String())
	add("ce_source", source)
	add("ce_type", r.kind)
	add("ce_time", r.at.UTC().Format(time.RFC3339Nano))
	add("ce_aggregateversion", strconv.FormatInt(r.version, 10))
	add("content-type", "application/protobuf")
	if r.subject != "" {
		add("ce_subject", r.subject)
	}
	if r.trace != "" {
		add("traceparent", r.trace)
	}
	for name, value := range r.headers {
		add(name, value)
	}
	return kafkago.Message{Topic: r.topic, Key: []byte(r.key), Value: r.body, Headers: headers}
}

// firstOf shortens an error that would repeat itself for each of a thousand messages.
func firstOf(err error) error {
	var each kafkago.WriteErrors
	if !errors.As(err, &each) {
		return err
	}
	for _, err := range each {
		if err != nil {
			return err
		}
	}
	return err
}
