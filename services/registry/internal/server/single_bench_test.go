package server_test

import (
	"fmt"
	"sync"
	"testing"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// BenchmarkSingleWrites measures drafts of a report saved one call at a time,
// through gRPC, by eight clerks at once.
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
