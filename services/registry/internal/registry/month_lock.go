package registry

import (
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// MonthLock (月报锁定) is what the cut-off of a unit does to the month's reports of
// everything below it: from now on they are the city's to correct, with a reason, and
// what was frozen stays. It never ends.
type MonthLock struct {
	Unit     string
	UnitName string // as published
	Month    month.Month
	Revision int       // the newest publication that the register heard of
	Time     time.Time // of it
}

// MonthLocks are the locks that are known of some months, found by month and unit.
type MonthLocks map[monthOfUnit]MonthLock

type monthOfUnit struct {
	month month.Month
	unit  string
}

// NewMonthLocks are the locks given, of which no two lock the same unit's month.
func NewMonthLocks(locks ...MonthLock) MonthLocks {
	known := make(MonthLocks, len(locks))
	for _, l := range locks {
		known[monthOfUnit{l.Month, l.Unit}] = l
	}
	return known
}

// Over is the lock over a unit's month: that of the first which published it of the unit
// itself and its ancestors, the nearest first; nil while none has.
func (l MonthLocks) Over(m month.Month, ancestors []string) *MonthLock {
	for _, unit := range ancestors {
		if lock, locked := l[monthOfUnit{m, unit}]; locked {
			return &lock
		}
	}
	return nil
}

// LockedMonths tell of units by year which months they themselves published: bit n stands
// for month n. Who asks for many units asks these and not for each month's lock.
type LockedMonths map[yearOfUnit]int

type yearOfUnit struct {
	year int
	unit string
}

// Lock adds a month that a unit published.
func (l LockedMonths) Lock(m month.Month, unit string) { l[yearOfUnit{m.Year, unit}] |= 1 << m.Month }

// Over has a bit set for each month of the year that is locked by the first of these units
// or one above it.
func (l LockedMonths) Over(year int, ancestors []string) int {
	locked := 0
	for _, unit := range ancestors {
		locked |= l[yearOfUnit{year, unit}]
	}
	return locked
}

// Refusal is what those hear who may write the month's reports only before its cut-off.
func (l *MonthLock) Refusal() *errs.Error {
	return errs.Precondition("MONTH_LOCKED", "%s is locked by the cut-off of %s", l.Month, l.Unit).
		With("month", l.Month.String()).With("unit", l.UnitName).With("date", l.Time.In(month.Shanghai()).Format(time.DateOnly)).
		With("roles", "city")
}

// CheckSubmit fails with REASON_MISSING where the revision in work doesn't say why it
// comes after the cut-off. A returned one tells why it was returned, which is no reason
// for figures: it is saved again first.
func (l *MonthLock) CheckSubmit(r Report) error {
	if l == nil || r.Pending == nil {
		return nil
	}
	if r.Pending.State == StateReturned || r.Pending.State == StateDraft && r.Pending.Reason == "" {
		return reasonMissing(r.Month)
	}
	return nil
}

// reasonMissing refuses figures that replace others without saying why.
func reasonMissing(m month.Month) *errs.Error {
	return errs.Invalid("REASON_MISSING", "correction of %s without a reason", m).With("month", m.String()).At("reason")
}
