package ingest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client/clienttest"
	"pacesetter/tools/internal/ingest"
)

func rows(n int) []*registryv1.IngestRow {
	list := make([]*registryv1.IngestRow, n)
	for i := range list {
		list[i] = ingest.ProjectRow(&registryv1.Project{Name: fmt.Sprintf("项目%d", i)})
	}
	return list
}

func chunks(t *testing.T, scope string, n int) []ingest.Chunk {
	t.Helper()
	list, err := ingest.Chunks(scope, rows(n), ingest.MaxRows)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestChunks(t *testing.T) {
	for n, want := range map[int][]int{0: nil, 1: {1}, 1000: {1000}, 1001: {1000, 1}, 2165: {1000, 1000, 165}} {
		var got []int
		for _, c := range chunks(t, "a", n) {
			got = append(got, len(c.Rows))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d rows: %s", n, diff)
		}
	}
}

func TestAChunkIsNamedByScopeAndContent(t *testing.T) {
	a, again, other := chunks(t, "a", 3)[0].ID, chunks(t, "a", 3)[0].ID, chunks(t, "b", 3)[0].ID
	longer := chunks(t, "a", 4)[0].ID
	if a != again || a == other || a == longer {
		t.Errorf("%s %s %s %s", a, again, other, longer)
	}
	if id, err := uuid.Parse(a); err != nil || id.Version() != 5 {
		t.Errorf("%s is no UUIDv5: %v", a, err)
	}
}

// bulk is a registry that writes each chunk once and breaks its stream, after
// writing, as often as told.
type bulk struct {
	registryv1.UnimplementedBulkServiceServer
	breaks  int
	broken  error
	written map[string]int
	streams int
}

func (b *bulk) Ingest(stream registryv1.BulkService_IngestServer) error {
	b.streams++
	for {
		req, err := stream.Recv()
		if err != nil {
			return nil //nolint:nilerr // the client has no more
		}
		b.written[req.GetRequestId()] = len(req.GetRows())
		if b.breaks > 0 {
			b.breaks--
			return b.broken
		}
		if err := stream.Send(answer(req)); err != nil {
			return err
		}
	}
}

func answer(req *registryv1.IngestRequest) *registryv1.IngestResponse {
	res := &registryv1.IngestResponse{RequestId: req.GetRequestId()}
	outcomes := []registryv1.RowOutcome{
		registryv1.RowOutcome_ROW_OUTCOME_CREATED, registryv1.RowOutcome_ROW_OUTCOME_UPDATED,
		registryv1.RowOutcome_ROW_OUTCOME_UNCHANGED, registryv1.RowOutcome_ROW_OUTCOME_CREATED,
	}
	for i := range req.GetRows() {
		res.Results = append(res.Results, &registryv1.RowResult{Outcome: outcomes[i%len(outcomes)]})
	}
	return res
}

func send(t *testing.T, fake *bulk, n int) (ingest.Tally, error) {
	t.Helper()
	fake.written = map[string]int{}
	c := clienttest.Serve(t, "sd", func(s *grpc.Server) { registryv1.RegisterBulkServiceServer(s, fake) })
	return ingest.SendAll(t.Context(), c.Bulk, func(yield func(ingest.Chunk, error) bool) {
		for _, chunk := range chunks(t, "a", n) {
			if !yield(chunk, nil) {
				return
			}
		}
	}, func(int) {})
}

func TestSendAll(t *testing.T) {
	for name, tc := range map[string]struct {
		fake    bulk
		want    string
		streams int
	}{
		"one stream takes all":                         {bulk{}, "", 1},
		"a stream that breaks is opened again":         {bulk{breaks: 1, broken: errs.Unavailable("DATABASE_UNAVAILABLE", "away")}, "", 2},
		"a stream that ends without answer too":        {bulk{breaks: 1}, "", 2},
		"a stream that outlives its token":             {bulk{breaks: 1, broken: errs.Unauthenticated("TOKEN_EXPIRED", "late")}, "", 2},
		"a refusal of the whole is told, not repeated": {bulk{breaks: 9, broken: errs.Invalid("CHUNK_TOO_LARGE", "no")}, "CHUNK_TOO_LARGE", 1},
	} {
		t.Run(name, func(t *testing.T) {
			tally, err := send(t, &tc.fake, 2000)
			if errs.ReasonOf(err) != tc.want || tc.fake.streams != tc.streams {
				t.Fatalf("SendAll() = %v with %d streams", err, tc.fake.streams)
			}
			if err == nil && (tally.Created != 1000 || tally.Updated != 500 || tally.Unchanged != 500 || len(tc.fake.written) != 2) {
				t.Errorf("%+v, %d chunks written", tally, len(tc.fake.written))
			}
		})
	}
}

func TestSendAllEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := clienttest.Serve(t, "sd", func(s *grpc.Server) { registryv1.RegisterBulkServiceServer(s, &bulk{}) })
	if _, err := ingest.NewSender(c.Bulk).Send(ctx, chunks(t, "a", 1)[0]); err == nil {
		t.Error("sent without a context")
	}
}

func TestTallyTellsTheFirstRefusedRow(t *testing.T) {
	var tally ingest.Tally
	refused := &registryv1.RowResult{Outcome: registryv1.RowOutcome_ROW_OUTCOME_REFUSED, Findings: []*registryv1.Finding{
		{Reason: "ODD", Field: "x", Severity: registryv1.Severity_SEVERITY_WARNING, Message: "怪"},
		{Reason: "AMOUNT_NEGATIVE", Field: "month_yuan", Severity: registryv1.Severity_SEVERITY_ERROR, Message: "金额不能为负。"},
	}}
	tally.Add(ingest.Chunk{Rows: []*registryv1.IngestRow{
		ingest.ReportRow(&registryv1.IngestReport{Project: "code", Month: "2020-05"}), ingest.ProjectRow(&registryv1.Project{Name: "乙"}),
	}}, &registryv1.IngestResponse{Results: []*registryv1.RowResult{refused, refused}})
	e, _ := errs.As(tally.Err())
	want := map[string]string{"count": "2", "first": "code 2020-05 month_yuan AMOUNT_NEGATIVE 金额不能为负。"}
	if diff := cmp.Diff(want, e.Params); diff != "" {
		t.Error(diff)
	}
}
