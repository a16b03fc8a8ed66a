package server

import (
	"context"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// holds are the cut-offs and hand-ins that keep months from being written.
type holds struct {
	locks   registry.MonthLocks
	handIns []registry.HandIn
}

// readHolds reads what holds the months of these units, those above them included.
func readHolds(ctx context.Context, tx *store.Tx, units []string, months ...month.Month) (holds, error) {
	locks, handIns, err := tx.MonthHolds(ctx, units, months...)
	return holds{locks, handIns}, err
}

// hold is what holds one unit's month.
type hold struct {
	lock *registry.MonthLock // of the cut-off; nil before it
	// handIn waits for a decision, of the unit or of one above it; nil where none does,
	// and after the cut-off, when the city has the month whoever handed it in.
	handIn *registry.HandIn
}

// hold picks what holds a unit's month.
func (a access) hold(h holds, m month.Month, year int, unit string) hold {
	above := a.tree.Ancestors(year, unit)
	if lock := h.locks.Over(m, above); lock != nil {
		return hold{lock: lock}
	}
	for _, in := range h.handIns {
		if in.Month == m && a.tree.Covers(year, in.Unit, unit) {
			return hold{handIn: &in}
		}
	}
	return hold{}
}

// refusal is what those hear who may not write what is held; nil where nothing holds it.
func (h hold) refusal() *errs.Error {
	switch {
	case h.lock != nil:
		return h.lock.Refusal()
	case h.handIn != nil:
		return h.handIn.Refusal()
	}
	return nil
}

// mayWrite is nil where the caller, who may write the unit's reports, may write those of
// the month now: after the cut-off the city, while it waits for a decision whoever
// takes that.
func (a access) mayWrite(h hold, year int, unit string) error {
	switch {
	case h.lock != nil && !a.mayAfterCutoff(year, unit):
		return h.lock.Refusal()
	case h.handIn != nil && !a.decides(year, h.handIn.Unit, h.handIn.Role, false):
		return h.handIn.Refusal()
	}
	return nil
}

// decides tells whether the caller accepts or returns a unit's month that was handed in
// by a role: they stand above it, by their role and over the unit above.
func (a access) decides(year int, unit, role string, afterCutoff bool) bool {
	return authz.MayAccept(a.roles(authz.ReportAccept, year, a.tree.Parent(year, unit)), authn.Role(role), afterCutoff)
}
