package job_test

import (
	"testing"

	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func (w *world) started(t *testing.T) int64 {
	t.Helper()
	r, err := w.store.Rollup(t.Context(), store.View{Year: 2020, Month: 5, Units: []string{"37"}, Part: statistics.Part{Listing: statistics.All}, Lifecycle: true})
	if err != nil {
		t.Fatal(err)
	}
	return r.Units["37"].Lifecycle[statistics.Started]
}

// TestFactsOfBeforeTheUpgradeAreFetched: what the migration leaves behind is a full
// database without milestones and without cells of them, and hashes that fit nothing.
func TestFactsOfBeforeTheUpgradeAreFetched(t *testing.T) {
	w := newWorld(t)
	w.run(t, true)
	w.exec(t, "UPDATE project_year SET milestones = '{}'")
	w.exec(t, "DELETE FROM lifecycle_cell")
	w.exec(t, "UPDATE project SET hash = 0")
	w.store = store.New(w.db.Pool, 1000) // another process
	if got := w.started(t); got != 0 {
		t.Fatalf("%d started before anything was told", got)
	}
	if found := w.run(t, false); found.Facts != 10 || found.Cells != 0 {
		t.Errorf("%+v, want every project to differ and no cell", found)
	}
	w.run(t, true)
	if got := w.started(t); got != 10 {
		t.Errorf("%d started after the repair, want 10", got)
	}
	if left := w.run(t, false).Differences(); left != 0 {
		t.Errorf("%d differences after the repair", left)
	}
}

func TestALifecycleCellThatWasTamperedWithIsMended(t *testing.T) {
	w := newWorld(t)
	w.run(t, true)
	w.exec(t, "UPDATE lifecycle_cell SET started = started + 5 WHERE unit = '37' AND listing = '*' AND category = '*' AND month = 3")
	if found := w.run(t, false); found.Facts != 0 || found.Cells != 1 {
		t.Errorf("%+v, want one cell", found)
	}
	w.run(t, true)
	if got := w.started(t); got != 10 {
		t.Errorf("%d started, want 10", got)
	}
}
