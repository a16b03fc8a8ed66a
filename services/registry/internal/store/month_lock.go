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
	// Both in one statement: every write of a report asks.
	monthHoldsSQL = `
WITH k AS (SELECT year, month FROM unnest($1::smallint[], $2::smallint[]) AS k (year, month))
SELECT true, l.unit, l.unit_name, l.year, l.month, l.revision, l.cutoff_time, ''
FROM month_lock l JOIN k ON l.year = k.year AND l.month = k.month
WHERE l.unit = ANY($3::text[])
UNION ALL
SELECT false, last.unit, u.name, last.year, last.month, 0, last.at, last.role
FROM (SELECT DISTINCT ON (s.year, s.month, s.unit) s.unit, s.year, s.month, s.state, s.role, s.at
      FROM month_step s JOIN k ON s.year = k.year AND s.month = k.month
      WHERE s.unit = ANY($3::text[])
      ORDER BY s.year, s.month, s.unit, s.number DESC) last
JOIN unit u ON u.code = last.unit
WHERE last.state = 'submitted'`
	lockedMonthsSQL = `SELECT year, month, unit FROM month_lock WHERE year BETWEEN $1 AND $2 AND unit = ANY($3::text[])`
)

// LockMonths keeps what was published of months, within the transaction that takes it
// in. Of several publications of a unit and month the newest is kept.
func LockMonths(ctx context.Context, tx pgx.Tx, locks []registry.MonthLock) error {
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
func newestOfEach(locks []registry.MonthLock) []registry.MonthLock {
	type key struct {
		unit string
		of   month.Month
	}
	at := make(map[key]int, len(locks))
	newest := make([]registry.MonthLock, 0, len(locks))
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

// MonthHolds reads what keeps these months from being written: of the units named the
// cut-offs, and the months that wait for a decision. What holds a unit's month may be that
// of a unit above, which is to be named too.
func (t *Tx) MonthHolds(ctx context.Context, units []string, months ...month.Month) (registry.MonthLocks, []registry.HandIn, error) {
	return monthHolds(ctx, t.tx, units, months)
}

// MonthHolds reads what keeps these months from being written.
func (s *Store) MonthHolds(ctx context.Context, units []string, months ...month.Month) (registry.MonthLocks, []registry.HandIn, error) {
	var locks registry.MonthLocks
	var handIns []registry.HandIn
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		locks, handIns, err = monthHolds(ctx, tx, units, months)
		return err
	})
	return locks, handIns, err
}

func monthHolds(ctx context.Context, tx pgx.Tx, units []string, months []month.Month) (registry.MonthLocks, []registry.HandIn, error) {
	years, numbers := column(months, func(m month.Month) int { return m.Year }), column(months, func(m month.Month) int { return m.Month })
	rows, _ := tx.Query(ctx, monthHoldsSQL, years, numbers, units) // its error comes back from ForEachRow
	var locks []registry.MonthLock
	var handIns []registry.HandIn
	var isLock bool
	var l registry.MonthLock
	var role string
	into := []any{&isLock, &l.Unit, &l.UnitName, &l.Month.Year, &l.Month.Month, &l.Revision, &l.Time, &role}
	_, err := pgx.ForEachRow(rows, into, func() error {
		if isLock {
			locks = append(locks, l)
		} else {
			handIns = append(handIns, registry.HandIn{Unit: l.Unit, UnitName: l.UnitName, Month: l.Month, Role: role})
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read what holds %d months: %w", len(months), err)
	}
	return registry.NewMonthLocks(locks...), handIns, nil
}

// LockedMonths reads which months of some years these units published.
func (s *Store) LockedMonths(ctx context.Context, firstYear, lastYear int, units []string) (registry.LockedMonths, error) {
	locked := registry.LockedMonths{}
	err := s.read(ctx, func(tx pgx.Tx) error {
		var m month.Month
		var unit string
		rows, _ := tx.Query(ctx, lockedMonthsSQL, firstYear, lastYear, units) // its error comes back from ForEachRow
		_, err := pgx.ForEachRow(rows, []any{&m.Year, &m.Month, &unit}, func() error {
			locked.Lock(m, unit)
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the months of %d to %d that are cut off: %w", firstYear, lastYear, err)
	}
	return locked, nil
}
