package server_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// BenchmarkIngest measures reports a second, through gRPC, over two streams.
func BenchmarkIngest(b *testing.B) {
	const size, streams = 1000, 2
	r := start(b)
	r.autoAccept("bc")
	r.clock.advance(250 * 24 * time.Hour) // past the months that are reported
	county := r.as(authn.RoleCounty, "bc")
	var ids [][]string
	for c := range 10 {
		var rows []*registryv1.IngestRow
		for i := range size {
			rows = append(rows, projectRow(newProject(fmt.Sprintf("项目%d", c*size+i))))
		}
		resp, err := r.ingest(county, chunk(rows...))
		if err != nil {
			b.Fatal(err)
		}
		var chunkIDs []string
		for _, res := range resp.GetResults() {
			chunkIDs = append(chunkIDs, res.GetProjectId())
		}
		ids = append(ids, chunkIDs)
	}
	written := 0
	defer r.sealing()()
	b.ResetTimer()
	for n := range b.N {
		month := fmt.Sprintf("2020-%02d", n%12+1)
		work := make(chan []string)
		var wg sync.WaitGroup
		for range streams {
			wg.Go(func() {
				stream, err := r.Ingest(county)
				if err != nil {
					b.Error(err)
					return
				}
				for part := range work {
					var rows []*registryv1.IngestRow
					for _, id := range part {
						m := int64(n%12 + 1)
						rows = append(rows, reportRow(id, month, figures(1000, 1000*m, 1000*m+50000)))
					}
					if err := stream.Send(&registryv1.IngestRequest{RequestId: uuid.NewString(), Rows: rows}); err != nil {
						b.Error(err)
					}
					if _, err := stream.Recv(); err != nil {
						b.Error(err)
					}
				}
				if err := stream.CloseSend(); err != nil {
					b.Error(err)
				}
			})
		}
		for _, part := range ids {
			work <- part
			written += len(part)
		}
		close(work)
		wg.Wait()
	}
	b.ReportMetric(float64(written)/b.Elapsed().Seconds(), "reports/s")
}
