package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/pkg/pg"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// TestCutOffsAreReadOfTheUnitsNamed, and of the months and years named: a province has
// thousands.
func TestCutOffsAreReadOfTheUnitsNamed(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	var locks []registry.MonthLock
	for _, unit := range []string{"sd", "bz", "qd"} {
		for _, m := range []month.Month{april().Prev(), april(), {Year: 2021, Month: 1}} {
			locks = append(locks, registry.MonthLock{Unit: unit, UnitName: unit, Month: m, Revision: 1, Time: now()})
		}
	}
	err := pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error { return store.LockMonths(t.Context(), tx, locks) })
	if err != nil {
		t.Fatal(err)
	}
	above := []string{"bc", "bz"}
	held, _, err := s.MonthHolds(t.Context(), above, april())
	if lock := held.Over(april(), above); err != nil || len(held) != 1 || lock == nil || lock.Unit != "bz" {
		t.Errorf("held by %v, %v", held, err)
	}
	locked, err := s.LockedMonths(t.Context(), 2020, 2020, above)
	want := registry.LockedMonths{}
	want.Lock(april().Prev(), "bz")
	want.Lock(april(), "bz")
	if diff := cmp.Diff(want.Over(2020, above), locked.Over(2020, above)); err != nil || diff != "" || locked.Over(2021, above) != 0 {
		t.Errorf("%v, %v, %s", locked, err, diff)
	}
}
