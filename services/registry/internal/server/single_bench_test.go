package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// BenchmarkSingleWrites measures drafts of a report saved one call at a time,
// through gRPC, by eight clerks at once, while what they did is sealed.
func BenchmarkSingleWrites(b *testing.B) {
	const clerks = 8
	r := start(b)
	county := r.as(authn.RoleCounty, "bc")
	var rows []*registryv1.IngestRow
	for i := range clerks {
		rows = append(rows, projectRow(newProject(fmt.Sprintf("项目%d", i))))
	}
	resp, err := r.ingest(county, chunk(rows...))
	if err != nil {
		b.Fatal(err)
	}
	defer r.sealing()()
	b.ResetTimer()
	var clerk sync.WaitGroup
	for _, project := range resp.GetResults() {
		clerk.Go(func() {
			version := int64(0)
			for range b.N {
				draft := save(project.GetProjectId(), "2020-05", version, figures(1, 5+version, 9+version))
				draft.Submit = false
				saved, err := r.SaveReport(county, draft)
				if err != nil {
					b.Error(err)
					return
				}
				version = saved.GetReport().GetVersion()
			}
		})
	}
	clerk.Wait()
	b.ReportMetric(float64(clerks*b.N)/b.Elapsed().Seconds(), "writes/s")
}

// sealing seals the audit record beside the calls, as a running register does, until
// what it returns is called.
func (r *register) sealing() func() {
	ctx, stop := context.WithCancel(r.t.Context())
	sealer := audit.NewSealer(r.db.Pool, audit.Config{Service: "registry", Log: slog.New(slog.DiscardHandler), Now: time.Now})
	ended := make(chan error, 1)
	go func() { ended <- sealer.Run(ctx) }()
	return func() {
		stop()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
	}
}
