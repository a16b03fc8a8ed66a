package server_test

import (
	"errors"
	"io"
	"runtime"
	"testing"
	"time"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const plantProvinceSQL = `
WITH made AS (
    INSERT INTO project (id, name, company, key_unit, key_name, key_company, stage, scale, place, start_year, end_year, version, create_time, update_time)
    SELECT gen_random_uuid(), '第' || n || '号项目', '第' || n || '号公司', 'bc', '第' || n || '号项目', '第' || n || '号公司', 'building',
           '年产 2 万台', '城北片区', 2019, 2021, 1, now(), now() FROM generate_series(1, $1) n
    RETURNING id), years AS (
    INSERT INTO project_year (project_id, year, unit, category, industry, nature, total_investment_yuan, planned_yuan)
    SELECT id, 2020, 'bc', 'industry', '装备制造', 'continued', 10000000, 4000000 FROM made RETURNING project_id), reports AS (
    INSERT INTO report (project_id, year, month, version, accepted_revision, month_yuan, year_to_date_yuan, cumulative_yuan)
    SELECT id, 2020, 5, 1, 1, 100000, 500000, 600000 FROM made RETURNING project_id)
INSERT INTO report_revision (project_id, year, month, number, state, month_yuan, year_to_date_yuan, cumulative_yuan, progress, problems, reason, author, role, submit_time, accept_time)
SELECT id, 2020, 5, 1, 'accepted', 100000, 500000, 600000, '主体施工', '', '', 'x', 'county', now(), now() FROM made`

// BenchmarkExport100000 hands out a province's annex 3 and tells what the heap grew to.
func BenchmarkExport100000(b *testing.B) {
	r := start(b)
	if _, err := r.db.Owner.Exec(b.Context(), plantProvinceSQL, 100_000); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		peak := watchHeap(b)
		stream, err := r.ExportSheet(r.county(), &registryv1.ExportSheetRequest{Annex: 3, Unit: "bc", Month: "2020-05"})
		if err != nil {
			b.Fatal(err)
		}
		size := 0
		for {
			piece, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			size += len(piece.GetContent())
		}
		b.ReportMetric(float64(size)/(1<<20), "MiB-file")
		b.ReportMetric(float64(peak())/(1<<20), "MiB-heap")
	}
}

// watchHeap looks at the heap until asked for the most that it saw.
func watchHeap(b *testing.B) func() uint64 {
	b.Helper()
	runtime.GC()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		var m runtime.MemStats
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			case <-stop:
				most <- peak
				return
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-most
	}
}
