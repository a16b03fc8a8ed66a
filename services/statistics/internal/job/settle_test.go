package job

import (
	"log/slog"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"pacesetter/pkg/pgtest"
	"pacesetter/services/statistics/internal/store"
)

// TestComparisonWaitsForQuiet: while processes of the old version apply it would never end.
func TestComparisonWaitsForQuiet(t *testing.T) {
	db := pgtest.New(t, "statistics", store.Schemas()...)
	now := time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
	s := NewSettler(store.New(db.Pool, 10), slog.New(slog.DiscardHandler), prometheus.NewRegistry(), func() time.Time { return now })
	oldVersionApplies := func() {
		if _, err := db.Owner.Exec(t.Context(), `UPDATE applier SET stamp = stamp + 1, sequence = sequence + 1`); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		after   time.Duration
		applies bool
		doubted float64
	}{
		{0, false, 0},
		{settleEvery, true, 1},
		{settleAfter - settleEvery, false, 1},
		{settleEvery / 2, true, 1}, // the quiet begins anew
		{settleAfter - time.Second, false, 1},
		{time.Second, false, 0},
		{settleEvery, false, 0},
	} {
		now = now.Add(step.after)
		if step.applies {
			oldVersionApplies()
		}
		s.once(t.Context())
		if got := testutil.ToFloat64(s.doubted); got != step.doubted {
			t.Errorf("step %d: the gauge says %g, want %g", i, got, step.doubted)
		}
	}
}

// TestAComparisonThatFailsRests before it is tried again.
func TestAComparisonThatFailsRests(t *testing.T) {
	db := pgtest.New(t, "statistics", store.Schemas()...)
	now := time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
	s := NewSettler(store.New(db.Pool, 10), slog.New(slog.DiscardHandler), nil, func() time.Time { return now })
	exec := func(sql string) {
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`UPDATE applier SET stamp = stamp + 1`)
	s.once(t.Context())
	exec(`REVOKE SELECT ON cell_page FROM statistics_app`)
	now = now.Add(settleAfter)
	s.once(t.Context())
	exec(`GRANT SELECT ON cell_page TO statistics_app`)
	for _, want := range []bool{true, true, false} {
		now = now.Add(settleAfter / 3)
		s.once(t.Context())
		if doubted := s.since != 0; doubted != want {
			t.Errorf("%s after a failure: doubted %t, want %t", now, doubted, want)
		}
		now = now.Add(time.Second)
	}
}
