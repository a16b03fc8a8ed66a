package sheet_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"

	"pacesetter/services/registry/internal/sheet"
)

// big is a province's sheet, written as a stream.
func big(tb testing.TB, rows int) []byte {
	tb.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	head := annex()
	for i, row := range head {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			tb.Fatal(err)
		}
	}
	for i := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1+len(head)), project(i+1, fmt.Sprintf("第%06d号项目", i))); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	return save(tb, f)
}

func TestALargeSheetIsReadWhole(t *testing.T) {
	const rows = 5_000
	s := read(t, big(t, rows))
	if len(s.Rows) != rows || s.Rows[rows-1].Number != rows+4 || s.Rows[rows-1].Failed() {
		t.Errorf("%d rows, last %+v", len(s.Rows), s.Rows[len(s.Rows)-1])
	}
}

func BenchmarkRead100000(b *testing.B) {
	content := big(b, 100_000)
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		s, err := sheet.Read(content, 3, sheet.DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-kept")
		runtime.KeepAlive(s)
	}
}
