package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

const (
	// A newer publication replaces what is known of an older one, never the reverse.
	lockMonthsSQL = `
INSERT INTO month_lock (year, month, unit, unit_name, revision, cutoff_time)
SELECT year, month, unit, unit_name, revision, cutoff_time
FROM unnest($1::smallint[], $2::smallint[], $3::text[], $4::text[], $5::integer[], $6::timestamptz[])
  AS l (year, month, unit, unit_name, revision, cutoff_time)
ON CONFLICT (year, month, unit) DO UPDATE
SET unit_name = excluded.unit_name, revision = excluded.revision, cutoff_time = excluded.cutoff_time
WHERE month_lock.revision < excluded.revision`
	monthLocksSQL = `
SELECT l.unit, l.unit_name, l.year, l.month, l.revision, l.cutoff_time
FROM month_lock l JOIN unnest($1::smallint[], $2::smallint[]) AS k (year, month) ON l.year = k.year AND l.month = k.month`
)

// LockMonths keeps what was published of months, within the transaction that takes it
// in. Of several publications of a unit and month the newest is kept.
func LockMonths(ctx context.Context, tx pgx.Tx, locks registry.MonthLocks) error {
	locks = newestOfEach(locks)
	years, months := column(locks, func(l registry.MonthLock) int { return l.Month.Year }), column(locks, func(l registry.MonthLock) int { return l.Month.Month })
	_, err := tx.Exec(ctx, lockMonthsSQL, years, months,
		column(locks, func(l registry.MonthLock) string { return l.Unit }), column(locks, func(l registry.MonthLock) string { return l.UnitName }),
		column(locks, func(l registry.MonthLock) int { return l.Revision }), column(locks, func(l registry.MonthLock) any { return l.Time }))
	if err != nil {
		return fmt.Errorf("lock %d months: %w", len(locks), err)
	}
	return nil
}

// newestOfEach drops what a later publication of the same unit and month replaces: one
// statement can't write a row twice.
func newestOfEach(locks registry.MonthLocks) registry.MonthLocks {
	type key struct {
		unit string
		of   month.Month
	}
	at := make(map[key]int, len(locks))
	newest := make(registry.MonthLocks, 0, len(locks))
	for _, l := range locks {
		k := key{l.Unit, l.Month}
		i, seen := at[k]
		switch {
		case !seen:
			at[k] = len(newest)
			newest = append(newest, l)
		case newest[i].Revision < l.Revision:
			newest[i] = l
		}
	}
	return newest
}

// MonthLocks reads the locks of these months, of all units: a few hundred at most.
func (t *Tx) MonthLocks(ctx context.Context, months ...month.Month) (registry.MonthLocks, error) {
	years, numbers := column(months, func(m month.Month) int { return m.Year }), column(months, func(m month.Month) int { return m.Month })
	rows, _ := t.tx.Query(ctx, monthLocksSQL, years, numbers) // its error comes back from Collect
	locks, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (registry.MonthLock, error) {
		var l registry.MonthLock
		err := row.Scan(&l.Unit, &l.UnitName, &l.Month.Year, &l.Month.Month, &l.Revision, &l.Time)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("read locks of %d months: %w", len(months), err)
	}
	return locks, nil
}
