package bench

import (
	"context"
	"errors"
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

// bareTables take reports and their events by COPY alone: two tables with the
// registry's primary keys, and nothing else that would have to be kept up.
type bareTables struct {
	conn      *pgx.Conn
	at        time.Time
	revisions map[string]int
}

const (
	bareReportSQL = `CREATE TABLE report (
  project_id uuid NOT NULL, year smallint NOT NULL, month smallint NOT NULL, number integer NOT NULL, state text NOT NULL,
  month_yuan bigint NOT NULL, year_to_date_yuan bigint NOT NULL, cumulative_yuan bigint NOT NULL, progress text NOT NULL,
  reason text NOT NULL, author text NOT NULL, submit_time timestamptz, accept_time timestamptz,
  PRIMARY KEY (project_id, year, month, number))`
	bareOutboxSQL = `CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, topic text NOT NULL, key text NOT NULL,
  type text NOT NULL, version bigint NOT NULL, subject text NOT NULL, at timestamptz NOT NULL, body bytea NOT NULL)`
)

func newBareTables(ctx context.Context, w *world) (*bareTables, error) {
	if err := w.copyDatabase(ctx, "", bareDatabase); err != nil {
		return nil, err
	}
	if err := w.sql(ctx, bareDatabase, bareReportSQL, bareOutboxSQL); err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, w.databaseURL(bareDatabase, pgserver.Superuser))
	return &bareTables{conn: conn, at: now(), revisions: map[string]int{}}, err
}

func (b *bareTables) close(ctx context.Context) { _ = b.conn.Close(ctx) }

// bareChunk is a chunk ready to be copied.
type bareChunk struct{ reports, events [][]any }

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
	body, err := proto.Marshal(b.event(id.String(), number, r))
	if err != nil {
		panic(err) // a message of ours that can't be encoded
	}
	c.events = append(c.events, []any{
		[16]byte(uuid.New()), topic, "report/" + key, "pacesetter.registry.report.accepted.v1", int64(number), "", b.at, body,
	})
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
		err := pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error {
			_, reports := tx.CopyFrom(ctx, pgx.Identifier{"report"}, bareReportColumns(), pgx.CopyFromRows(c.reports))
			_, events := tx.CopyFrom(ctx, pgx.Identifier{"outbox"}, bareOutboxColumns(), pgx.CopyFromRows(c.events))
			return errors.Join(reports, events)
		})
		if err != nil {
			return fmt.Errorf("bare copy: %w", err)
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
