package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const topic = "pacesetter.test.v1"

func bounded(tb testing.TB) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 60*time.Second)
	tb.Cleanup(cancel)
	return ctx
}

// logTo shows a component's lines with the test's own.
func logTo(tb testing.TB) *slog.Logger {
	tb.Helper()
	return slog.New(slog.NewTextHandler(tb.Output(), nil))
}

// run runs a relay until the returned function is called.
func run(tb testing.TB, db *pgtest.DB, cfg Config) (*Relay, func()) {
	tb.Helper()
	cfg.Source, cfg.Log = "test", logTo(tb)
	r := NewRelay(db.Pool, cfg)
	ctx, cancel := context.WithCancel(tb.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("Run() = %v", err)
		}
	})
	tb.Cleanup(stop)
	return r, stop
}

// events makes n events over a few keys, versions rising by key.
func events(n int) []Message {
	const keys = 7
	ms := make([]Message, n)
	for i := range ms {
		ms[i] = Message{
			ID: uuid.New(), Topic: topic, Key: fmt.Sprintf("thing/%d", i%keys), Type: "pacesetter.test.thing.changed.v1",
			Version: int64(i/keys + 1), At: time.Unix(1590000000, 0), Body: []byte(strconv.Itoa(i)),
		}
	}
	return ms
}

func put(ctx context.Context, tb testing.TB, pool *pgxpool.Pool, ms []Message) {
	tb.Helper()
	if err := pg.InTx(ctx, pool, func(tx pgx.Tx) error { return PutMany(ctx, tx, ms) }); err != nil {
		tb.Fatalf("PutMany() = %v", err)
	}
}

// read returns messages of the topic until every one of ids was seen.
func read(ctx context.Context, tb testing.TB, cfg kafka.Config, ms []Message) []kafkago.Message {
	tb.Helper()
	untilTopic(ctx, tb, cfg)
	r := kafka.NewReader(cfg, "reader-"+uuid.NewString(), []string{topic}, nil)
	defer func() { _ = r.Close() }()
	missing := map[string]bool{}
	for _, m := range ms {
		missing[m.ID.String()] = true
	}
	var got []kafkago.Message
	for len(missing) > 0 {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			tb.Fatalf("%d events did not come: %v", len(missing), err)
		}
		got = append(got, m)
		delete(missing, header(m, "ce_id"))
	}
	return got
}

func untilTopic(ctx context.Context, tb testing.TB, cfg kafka.Config) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := kafka.TopicsExist(ctx, cfg, topic)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			tb.Fatal(err)
		case <-tick.C:
		}
	}
}

func header(m kafkago.Message, name string) string {
	for _, h := range m.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}

// firstSightInOrder fails unless each key's events came in order, repetitions
// of what was seen before apart.
func firstSightInOrder(t *testing.T, got []kafkago.Message) {
	t.Helper()
	last := map[string]int64{}
	for _, m := range got {
		version, err := strconv.ParseInt(header(m, "ce_aggregateversion"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if key := string(m.Key); version > last[key] {
			if version != last[key]+1 {
				t.Fatalf("%s: version %d came after %d", key, version, last[key])
			}
			last[key] = version
		}
	}
}

func untilEmpty(ctx context.Context, tb testing.TB, pool *pgxpool.Pool) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var n int
		if err := pool.QueryRow(ctx, "SELECT count(*) FROM outbox").Scan(&n); err != nil {
			tb.Fatal(err)
		}
		if n == 0 {
			return
		}
		select {
		case <-ctx.Done():
			tb.Fatalf("%d events are left in the outbox", n)
		case <-tick.C:
		}
	}
}

func TestAnEventIsACloudEvent(t *testing.T) {
	ctx := bounded(t)
	db, cfg := pgtest.New(t, "outbox", Schema()), kafkatest.Start(t)
	run(t, db, Config{Kafka: cfg, Topics: []kafka.Topic{{Name: topic}}})
	m := events(1)[0]
	m.Subject, m.Headers = "滨城区", map[string]string{"ce_extra": "x"}
	if err := pg.InTx(ctx, db.Pool, func(tx pgx.Tx) error { return Put(ctx, tx, m) }); err != nil {
		t.Fatal(err)
	}
	got := read(ctx, t, cfg, []Message{m})[0]
	headers := map[string]string{}
	for _, h := range got.Headers {
		headers[h.Key] = string(h.Value)
	}
	want := map[string]string{
		"ce_specversion": "1.0", "ce_id": m.ID.String(), "ce_source": "test", "ce_type": m.Type, "ce_subject": "滨城区",
		"ce_time": "2020-05-20T18:40:00Z", "ce_aggregateversion": "1", "content-type": "application/protobuf", "ce_extra": "x",
	}
	if diff := cmp.Diff(want, headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if string(got.Key) != "thing/0" || string(got.Value) != "0" {
		t.Errorf("key %q, value %q", got.Key, got.Value)
	}
	untilEmpty(ctx, t, db.Pool)
}

func TestWhatIsRolledBackIsNotTold(t *testing.T) {
	ctx := bounded(t)
	db := pgtest.New(t, "outbox", Schema())
	refused := errs.Invalid("NO", "no")
	err := pg.InTx(ctx, db.Pool, func(tx pgx.Tx) error {
		if err := PutMany(ctx, tx, events(3)); err != nil {
			return err
		}
		return refused
	})
	if errs.ReasonOf(err) != "NO" {
		t.Fatal(err)
	}
	untilEmpty(ctx, t, db.Pool)
}

func TestAnEventThatCouldNotBeToldIsRefused(t *testing.T) {
	ctx := bounded(t)
	db := pgtest.New(t, "outbox", Schema())
	big := events(1)
	big[0].Body = make([]byte, MaxBody+1)
	for name, f := range map[string]func(tx pgx.Tx) error{
		"alone":      func(tx pgx.Tx) error { return Put(ctx, tx, big[0]) },
		"in a crowd": func(tx pgx.Tx) error { return PutMany(ctx, tx, append(events(2), big...)) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := pg.InTx(ctx, db.Pool, f); errs.ReasonOf(err) != "EVENT_TOO_LARGE" {
				t.Fatalf("= %v, want EVENT_TOO_LARGE", err)
			}
		})
	}
}

func TestLargeEventsGoOutToo(t *testing.T) {
	ctx := bounded(t)
	db, cfg := pgtest.New(t, "outbox", Schema()), kafkatest.Start(t, kafka.Topic{Name: topic, Partitions: 1})
	run(t, db, Config{Kafka: cfg})
	ms := events(4)
	for i := range ms {
		ms[i].Body = []byte(strings.Repeat("x", MaxBody))
	}
	put(ctx, t, db.Pool, ms)
	firstSightInOrder(t, read(ctx, t, cfg, ms))
}

func TestRelayKilledBetweenWriteAndDeleteLosesNothing(t *testing.T) {
	ctx := bounded(t)
	db, cfg := pgtest.New(t, "outbox", Schema()), kafkatest.Start(t, kafka.Topic{Name: topic})
	var kills atomic.Int32
	run(t, db, Config{Kafka: cfg, published: func(int) {
		if kills.Add(1) <= 2 {
			kill(ctx, t, db.Pool)
		}
	}})
	ms := events(2500)
	put(ctx, t, db.Pool, ms)
	got := read(ctx, t, cfg, ms)
	firstSightInOrder(t, got)
	untilEmpty(ctx, t, db.Pool)
	if len(got) <= len(ms) {
		t.Errorf("%d messages for %d events: the kill was not felt", len(got), len(ms))
	}
}

// kill ends the relay's connection, as the crash of its process would.
func kill(ctx context.Context, tb testing.TB, pool *pgxpool.Pool) {
	tb.Helper()
	const sql = `SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name LIKE '%relay' AND datname = current_database()`
	if _, err := pool.Exec(ctx, sql); err != nil {
		tb.Errorf("kill: %v", err)
	}
}

func TestOneOfTwoRelaysWorksAndTheOtherTakesOver(t *testing.T) {
	ctx := bounded(t)
	db, cfg := pgtest.New(t, "outbox", Schema()), kafkatest.Start(t, kafka.Topic{Name: topic})
	var first, second atomic.Int64
	_, stop := run(t, db, Config{Kafka: cfg, published: func(n int) { first.Add(int64(n)) }})
	put(ctx, t, db.Pool, events(10))
	untilEmpty(ctx, t, db.Pool)
	run(t, db, Config{Kafka: cfg, published: func(n int) { second.Add(int64(n)) }})
	put(ctx, t, db.Pool, events(10))
	untilEmpty(ctx, t, db.Pool)
	if first.Load() != 20 || second.Load() != 0 {
		t.Fatalf("the first published %d, the second %d, want 20 and 0", first.Load(), second.Load())
	}
	stop()
	put(ctx, t, db.Pool, events(10))
	untilEmpty(ctx, t, db.Pool)
	if second.Load() != 10 {
		t.Fatalf("the second published %d, want 10", second.Load())
	}
}

func TestKafkaAwayAndBack(t *testing.T) {
	ctx := bounded(t)
	db, cluster := pgtest.New(t, "outbox", Schema()), kafkatest.StartCluster(t, kafka.Topic{Name: topic})
	r, _ := run(t, db, Config{Kafka: cluster.Config})
	before := events(10)
	put(ctx, t, db.Pool, before)
	untilEmpty(ctx, t, db.Pool)
	cluster.Stop()
	while := events(2000)
	put(ctx, t, db.Pool, while) // writes go on
	r.metrics.measure(ctx, db.Pool)
	cluster.Restart(t)
	got := read(ctx, t, cluster.Config, append(while, before...))
	firstSightInOrder(t, slices.DeleteFunc(got, func(m kafkago.Message) bool {
		return slices.ContainsFunc(before, func(b Message) bool { return b.ID.String() == header(m, "ce_id") })
	}))
	untilEmpty(ctx, t, db.Pool)
}

func TestPokeWakesARelayThatHeardNothing(t *testing.T) {
	ctx := bounded(t)
	db, cfg := pgtest.New(t, "outbox", Schema()), kafkatest.Start(t, kafka.Topic{Name: topic})
	if _, err := db.Owner.Exec(ctx, "ALTER TABLE outbox DISABLE TRIGGER outbox_wake"); err != nil {
		t.Fatal(err)
	}
	r, _ := run(t, db, Config{Kafka: cfg})
	put(ctx, t, db.Pool, events(1))
	r.Poke()
	untilEmpty(ctx, t, db.Pool)
}

func TestApplicationRoleMayNotRewriteWhatItTells(t *testing.T) {
	db := pgtest.New(t, "outbox", Schema())
	if _, err := db.Pool.Exec(t.Context(), "UPDATE outbox SET version = 2"); err == nil {
		t.Fatal("UPDATE was allowed")
	}
}

func BenchmarkRelay(b *testing.B) {
	ctx := b.Context()
	db, cfg := pgtest.New(b, "outbox", Schema()), kafkatest.Start(b, kafka.Topic{Name: topic})
	const n = 100_000
	ms := events(n)
	for i := range ms {
		ms[i].Body = make([]byte, 400)
	}
	begin := time.Now()
	for i := 0; i < n; i += 1000 {
		put(ctx, b, db.Pool, ms[i:i+1000])
	}
	puts := n / time.Since(begin).Seconds()
	b.ResetTimer()
	begin = time.Now()
	var left atomic.Int64
	left.Store(n)
	all := make(chan struct{})
	_, stop := run(b, db, Config{Kafka: cfg, published: func(rows int) {
		if left.Add(int64(-rows)) == 0 {
			close(all)
		}
	}})
	<-all
	b.ReportMetric(n/time.Since(begin).Seconds(), "msgs/s")
	b.ReportMetric(puts, "puts/s")
	stop()
}

func BenchmarkLatency(b *testing.B) {
	ctx := b.Context()
	db, cfg := pgtest.New(b, "outbox", Schema()), kafkatest.Start(b, kafka.Topic{Name: topic})
	published := make(chan struct{}, 1)
	_, stop := run(b, db, Config{Kafka: cfg, published: func(int) { published <- struct{}{} }})
	put(ctx, b, db.Pool, events(1))
	<-published
	for b.Loop() {
		put(ctx, b, db.Pool, events(1))
		<-published
	}
	stop()
}
