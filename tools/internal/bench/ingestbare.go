package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/pgserver"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/ingest"
)

// bareTables take reports and their events by COPY alone: tables with the registry's
// primary keys, and nothing else that would have to be kept up. The least is one row
// a report and one of its event; all of them are the rows that the register keeps of
// it: the report, its revision, the change in the history, the event.
type bareTables struct {
	conn      *pgx.Conn
	at        time.Time
	all       bool
	revisions map[string]int
}

const (
	bareReportSQL = `CREATE TABLE report (
  project_id uuid NOT NULL, year smallint NOT NULL, month smallint NOT NULL, number integer NOT NULL, state text NOT NULL,
  month_yuan bigint NOT NULL, year_to_date_yuan bigint NOT NULL, cumulative_yuan bigint NOT NULL, progress text NOT NULL,
  reason text NOT NULL, author text NOT NULL, submit_time timestamptz, accept_time timestamptz,
  PRIMARY KEY (project_id, year, month, number))`
	bareLatestSQL = `CREATE TABLE latest (
  project_id uuid NOT NULL, year smallint NOT NULL, month smallint NOT NULL, version bigint NOT NULL, accepted_revision integer,
  month_yuan bigint, year_to_date_yuan bigint, cumulative_yuan bigint, PRIMARY KEY (project_id, year, month))`
	bareChangeSQL = `CREATE TABLE change (
  id bigint GENERATED ALWAYS AS IDENTITY, project_id uuid NOT NULL, at timestamptz NOT NULL, principal text NOT NULL, call text NOT NULL,
  subject text NOT NULL, version bigint NOT NULL, reason text NOT NULL, fields jsonb NOT NULL, PRIMARY KEY (project_id, id))`
	bareOutboxSQL = `CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, topic text NOT NULL, key text NOT NULL,
  type text NOT NULL, version bigint NOT NULL, subject text NOT NULL, at timestamptz NOT NULL, body bytea NOT NULL)`
)

func newBareTables(ctx context.Context, w *world, database string, all bool) (*bareTables, error) {
	if err := w.copyDatabase(ctx, "", database); err != nil {
		return nil, err
	}
	if err := w.sql(ctx, database, bareReportSQL, bareOutboxSQL, bareLatestSQL, bareChangeSQL); err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, w.databaseURL(database, pgserver.Superuser))
	return &bareTables{conn: conn, at: now(), all: all, revisions: map[string]int{}}, err
}

func (b *bareTables) close(ctx context.Context) { _ = b.conn.Close(ctx) }

// bareChunk is a chunk ready to be copied.
type bareChunk struct{ reports, events, latest, changes [][]any }

func (b *bareTables) prepare(chunks []ingest.Chunk) []bareChunk {
	prepared := make([]bareChunk, len(chunks))
	for i, c := range chunks {
		for _, row := range c.Rows {
			b.add(&prepared[i], row.GetReport())
		}
	}
	return prepared
}

func (b *bareTables) add(c *bareChunk, r *registryv1.IngestReport) {
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(r.GetProject()))
	key := id.String() + "/" + r.GetMonth()
	b.revisions[key]++
	number, f := b.revisions[key], r.GetFigures()
	year, month := yearMonth(r.GetMonth())
	c.reports = append(c.reports, []any{
		[16]byte(id), year, month, number, "accepted", f.GetMonthYuan(), f.GetYearToDateYuan(), f.GetCumulativeYuan(),
		r.GetProgress(), r.GetReason(), "bench", b.at, b.at,
	})
	if b.all {
		b.addRest(c, id, number, r)
	}
	body, err := proto.Marshal(b.event(id.String(), number, r))
	if err != nil {
		panic(err) // a message of ours that can't be encoded
	}
	c.events = append(c.events, []any{
		[16]byte(uuid.New()), topic, "report/" + key, "pacesetter.registry.report.accepted.v1", int64(number), "", b.at, body,
	})
}

// addRest adds what else the register keeps. A correction would have to change the
// latest row, which COPY can't: it is left out there.
func (b *bareTables) addRest(c *bareChunk, id uuid.UUID, number int, r *registryv1.IngestReport) {
	year, month := yearMonth(r.GetMonth())
	f := r.GetFigures()
	if number == 1 {
		c.latest = append(c.latest, []any{[16]byte(id), year, month, int64(1), 1, f.GetMonthYuan(), f.GetYearToDateYuan(), f.GetCumulativeYuan()})
	}
	fields := fmt.Sprintf(`[{"f":"revision","o":"","n":"%d"},{"f":"state","o":"","n":"accepted"},{"f":"month_yuan","o":"","n":"%d"},`+
		`{"f":"year_to_date_yuan","o":"","n":"%d"},{"f":"cumulative_yuan","o":"","n":"%d"},{"f":"progress","o":"","n":"%s"}]`,
		number, f.GetMonthYuan(), f.GetYearToDateYuan(), f.GetCumulativeYuan(), r.GetProgress())
	c.changes = append(c.changes, []any{[16]byte(id), b.at, "bench", "Ingest", "report/" + r.GetMonth(), int64(number), "", fields})
}

func (b *bareTables) event(id string, number int, r *registryv1.IngestReport) *registryv1.ReportChanged {
	return &registryv1.ReportChanged{
		ProjectId: id, Month: r.GetMonth(), Version: int64(number),
		Accepted: &registryv1.ReportedFigures{
			Revision: int32(number), State: registryv1.ReportState_REPORT_STATE_ACCEPTED, Figures: r.GetFigures(), //nolint:gosec // a handful
			Progress: r.GetProgress(), SubmitTime: timestamppb.New(b.at), AcceptTime: timestamppb.New(b.at),
		},
	}
}

// copyAll writes each chunk in a transaction of its own, as the registry does.
func (b *bareTables) copyAll(ctx context.Context, chunks []bareChunk) error {
	for _, c := range chunks {
		if err := pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error { return c.copy(ctx, tx) }); err != nil {
			return fmt.Errorf("bare copy: %w", err)
		}
	}
	return nil
}

func (c bareChunk) copy(ctx context.Context, tx pgx.Tx) error {
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"report", bareReportColumns(), c.reports},
		{"outbox", bareOutboxColumns(), c.events},
		{"latest", bareLatestColumns(), c.latest},
		{"change", bareChangeColumns(), c.changes},
	} {
		if len(t.rows) == 0 {
			continue
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
			return err
		}
	}
	return nil
}

func bareReportColumns() []string {
	return []string{
		"project_id", "year", "month", "number", "state", "month_yuan", "year_to_date_yuan", "cumulative_yuan",
		"progress", "reason", "author", "submit_time", "accept_time",
	}
}

func bareOutboxColumns() []string {
	return []string{"event_id", "topic", "key", "type", "version", "subject", "at", "body"}
}

func bareLatestColumns() []string {
	return []string{"project_id", "year", "month", "version", "accepted_revision", "month_yuan", "year_to_date_yuan", "cumulative_yuan"}
}

func bareChangeColumns() []string {
	return []string{"project_id", "at", "principal", "call", "subject", "version", "reason", "fields"}
}
