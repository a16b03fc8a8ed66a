package cutoffs_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	kafkago "github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/inbox"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pgtest"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/registry/internal/cutoffs"
	"pacesetter/services/registry/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is the register's consumer between a broker and a database.
type world struct {
	db       *pgtest.DB
	kafka    kafka.Config
	consumer *inbox.Consumer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		db:    pgtest.New(t, "registry", store.Schemas()...),
		kafka: kafkatest.Start(t, kafka.Topic{Name: cutoffs.Topic}),
	}
	w.consumer = cutoffs.NewConsumer(w.db.Pool, cutoffs.Config{
		Kafka: w.kafka, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.consumer.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
	return w
}

// published is a cut-off of Binzhou's month, told in that order of revisions.
func published(m string, revision int32) *statisticsv1.Cutoff {
	return &statisticsv1.Cutoff{
		Id: uuid.NewString(), Unit: "bz", UnitName: fmt.Sprintf("滨州市%d", revision), Month: m, Revision: revision,
		CutoffTime: timestamppb.New(time.Date(2020, 5, 25, int(revision), 0, 0, 0, time.UTC)),
	}
}

func event(t *testing.T, c *statisticsv1.Cutoff) kafkago.Message {
	t.Helper()
	body, err := proto.Marshal(&statisticsv1.CutoffPublished{Cutoff: c})
	if err != nil {
		t.Fatal(err)
	}
	m := kafkago.Message{Topic: cutoffs.Topic, Key: []byte("cutoff/bz/" + c.GetMonth()), Value: body}
	for k, v := range map[string]string{
		"ce_specversion": "1.0", "ce_id": uuid.NewString(), "ce_source": "statistics", "ce_type": "pacesetter.statistics.cutoff.published.v1",
		"ce_time": "2020-05-25T08:00:00Z", "ce_aggregateversion": fmt.Sprint(max(c.GetRevision(), 1)),
	} {
		m.Headers = append(m.Headers, kafkago.Header{Key: k, Value: []byte(v)})
	}
	return m
}

func (w *world) tell(t *testing.T, messages ...kafkago.Message) {
	t.Helper()
	writer := kafka.NewWriter(w.kafka, "test")
	defer func() { _ = kafka.CloseWriter(writer) }()
	if err := writer.WriteMessages(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
}

func (w *world) ask(t *testing.T, sql string) string {
	t.Helper()
	var got string
	if err := w.db.Owner.QueryRow(t.Context(), sql).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

// until waits for the database to answer sql with want: parking, unlike applying, gives
// no signal.
func (w *world) until(t *testing.T, want, sql string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		got := w.ask(t, sql)
		if got == want {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s is %q, never %q", sql, got, want)
		case <-tick.C:
		}
	}
}

const locksSQL = `SELECT coalesce(string_agg(format('%s-%s %s %s %s', year, month, unit, revision, unit_name), ', ' ORDER BY year, month), '') FROM month_lock`

// TestTheNewestPublicationIsKept however often and in whatever order they come, also
// within one batch.
func TestTheNewestPublicationIsKept(t *testing.T) {
	w := newWorld(t)
	w.tell(t, event(t, published("2020-05", 2)), event(t, published("2020-05", 1)), event(t, published("2020-05", 2)), event(t, published("2020-04", 1)))
	w.until(t, "2020-4 bz 1 滨州市1, 2020-5 bz 2 滨州市2", locksSQL)
	w.tell(t, event(t, published("2020-05", 1)), event(t, published("2020-06", 1)))
	w.until(t, "2020-4 bz 1 滨州市1, 2020-5 bz 2 滨州市2, 2020-6 bz 1 滨州市1", locksSQL)
}

// TestWhatIsNoCutOffIsParked, each by itself, and the others go on.
func TestWhatIsNoCutOffIsParked(t *testing.T) {
	w := newWorld(t)
	var messages []kafkago.Message
	for _, edit := range []func(*statisticsv1.Cutoff){
		func(c *statisticsv1.Cutoff) { c.Unit = "qd" },
		func(c *statisticsv1.Cutoff) { c.Month = "2020-13" },
		func(c *statisticsv1.Cutoff) { c.Revision = 0 },
		func(c *statisticsv1.Cutoff) { c.CutoffTime = nil },
	} {
		c := published("2020-05", 1)
		key := event(t, c).Key
		edit(c)
		m := event(t, c)
		m.Key = key
		messages = append(messages, m)
	}
	undecodable := event(t, published("2020-05", 1))
	undecodable.Value = []byte{0xff}
	elsewhere := event(t, published("2020-05", 1))
	elsewhere.Key = []byte("cutoff/bz/../2020-05")
	w.tell(t, append(messages, undecodable, elsewhere, event(t, published("2020-06", 1)))...)
	w.until(t, "2020-6 bz 1 滨州市1", locksSQL)
	w.until(t, "6", `SELECT count(*)::text FROM inbox_parked`)
}
