package bench

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/tools/internal/synth"
)

func TestAFigureIsTheMedianOfItsRounds(t *testing.T) {
	got := compare("apply", "events/s", least(0.4), []pair{{10, 40}, {30, 60}, {20, 50}})
	want := Figure{Name: "apply", Ours: 20, Baseline: 50, Ratio: 0.4, Unit: "events/s", Mark: 0.4, Bound: atLeast, Met: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMarksHaveADirection(t *testing.T) {
	for name, c := range map[string]struct {
		mark  mark
		ratio float64
		met   bool
	}{
		"fast enough":           {least(0.6), 0.7, true},
		"too slow":              {least(0.6), 0.5, false},
		"hardly slower":         {most(1.5), 1.2, true},
		"much slower":           {most(1.5), 1.6, false},
		"shown beside, no mark": {shown(), 0.01, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.mark.met(c.ratio); got != c.met {
				t.Errorf("met(%v) = %v", c.ratio, got)
			}
		})
	}
}

func TestQuantiles(t *testing.T) {
	values := []float64{4, 1, 3, 2}
	for q, want := range map[float64]float64{0.5: 2.5, 0.99: 4, 0: 1} {
		if got := quantile(values, q); got != want {
			t.Errorf("quantile(%v) = %v, want %v", q, got, want)
		}
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("quantile of nothing = %v", got)
	}
}

func TestADelayEndsWhenTheFigureHasCaughtUp(t *testing.T) {
	start := time.Unix(0, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	f := &fresh{
		acked: []time.Time{at(30), at(10), at(20)}, // as callers noted them, out of order
		seen:  []sighting{{at(0), 0}, {at(15), 2}, {at(130), 3}},
	}
	if diff := cmp.Diff([]float64{0.005, 0, 0.1}, f.delays()); diff != "" {
		t.Error(diff)
	}
}

func TestAYearAndMonthAreRead(t *testing.T) {
	if year, month := yearMonth("2025-12"); year != 2025 || month != 12 {
		t.Errorf("yearMonth = %d, %d", year, month)
	}
}

// TestTheProvinceComesWhole checks that parts, rounds and what is held back are
// together what the province has, and that no chunk has the same report twice.
func TestTheProvinceComesWhole(t *testing.T) {
	w := &world{options: options{scale: 0.005}}
	w.spec = w.province()
	l := &loader{w: w, ids: map[string]string{}}
	projects, reports, parts := 0, 0, 1
	for c := range l.chunks() {
		if len(c.Rows) == 0 {
			parts++
			continue
		}
		if isProjects(c) {
			projects += len(c.Rows)
			continue
		}
		reports += len(c.Rows)
		seen := map[string]bool{}
		for _, row := range c.Rows {
			key := row.GetReport().GetProject() + row.GetReport().GetMonth()
			if seen[key] {
				t.Fatalf("%s twice in a chunk", key)
			}
			seen[key] = true
		}
	}
	if projects != w.spec.Projects || parts != 2 {
		t.Errorf("%d projects in %d parts", projects, parts)
	}
	if want := countReports(w.spec) - corrected(w) - len(l.held); reports != want || len(l.held) != w.heldBack() {
		t.Errorf("%d reports and %d held back, want %d and %d", reports, len(l.held), want, w.heldBack())
	}
}

func countReports(s synth.Spec) int {
	n := 0
	for p := range s.Generate() {
		n += len(p.Reports)
	}
	return n
}

// corrected counts the wrong first versions among what is held back, which are not
// sent at all.
func corrected(w *world) int {
	n := 0
	for i := range w.spec.Projects {
		if !w.holdsBack(i) {
			continue
		}
		last := 0
		for _, r := range w.spec.Project(i).Reports {
			if monthOf(r) == lastMonth {
				last++
			}
		}
		n += max(last-1, 0)
	}
	return n
}

func TestReportsAreWrittenAsAsked(t *testing.T) {
	dir := t.TempDir()
	r := report{
		options: options{json: filepath.Join(dir, "build/bench.json"), doc: filepath.Join(dir, "P.md"), rounds: 3, scale: 1},
		figures: []Figure{compare("apply", "events/s", least(0.4), []pair{{1, 2}}), compare("read.scale", "ms", most(1.5), []pair{{2, 1}})},
		machine: describe(),
	}
	if err := r.write(io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"build/bench.json", "P.md"} {
		if _, err := filepath.EvalSymlinks(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
