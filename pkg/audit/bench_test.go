package audit

import (
	"io"
	"runtime"
	"testing"
)

// BenchmarkVerify measures how many entries a second are recomputed, and how much
// memory that takes at its end: it must not grow with the record.
func BenchmarkVerify(b *testing.B) {
	const entries = 200_000
	r := open(b)
	_, err := r.Pool.Exec(b.Context(), `WITH entry AS (
INSERT INTO audit_entry (principal, rpc, request_id, request_hash, answer_hash, grants, subject)
SELECT 'clerk-' || n % 100, 'SaveReport', gen_random_uuid(), sha256(n::text::bytea), sha256(n::text::bytea), 'county@bc', n::text
FROM generate_series(1, $1::int) n RETURNING id) INSERT INTO audit_pending (entry) SELECT id FROM entry`, entries)
	if err != nil {
		b.Fatal(err)
	}
	for left := entries; left > 0; left -= mostLeafs {
		r.seal(mostLeafs)
	}
	for name, run := range map[string]func() error{
		"verify": func() error {
			_, err := r.verify(Stretch{})
			return err
		},
		"export": func() error {
			_, err := Export(b.Context(), r.Pool, service, Filter{}, io.Discard)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			b.ReportMetric(float64(memory.HeapSys)/(1<<20), "MiB-heap")
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
