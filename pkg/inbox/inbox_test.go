package inbox

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/testsignal"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const topic = "pacesetter.test.v1"

// things is what the consumer under test keeps; 13 is a value it can't take.
var things = pg.Schema{Name: "things", FS: files(`
CREATE TABLE thing (key text PRIMARY KEY, version bigint NOT NULL, value int NOT NULL CONSTRAINT thing_no_13 CHECK (value <> 13));
DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT, UPDATE ON thing TO %I', current_setting('pacesetter.app_role')); END $$;`)}

func files(sql string) fs.FS {
	const head, foot = "-- +goose Up\n-- +goose StatementBegin\n", "\n-- +goose StatementEnd\n"
	return fstest.MapFS{"0001_first.sql": &fstest.MapFile{Data: []byte(head + sql + foot)}}
}

// keep applies only what is newer, as handlers must.
func keep(ctx context.Context, tx pgx.Tx, batch []Event) error {
	for _, e := range batch {
		value, err := strconv.Atoi(string(e.Body))
		if err != nil {
			return fmt.Errorf("decode: %w", err)
		}
		if value == 666 {
			panic("a bug")
		}
		_, err = tx.Exec(ctx, `INSERT INTO thing (key, version, value) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET version = excluded.version, value = excluded.value WHERE thing.version < excluded.version`, e.Key, e.Version, value)
		if err != nil {
			return fmt.Errorf("keep %s: %w", e.Key, err)
		}
	}
	return nil
}

// world is a consumer between its Kafka and its database.
type world struct {
	db      *pgtest.DB
	cluster *kafkatest.Cluster
	retried *testsignal.Signal[error]
	ctx     context.Context //nolint:containedctx // of the test
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return &world{
		db:      pgtest.New(t, "inbox", Schema(), things),
		cluster: kafkatest.StartCluster(t, kafka.Topic{Name: topic}),
		retried: testsignal.New[error](16), ctx: ctx,
	}
}

func (w *world) config(t *testing.T) Config {
	t.Helper()
	return Config{
		Kafka: w.cluster.Config, Group: "test", Topics: []string{topic}, Name: "test", EntityOrder: []string{"unit", "project"},
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: time.Now, retried: w.retried,
	}
}

// consume runs a consumer until the returned function is called.
func (w *world) consume(t *testing.T, handler Handler) (*Consumer, func()) {
	t.Helper()
	c := NewConsumer(w.db.Pool, w.config(t), map[string]Handler{"unit": handler, "project": handler})
	return c, w.run(t, c)
}

func (w *world) run(t *testing.T, c *Consumer) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func message(key string, version int64, value string) kafkago.Message {
	header := func(name, value string) kafkago.Header {
		return kafkago.Header{Key: name, Value: []byte(value)}
	}
	return kafkago.Message{Topic: topic, Key: []byte(key), Value: []byte(value), Headers: []kafkago.Header{
		header("ce_specversion", "1.0"), header("ce_id", uuid.NewString()), header("ce_source", "test"),
		header("ce_type", "pacesetter.test.thing.changed.v1"), header("ce_time", "2020-05-20T18:40:00Z"),
		header("ce_aggregateversion", strconv.FormatInt(version, 10)),
		header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
	}}
}

func (w *world) tell(t *testing.T, ms ...kafkago.Message) {
	t.Helper()
	writer := kafka.NewWriter(w.cluster.Config, "test")
	defer func() { _ = kafka.CloseWriter(writer) }()
	if err := writer.WriteMessages(w.ctx, ms...); err != nil {
		t.Fatalf("tell: %v", err)
	}
}

// until waits for the database to answer sql with want.
func (w *world) until(t *testing.T, want, sql string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		got := w.ask(t, sql)
		if got == want {
			return
		}
		select {
		case <-w.ctx.Done():
			t.Fatalf("%s is %q, never %q", sql, got, want)
		case <-tick.C:
		}
	}
}

func (w *world) ask(t *testing.T, sql string) string {
	t.Helper()
	var got string
	if err := w.db.Owner.QueryRow(t.Context(), "SELECT ("+sql+")::text").Scan(&got); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return got
}

const (
	keptSQL  = `SELECT coalesce(string_agg(key || '=' || value, ' ' ORDER BY key), '') FROM thing`
	countSQL = `SELECT count(*) FROM inbox_parked`
	whichSQL = `SELECT coalesce(string_agg(key, ' '), '') FROM inbox_parked`
)

func TestNewestStateWinsWhateverComesTwiceOrLate(t *testing.T) {
	w := newWorld(t)
	w.consume(t, keep)
	w.tell(t,
		message("unit/1", 1, "10"), message("unit/1", 2, "20"), message("unit/1", 2, "20"), message("unit/1", 1, "10"),
		message("project/a", 3, "30"), message("stranger/x", 1, "1"))
	w.until(t, "project/a=30 unit/1=20", keptSQL)
	if got := w.ask(t, countSQL); got != "0" {
		t.Fatalf("%s messages parked", got)
	}
}

func TestPoisonIsParkedAndTheRestGoesOn(t *testing.T) {
	for name, poison := range map[string]kafkago.Message{
		"a constraint":      message("project/bad", 1, "13"),
		"not decodable":     message("project/bad", 1, "many"),
		"a handler's panic": message("project/bad", 1, "666"),
		"no headers":        {Topic: topic, Key: []byte("project/bad"), Value: []byte("1")},
		"no key":            {Topic: topic, Value: []byte{0, 255}, Headers: message("x/y", 1, "").Headers},
		"hostile bytes":     {Topic: topic, Key: []byte("project/\x00\xff"), Value: []byte("13"), Headers: []kafkago.Header{{Key: "ce_id\x00", Value: []byte{0, 255}}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var ms []kafkago.Message
			for i := range 300 {
				ms = append(ms, message(fmt.Sprintf("project/%03d", i), 1, "1"))
			}
			ms[150] = poison
			w.tell(t, ms...)
			w.consume(t, keep)
			w.until(t, "299", `SELECT count(*) FROM thing`)
			w.until(t, "1", countSQL)
			parked, err := Parked(t.Context(), w.db.Pool)
			if err != nil || len(parked) != 1 || parked[0].Error == "" || string(parked[0].Event.Body) != string(poison.Value) {
				t.Fatalf("Parked() = %+v, %v", parked, err)
			}
		})
	}
}

func TestReplayAppliesWhatHasBecomePossible(t *testing.T) {
	w := newWorld(t)
	c, _ := w.consume(t, keep)
	w.tell(t, message("project/a", 1, "13"), message("project/b", 1, "many"), message("project/c", 1, "1"))
	w.until(t, "2", countSQL)
	if _, err := w.db.Owner.Exec(t.Context(), "ALTER TABLE thing DROP CONSTRAINT thing_no_13"); err != nil {
		t.Fatal(err)
	}
	err := c.Replay(w.ctx)
	if err == nil || !strings.Contains(err.Error(), "invalid syntax") {
		t.Fatalf("Replay() = %v, want the error of the one still broken", err)
	}
	w.until(t, "project/a=13 project/c=1", keptSQL)
	parked, err := Parked(t.Context(), w.db.Pool)
	if err != nil || len(parked) != 1 || parked[0].Event.Key != "project/b" || parked[0].Attempts != 2 {
		t.Fatalf("Parked() = %+v, %v, want project/b after two attempts", parked, err)
	}
	if err := c.Replay(w.ctx, parked[0].ID+1000); err == nil {
		t.Fatal("Replay() of an unknown message = nil")
	}
}

func TestNewerStateSupersedesWhatIsParked(t *testing.T) {
	w := newWorld(t)
	w.consume(t, keep)
	w.tell(t, message("project/a", 4, "13"), message("project/b", 4, "13"))
	w.until(t, "2", countSQL)
	w.tell(t, message("project/a", 5, "50"), message("project/b", 3, "30"))
	w.until(t, "project/a=50 project/b=30", keptSQL)
	w.until(t, "project/b", whichSQL)
}

func TestMissingGrantParksNothingAndRecovers(t *testing.T) {
	w := newWorld(t)
	if _, err := w.db.Owner.Exec(t.Context(), "REVOKE INSERT ON thing FROM inbox_app"); err != nil {
		t.Fatal(err)
	}
	w.consume(t, keep)
	w.tell(t, message("project/a", 1, "1"), message("project/b", 1, "13"))
	for range 2 {
		if err := w.retried.Wait(t); !strings.Contains(err.Error(), "42501") {
			t.Fatalf("retried because of %v", err)
		}
	}
	if got := w.ask(t, countSQL); got != "0" {
		t.Fatalf("%s messages parked for want of a grant", got)
	}
	if _, err := w.db.Owner.Exec(t.Context(), "GRANT INSERT ON thing TO inbox_app"); err != nil {
		t.Fatal(err)
	}
	w.until(t, "project/a=1", keptSQL)
	w.until(t, "1", countSQL) // the poison, once it is its own fault
}

func TestConnectionsCutAreRetried(t *testing.T) {
	w := newWorld(t)
	cut := sync.OnceFunc(func() { kill(w.ctx, t, w.db.Pool) })
	w.consume(t, func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		cut()
		return keep(ctx, tx, batch)
	})
	w.tell(t, message("project/a", 1, "1"))
	w.until(t, "project/a=1", keptSQL)
	if got := w.ask(t, countSQL); got != "0" {
		t.Fatalf("%s messages parked for a cut connection", got)
	}
}

// kill cuts the pool's busy connections, the consumer's among them.
func kill(ctx context.Context, t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	const sql = `SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND state = 'idle in transaction'`
	if _, err := pool.Exec(ctx, sql); err != nil {
		t.Errorf("kill: %v", err)
	}
}

// TestEntitiesOfABatchAreAppliedInTheirOrder: what comes together is of one partition here;
// two are fetched each in its time, and make two batches where the machine is slow.
func TestEntitiesOfABatchAreAppliedInTheirOrder(t *testing.T) {
	w := newWorld(t)
	const one = "pacesetter.one.v1"
	if err := kafka.EnsureTopics(w.ctx, w.cluster.Config, kafka.Topic{Name: one, Partitions: 1}); err != nil {
		t.Fatal(err)
	}
	ms := []kafkago.Message{message("project/a", 1, "1"), message("unit/1", 1, "1"), message("project/a", 2, "2"), message("unit/1", 2, "2")}
	for i := range ms {
		ms[i].Topic = one
	}
	w.tell(t, ms...)
	cfg := w.config(t)
	cfg.Topics = []string{one}
	orders := testsignal.New[string](4)
	handler := func(_ context.Context, _ pgx.Tx, batch []Event) error {
		var seen []string
		for _, e := range batch {
			seen = append(seen, e.Entity+strconv.FormatInt(e.Version, 10))
		}
		orders.Emit(strings.Join(seen, " "))
		return nil
	}
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"unit": handler, "project": handler}))
	if first, second := orders.Wait(t), orders.Wait(t); first != "unit1 unit2" || second != "project1 project2" {
		t.Fatalf("handlers saw %q, then %q", first, second)
	}
}

func TestARestartedConsumerGoesOnWhereItWas(t *testing.T) {
	w := newWorld(t)
	seen := testsignal.New[string](100)
	watch := func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		for _, e := range batch {
			seen.Emit(e.Key)
		}
		return keep(ctx, tx, batch)
	}
	_, stop := w.consume(t, watch)
	w.tell(t, message("project/a", 1, "1"))
	w.until(t, "project/a=1", keptSQL)
	stop()
	w.tell(t, message("project/b", 1, "2"))
	w.consume(t, watch)
	w.until(t, "project/a=1 project/b=2", keptSQL)
	if a, b := seen.Wait(t), seen.Wait(t); a != "project/a" || b != "project/b" {
		t.Fatalf("saw %s, then %s: the first was applied again", a, b)
	}
}

func TestKafkaAwayAndBack(t *testing.T) {
	w := newWorld(t)
	w.consume(t, keep)
	w.tell(t, message("project/a", 1, "1"))
	w.until(t, "project/a=1", keptSQL)
	w.cluster.Stop()
	w.cluster.Restart(t)
	w.tell(t, message("project/b", 1, "2"))
	w.until(t, "project/a=1 project/b=2", keptSQL)
}

func TestAConsumerStartedBeforeItsTopicHearsOfIt(t *testing.T) {
	w := newWorld(t)
	cfg := w.config(t)
	cfg.Topics, cfg.Group = []string{topic, "pacesetter.later.v1"}, "early"
	waiting := testsignal.New[string](100)
	cfg.Log = slog.New(slog.NewTextHandler(lines(waiting.Emit), nil))
	w.run(t, NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": keep}))
	waiting.WaitFor(t, func(line string) bool { return strings.Contains(line, "waits for topics") })
	if err := kafka.EnsureTopics(w.ctx, w.cluster.Config, kafka.Topic{Name: "pacesetter.later.v1"}); err != nil {
		t.Fatal(err)
	}
	m := message("project/a", 1, "1")
	m.Topic = "pacesetter.later.v1"
	w.tell(t, m)
	w.until(t, "project/a=1", keptSQL)
}

// lines is a log's output, handed on.
type lines func(string)

func (l lines) Write(p []byte) (int, error) {
	l(string(p))
	return len(p), nil
}

func TestAMemberThatLostItsPartitionAppliesLateWithoutHarm(t *testing.T) {
	w := newWorld(t)
	slow := NewConsumer(w.db.Pool, w.config(t), map[string]Handler{"project": keep})
	w.tell(t, message("project/a", 1, "1"), message("project/a", 2, "2"))
	w.consume(t, keep)
	w.until(t, "project/a=2", keptSQL)
	late := &fetched{}
	slow.take(late, message("project/a", 1, "1"))
	if err := slow.apply(w.ctx, late); err != nil {
		t.Fatal(err)
	}
	if got := w.ask(t, keptSQL); got != "project/a=2" {
		t.Fatalf("kept %s", got)
	}
}
