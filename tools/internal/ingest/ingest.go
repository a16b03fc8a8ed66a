// Package ingest sends projects and reports through the bulk interface: in chunks,
// each with a request ID made from what it holds, sent again on a new stream when
// the first one breaks. Whatever happens in between, each row is written once.
package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// MaxRows is how many rows the bulk interface takes at once.
const MaxRows = 1000

// Chunk is what is written in one transaction.
type Chunk struct {
	ID   string
	Rows []*registryv1.IngestRow
}

// NewChunk names rows by scope and content: the same rows sent again by another
// process are the same request.
func NewChunk(scope string, rows []*registryv1.IngestRow) (Chunk, error) {
	hash := sha256.New()
	for _, row := range rows {
		data, err := proto.MarshalOptions{Deterministic: true}.Marshal(row)
		if err != nil {
			return Chunk{}, fmt.Errorf("name a chunk: %w", err)
		}
		fmt.Fprintf(hash, "%d:", len(data))
		hash.Write(data)
	}
	name := append([]byte(scope+"/"), hash.Sum(nil)...)
	return Chunk{ID: uuid.NewSHA1(uuid.NameSpaceURL, name).String(), Rows: rows}, nil
}

// Chunks cuts rows into chunks of at most size.
func Chunks(scope string, rows []*registryv1.IngestRow, size int) ([]Chunk, error) {
	var all []Chunk
	for len(rows) > 0 {
		n := min(size, len(rows))
		c, err := NewChunk(scope, rows[:n])
		if err != nil {
			return nil, err
		}
		all, rows = append(all, c), rows[n:]
	}
	return all, nil
}

// ProjectRow is a row with a project.
func ProjectRow(p *registryv1.Project) *registryv1.IngestRow {
	return &registryv1.IngestRow{Row: &registryv1.IngestRow_Project{Project: p}}
}

// ReportRow is a row with a report.
func ReportRow(r *registryv1.IngestReport) *registryv1.IngestRow {
	return &registryv1.IngestRow{Row: &registryv1.IngestRow_Report{Report: r}}
}

// Sender sends one chunk after the other. It isn't safe for concurrent use.
type Sender struct {
	bulk   registryv1.BulkServiceClient
	stream registryv1.BulkService_IngestClient
	cancel context.CancelFunc
}

// NewSender returns a sender that opens its stream with the first chunk.
func NewSender(bulk registryv1.BulkServiceClient) *Sender { return &Sender{bulk: bulk} }

// attempts and pause bound how long a platform may be away: half a minute.
const (
	attempts = 60
	pause    = 500 * time.Millisecond
)

// Send writes a chunk and returns its acknowledgement. While the platform is away
// it tries again; the request ID makes that harmless.
func (s *Sender) Send(ctx context.Context, c Chunk) (*registryv1.IngestResponse, error) {
	for attempt := 1; ; attempt++ {
		res, err := s.once(ctx, c)
		if err == nil {
			return res, nil
		}
		s.reset()
		if attempt == attempts || !passing(err) || ctx.Err() != nil {
			return nil, fmt.Errorf("send %d rows: %w", len(c.Rows), err)
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// passing tells whether err may be gone at the next attempt: the platform was away,
// or the stream outlived its token and a new one comes with a new token.
func passing(err error) bool {
	return errs.KindOf(err) == errs.KindUnavailable || errs.ReasonOf(err) == "TOKEN_EXPIRED"
}

func (s *Sender) once(ctx context.Context, c Chunk) (*registryv1.IngestResponse, error) {
	if s.stream == nil {
		if err := s.open(ctx); err != nil {
			return nil, err
		}
	}
	err := s.stream.Send(&registryv1.IngestRequest{RequestId: c.ID, Rows: c.Rows})
	if err != nil && !errors.Is(err, io.EOF) { // after EOF the reason waits in Recv
		return nil, err
	}
	res, err := s.stream.Recv()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errs.Unavailable("STREAM_ENDED", "the stream ended before the answer")
	case err != nil:
		return nil, err
	case res.GetRequestId() != c.ID || len(res.GetResults()) != len(c.Rows):
		return nil, errs.Internal("ANSWER_MISPLACED", "chunk %s of %d rows got the answer %s of %d", c.ID, len(c.Rows), res.GetRequestId(), len(res.GetResults()))
	}
	return res, nil
}

func (s *Sender) open(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := s.bulk.Ingest(ctx)
	if err != nil {
		cancel()
		return err
	}
	s.stream, s.cancel = stream, cancel
	return nil
}

func (s *Sender) reset() {
	if s.cancel != nil {
		s.cancel()
	}
	s.stream, s.cancel = nil, nil
}

// Close ends the stream.
func (s *Sender) Close() { s.reset() }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Tally counts what became of rows.
type Tally struct {
	Created, Updated, Unchanged, Refused int
	first                                string // of the refused
}

// Written is how many rows changed something.
func (t *Tally) Written() int { return t.Created + t.Updated }

// Add counts an acknowledged chunk.
func (t *Tally) Add(c Chunk, res *registryv1.IngestResponse) {
	for i, r := range res.GetResults() {
		switch r.GetOutcome() {
		case registryv1.RowOutcome_ROW_OUTCOME_CREATED:
			t.Created++
		case registryv1.RowOutcome_ROW_OUTCOME_UPDATED:
			t.Updated++
		case registryv1.RowOutcome_ROW_OUTCOME_UNCHANGED:
			t.Unchanged++
		case registryv1.RowOutcome_ROW_OUTCOME_REFUSED, registryv1.RowOutcome_ROW_OUTCOME_UNSPECIFIED:
			t.refuse(c.Rows[i], r)
		}
	}
}

func (t *Tally) refuse(row *registryv1.IngestRow, r *registryv1.RowResult) {
	t.Refused++
	if t.first != "" {
		return
	}
	t.first = subject(row)
	for _, f := range r.GetFindings() {
		if f.GetSeverity() == registryv1.Severity_SEVERITY_ERROR {
			t.first += fmt.Sprintf(" %s %s %s", f.GetField(), f.GetReason(), f.GetMessage())
		}
	}
}

func subject(row *registryv1.IngestRow) string {
	if p := row.GetProject(); p != nil {
		return p.GetName()
	}
	return row.GetReport().GetProject() + " " + row.GetReport().GetMonth()
}

// Err tells of refused rows; nil if there are none.
func (t *Tally) Err() error {
	if t.Refused == 0 {
		return nil
	}
	return errs.Invalid("ROWS_REFUSED", "%d rows refused, the first: %s", t.Refused, t.first).
		With("count", fmt.Sprint(t.Refused)).With("first", t.first)
}

// SendAll sends chunks in order; acked hears of each, for a progress bar.
func SendAll(ctx context.Context, bulk registryv1.BulkServiceClient, chunks iter.Seq2[Chunk, error], acked func(rows int)) (Tally, error) {
	s := NewSender(bulk)
	defer s.Close()
	var t Tally
	for c, err := range chunks {
		if err != nil {
			return t, err
		}
		res, err := s.Send(ctx, c)
		if err != nil {
			return t, err
		}
		t.Add(c, res)
		acked(len(c.Rows))
	}
	return t, nil
}
