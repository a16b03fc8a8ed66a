package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// TestAPanicLeavesNothingRemembered: a consumer lives on after a panic, and must
// not take for known what the panic rolled back.
func TestAPanicLeavesNothingRemembered(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}})
	func() {
		defer func() {
			if recover() == nil {
				t.Fatal("a month that no year has was taken")
			}
		}()
		_ = pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error {
			_, err := s.Apply(t.Context(), tx, store.Facts{Reports: []store.Report{report(1, 5, 1, 50), report(1, 13, 1, 60)}})
			return err
		})
	}()
	if applied := apply(t, s, db, store.Facts{Reports: []store.Report{report(1, 5, 1, 50)}}); applied.Taken != 1 {
		t.Errorf("afterwards %+v, want the report taken", applied)
	}
	if got := figures(t, s, "37", 5); got.Reported != 1 || got.Invested != 50 {
		t.Errorf("figures %+v, want the report counted", got)
	}
	wantNoDifferences(t, s)
}

// TestMendingSoundCellsHoldsNobodyUp: the hourly repair reads a province's facts
// for seconds, and events are not to wait for it where there is nothing to mend.
func TestMendingSoundCellsHoldsNobodyUp(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	err := pg.InTx(ctx, db.Pool, func(tx pgx.Tx) error {
		if _, err := s.Apply(ctx, tx, store.Facts{Reports: []store.Report{report(1, 5, 1, 50)}}); err != nil {
			return err
		}
		n, err := s.MendCells(ctx) // while the applier is held
		if n != 0 {
			t.Errorf("%d cells differ, want none", n)
		}
		return err
	})
	if err != nil {
		t.Fatalf("mend sound cells: %v", err)
	}
	if got := figures(t, s, "37", 5); got != (statistics.Figures{Projects: 1, Due: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 50, Month: 10}) {
		t.Errorf("figures %+v", got)
	}
}

// TestAMendGivesWayToWhatBecameNewer: between asking the registry and taking its
// word, events go on.
func TestAMendGivesWayToWhatBecameNewer(t *testing.T) {
	for name, tc := range map[string]struct {
		mend     store.Report
		invested int64
	}{
		"the registry's word of before": {report(1, 5, 2, 20), 30},
		"no such report, before":        {store.Report{Project: projectID(1), Year: 2020, Month: 5}, 30},
		"the newest, told otherwise":    {report(1, 5, 3, 33), 33},
		"newer still":                   {report(1, 5, 4, 40), 40},
	} {
		t.Run(name, func(t *testing.T) {
			s, db := newStore(t)
			apply(t, s, db, store.Facts{Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}, Reports: []store.Report{report(1, 5, 3, 30)}})
			tc.mend.Seen = 2
			apply(t, s, db, store.Facts{Mend: true, Reports: []store.Report{tc.mend}})
			if got := figures(t, s, "37", 5).Invested; got != tc.invested {
				t.Errorf("%d yuan, want %d", got, tc.invested)
			}
			wantNoDifferences(t, s)
		})
	}
}
