package events_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	kafkago "github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/inbox"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/testsignal"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is statistics between a broker and its database.
type world struct {
	db      *pgtest.DB
	store   *store.Store
	kafka   kafka.Config
	writer  *kafkago.Writer
	applied *testsignal.Signal[struct{}]
	log     heard
	sent    int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		db:      pgtest.New(t, "statistics", store.Schema(), inbox.Schema()),
		kafka:   kafkatest.Start(t, kafka.Topic{Name: events.Topic}),
		applied: testsignal.New[struct{}](100),
		log:     heard{testsignal.New[string](100)},
	}
	w.store = store.New(w.db.Pool, 1000)
	w.writer = kafka.NewWriter(w.kafka, "test")
	t.Cleanup(func() { _ = kafka.CloseWriter(w.writer) })
	return w
}

// consume runs a member of the group until the test ends.
func (w *world) consume(t *testing.T, st *store.Store) {
	t.Helper()
	consumer := events.NewConsumer(w.db.Pool, st, events.Config{
		Kafka: w.kafka, Log: slog.New(w.log), Now: time.Now, OnApplied: func() { w.applied.Emit(struct{}{}) },
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- consumer.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
}

type told struct {
	key     string
	version int64
	body    []byte
}

func (w *world) tell(t *testing.T, facts ...told) {
	t.Helper()
	messages := make([]kafkago.Message, len(facts))
	for i, f := range facts {
		w.sent++
		messages[i] = kafkago.Message{Topic: events.Topic, Key: []byte(f.key), Value: f.body, Headers: w.headers(f)}
	}
	if err := w.writer.WriteMessages(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
}

func (w *world) headers(f told) []kafkago.Header {
	var out []kafkago.Header
	for k, v := range map[string]string{
		"ce_specversion": "1.0", "ce_id": uuid.NewString(), "ce_source": "registry", "ce_type": "pacesetter.registry.thing.changed.v1",
		"ce_time":             time.Date(2020, 6, 1, 8, 0, w.sent, 0, time.UTC).Format(time.RFC3339Nano),
		"ce_aggregateversion": fmt.Sprint(f.version),
	} {
		out = append(out, kafkago.Header{Key: k, Value: []byte(v)})
	}
	return out
}

// until waits for applies until the figures are as wanted.
func (w *world) until(t *testing.T, unit string, month int, want statistics.Figures) {
	t.Helper()
	for {
		r, err := w.store.Rollup(t.Context(), store.View{Year: 2020, Month: month, Units: []string{unit}, Part: statistics.Part{Listing: statistics.All}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Units[unit] == want {
			return
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("figures (-want +got):\n%s", cmp.Diff(want, r.Units[unit]))
		default:
			w.applied.Wait(t)
		}
	}
}

func encode(m proto.Message) []byte {
	body, err := proto.Marshal(m)
	if err != nil {
		panic(err) // messages of the test itself
	}
	return body
}

func unitFact(code, parent string, version int64, more ...*registryv1.Place) told {
	places := append([]*registryv1.Place{{Parent: parent, FromYear: 2000}}, more...)
	if len(more) > 0 {
		places[0].ToYear = more[0].GetFromYear() - 1
	}
	return told{"unit/" + code, version, encode(&registryv1.UnitChanged{Unit: &registryv1.Unit{
		Code: code, Name: code, Kind: registryv1.UnitKind_UNIT_KIND_COUNTY, Version: version, Places: places,
	}})}
}

func tree() []told {
	return []told{
		unitFact("37", "", 1), unitFact("3716", "37", 1), unitFact("3703", "37", 1),
		unitFact("371602", "3716", 1), unitFact("371603", "3716", 1),
	}
}

var one = uuid.NewSHA1(uuid.NameSpaceOID, []byte("one")).String()

func projectFact(version int64, edit func(*registryv1.ProjectYear)) told {
	year := &registryv1.ProjectYear{
		Year: 2020, Unit: "371602", Category: "industry", Nature: registryv1.Nature_NATURE_NEW,
		Listings:            []*registryv1.Listing{{Key: "city", FromMonth: 1, Confirmed: true}},
		TotalInvestmentYuan: 1000, PlannedYuan: 100,
	}
	if edit != nil {
		edit(year)
	}
	return told{"project/" + one, version, encode(&registryv1.ProjectChanged{Project: &registryv1.Project{
		Id: one, Name: "一号项目", Version: version, Years: []*registryv1.ProjectYear{year},
	}})}
}

func reportFact(month string, version int64, accepted, pending *registryv1.Figures) told {
	m := &registryv1.ReportChanged{ProjectId: one, Month: month, Version: version}
	if accepted != nil {
		m.Accepted = &registryv1.ReportedFigures{Revision: int32(version), State: registryv1.ReportState_REPORT_STATE_ACCEPTED, Figures: accepted}
	}
	if pending != nil {
		m.Pending = &registryv1.ReportedFigures{Revision: int32(version), State: registryv1.ReportState_REPORT_STATE_SUBMITTED, Figures: pending}
	}
	return told{"report/" + one + "/" + month, version, encode(m)}
}

func sums(month, toDate int64) *registryv1.Figures {
	return &registryv1.Figures{MonthYuan: month, YearToDateYuan: toDate, CumulativeYuan: toDate}
}

func counted(month, toDate int64) statistics.Figures {
	return statistics.Figures{Projects: 1, Due: 1, Reported: 1, TotalInvestment: 1000, Planned: 100, Month: month, Invested: toDate}
}

func missing(toDate int64) statistics.Figures {
	f := counted(0, toDate)
	f.Reported, f.Missing = 0, 1
	return f
}

// TestSequences are pasts that have to come out right. Each step is told and waited
// for before the next.
func TestSequences(t *testing.T) {
	type step struct {
		tell  []told
		unit  string
		month int
		want  statistics.Figures
	}
	for name, steps := range map[string][]step{
		"a report before its project": {
			{append(tree(), reportFact("2020-05", 1, sums(5, 50), nil)), "37", 5, statistics.Figures{}},
			{[]told{projectFact(1, nil)}, "37", 5, counted(5, 50)},
		},
		"units last of all": {
			{[]told{projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil)}, "37", 5, statistics.Figures{}},
			{tree(), "37", 5, counted(5, 50)},
		},
		"a report while its project's category changes": {
			{append(tree(), projectFact(1, nil)), "37", 5, missing(0)},
			{
				[]told{
					reportFact("2020-05", 1, sums(5, 50), nil),
					projectFact(2, func(y *registryv1.ProjectYear) { y.Category = "livelihood" }),
				}, "37", 5, counted(5, 50),
			},
		},
		"a late April after May, and a correction of May at the same time": {
			{append(tree(), projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil)), "37", 5, counted(5, 50)},
			{[]told{reportFact("2020-04", 1, sums(40, 40), nil), reportFact("2020-05", 2, sums(7, 47), nil)}, "37", 5, counted(7, 47)},
			{nil, "37", 4, counted(40, 40)},
			{nil, "37", 6, missing(47)},
		},
		"a project that changes unit in June takes the year along": {
			{append(tree(), projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil)), "371602", 5, counted(5, 50)},
			{[]told{projectFact(2, func(y *registryv1.ProjectYear) { y.Unit = "371603" })}, "371603", 5, counted(5, 50)},
			{nil, "371602", 5, statistics.Figures{}},
			{nil, "3716", 5, counted(5, 50)},
		},
		"a county that changes city from this year on": {
			{append(tree(), projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil)), "3716", 5, counted(5, 50)},
			{[]told{unitFact("371602", "3716", 2, &registryv1.Place{Parent: "3703", FromYear: 2020})}, "3703", 5, counted(5, 50)},
			{nil, "3716", 5, statistics.Figures{}},
			{nil, "37", 5, counted(5, 50)},
		},
		"a county that changes city from next year on": {
			{append(tree(), projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil)), "3716", 5, counted(5, 50)},
			{[]told{
				unitFact("371602", "3716", 2, &registryv1.Place{Parent: "3703", FromYear: 2021}),
				reportFact("2020-06", 1, sums(1, 51), nil),
			}, "3716", 6, counted(1, 51)},
			{nil, "3703", 6, statistics.Figures{}},
		},
		"a correction submitted and not yet accepted": {
			{append(tree(), projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil)), "37", 5, counted(5, 50)},
			{[]told{
				{"report/" + one + "/2020-05", 2, encode(&registryv1.ReportChanged{
					ProjectId: one, Month: "2020-05", Version: 2,
					Accepted: &registryv1.ReportedFigures{Revision: 1, State: registryv1.ReportState_REPORT_STATE_ACCEPTED, Figures: sums(5, 50)},
					Pending:  &registryv1.ReportedFigures{Revision: 2, State: registryv1.ReportState_REPORT_STATE_SUBMITTED, Figures: sums(9, 90)},
				})},
				reportFact("2020-06", 1, nil, sums(1, 91)), reportFact("2020-07", 1, sums(1, 60), nil),
			}, "37", 7, counted(1, 60)},
			{nil, "37", 5, counted(5, 50)},
			{nil, "37", 6, missing(50)},
		},
		"an old version written to the topic again after newer ones": {
			{append(tree(), projectFact(1, nil), reportFact("2020-05", 3, sums(7, 70), nil)), "37", 5, counted(7, 70)},
			{[]told{
				reportFact("2020-05", 1, sums(5, 50), nil), reportFact("2020-05", 2, nil, sums(6, 60)),
				unitFact("371602", "3716", 1), projectFact(1, func(y *registryv1.ProjectYear) { y.PlannedYuan = 1 }),
				reportFact("2020-06", 1, sums(1, 71), nil),
			}, "37", 6, counted(1, 71)},
			{nil, "37", 5, counted(7, 70)},
		},
		"a listing that waits for confirmation counts nowhere": {
			{append(tree(), projectFact(1, func(y *registryv1.ProjectYear) { y.Listings[0].Confirmed = false }),
				reportFact("2020-05", 1, sums(5, 50), nil)), "37", 5, statistics.Figures{Unlisted: 1}},
			{[]told{projectFact(2, nil)}, "37", 5, counted(5, 50)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.consume(t, w.store)
			for _, s := range steps {
				w.tell(t, s.tell...)
				w.untilKept(t, s.tell)
				w.until(t, s.unit, s.month, s.want)
			}
			if n, err := w.store.CheckCells(t.Context()); n != 0 || err != nil {
				t.Errorf("CheckCells() = %d, %v, want 0", n, err)
			}
		})
	}
}

// TestAMemberThatLostItsPartition applies late, from its own memory, what another
// replica has applied and gone beyond.
func TestAMemberThatLostItsPartition(t *testing.T) {
	w := newWorld(t)
	late := events.NewConsumer(w.db.Pool, store.New(w.db.Pool, 1000), events.Config{Kafka: w.kafka, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	w.park(t, append(tree(), projectFact(1, nil), reportFact("2020-04", 1, sums(4, 4), nil))...)
	if err := late.Replay(t.Context()); err != nil { // what it still remembers later
		t.Fatalf("Replay() = %v", err)
	}
	w.consume(t, w.store)
	w.tell(t, reportFact("2020-05", 1, sums(5, 50), nil), reportFact("2020-05", 2, sums(6, 60), nil))
	w.until(t, "37", 5, counted(6, 60))

	w.park(t, reportFact("2020-05", 1, sums(5, 50), nil))
	if err := late.Replay(t.Context()); err != nil {
		t.Fatalf("Replay() = %v", err)
	}
	w.until(t, "37", 5, counted(6, 60))
	w.tell(t, reportFact("2020-06", 1, sums(1, 61), nil))
	w.until(t, "37", 6, counted(1, 61))
	if n, err := w.store.CheckCells(t.Context()); n != 0 || err != nil {
		t.Errorf("CheckCells() = %d, %v, want 0", n, err)
	}
}

// TestAnUndecodableMessageIsParked, and everything else goes on.
func TestAnUndecodableMessageIsParked(t *testing.T) {
	w := newWorld(t)
	w.consume(t, w.store)
	broken := reportFact("2020-04", 1, nil, nil)
	broken.body = []byte("\xff\xff no protobuf")
	stranger := reportFact("2020-03", 1, sums(3, 30), nil)
	stranger.key = "report/" + one + "/2020-02"
	w.tell(t, append(tree(), broken, stranger, projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil))...)
	w.until(t, "37", 5, counted(5, 50))
	for version := int64(1); ; version++ {
		parked, err := inbox.Parked(t.Context(), w.db.Pool)
		if err != nil {
			t.Fatal(err)
		}
		if len(parked) == 2 {
			return
		}
		// Parking tells nobody, and may be the last that happens: go on.
		w.tell(t, reportFact("2020-06", version, sums(1, 51), nil))
		w.applied.Wait(t)
	}
}

// TestAMissingGrantParksNothing: it is the surroundings' fault, and is waited out.
func TestAMissingGrantParksNothing(t *testing.T) {
	w := newWorld(t)
	exec(t, w, "REVOKE INSERT ON cell FROM statistics_app")
	w.consume(t, w.store)
	w.tell(t, append(tree(), projectFact(1, nil), reportFact("2020-05", 1, sums(5, 50), nil))...)
	w.log.lines.WaitFor(t, said("inbox tries again"))
	if r, err := w.store.Rollup(t.Context(), store.View{Year: 2020, Month: 5, Units: []string{"37"}, Part: statistics.Part{Listing: statistics.All}}); err != nil || len(r.Units) > 0 {
		t.Fatalf("Rollup() = %v, %v, want nothing yet", r.Units, err)
	}
	exec(t, w, "GRANT INSERT ON cell TO statistics_app")
	w.until(t, "37", 5, counted(5, 50))
	if parked, err := inbox.Parked(t.Context(), w.db.Pool); err != nil || len(parked) > 0 {
		t.Errorf("Parked() = %d messages, %v, want none", len(parked), err)
	}
}

// park puts messages where a replay, by whichever member, finds them.
func (w *world) park(t *testing.T, facts ...told) {
	t.Helper()
	for _, f := range facts {
		w.sent++
		head, err := json.Marshal(w.headers(f))
		if err != nil {
			t.Fatal(err)
		}
		exec(t, w, `INSERT INTO inbox_parked (consumer, topic, partition, position, event_id, type, key, version, raw_key, headers, body, error)
VALUES ($1, $2, 0, $3, $4, 'late', $5, $6, $7, $8, $9, 'late')`,
			events.ConsumerName, events.Topic, w.sent, uuid.NewString(), f.key, f.version, []byte(f.key), head, f.body)
	}
}

func exec(t *testing.T, w *world, sql string, args ...any) {
	t.Helper()
	if _, err := w.db.Owner.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}
