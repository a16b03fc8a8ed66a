package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// HeldGrant is a grant with the name of the person of its principal, empty where
// there is none.
type HeldGrant struct {
	registry.Grant
	PersonName string
}

// GrantFilter chooses grants; the caller has checked who may see them.
type GrantFilter struct {
	Units     []string
	Principal string // empty: of all
	WithEnded bool
	Day       string // on which a grant has ended or not
}

// GrantPosition is where a page of grants ended.
type GrantPosition struct {
	At time.Time
	ID string
}

// Position is where a page that ends with this grant ends.
func (g HeldGrant) Position() GrantPosition { return GrantPosition{g.Given.At, g.ID} }

const grantSQL = `
SELECT g.id::text AS id, g.principal, g.role, g.unit, coalesce(g.department, '') AS department,
       to_char(lower(g.days), 'YYYY-MM-DD') AS from_date, coalesce(to_char(upper(g.days) - 1, 'YYYY-MM-DD'), '') AS to_date,
       g.given_by, g.give_time, g.give_reason, g.confirmed_by, g.confirm_time, g.withdrawn_by, g.withdraw_time,
       g.withdraw_reason, g.bootstrap, g.version, coalesce(h.name, '') AS person_name
FROM role_grant g LEFT JOIN person h ON h.principal = g.principal `

type grantRow struct {
	ID             string
	Principal      string
	Role           string
	Unit           string
	Department     string
	FromDate       string
	ToDate         string
	GivenBy        string
	GiveTime       time.Time
	GiveReason     string
	ConfirmedBy    *string
	ConfirmTime    *time.Time
	WithdrawnBy    *string
	WithdrawTime   *time.Time
	WithdrawReason *string
	Bootstrap      bool
	Version        int64
	PersonName     string
}

func (r grantRow) toDomain() HeldGrant {
	g := registry.Grant{
		ID: r.ID, Principal: r.Principal, Role: r.Role, Unit: r.Unit, Department: r.Department,
		Days:  registry.Days{From: r.FromDate, To: r.ToDate},
		Given: registry.Step{By: r.GivenBy, At: r.GiveTime.UTC(), Reason: r.GiveReason}, Bootstrap: r.Bootstrap, Version: r.Version,
	}
	if r.ConfirmedBy != nil {
		g.Confirmed = &registry.Step{By: *r.ConfirmedBy, At: r.ConfirmTime.UTC()}
	}
	if r.WithdrawnBy != nil {
		g.Withdrawn = &registry.Step{By: *r.WithdrawnBy, At: r.WithdrawTime.UTC(), Reason: *r.WithdrawReason}
	}
	return HeldGrant{g, r.PersonName}
}

// Grants reads a page of grants, the newest first.
func (s *Store) Grants(ctx context.Context, f GrantFilter, after *GrantPosition, rows int) ([]HeldGrant, error) {
	args := pgx.NamedArgs{
		"units": f.Units, "principal": f.Principal, "with_ended": f.WithEnded, "day": f.Day,
		"first_page": after == nil, "rows": rows, "at": nil, "id": nil,
	}
	if after != nil {
		args["at"], args["id"] = after.At, after.ID
	}
	statement := grantSQL + `
WHERE g.unit = ANY(@units::text[]) AND (@principal = '' OR g.principal = @principal)
  AND (@with_ended OR g.withdrawn_by IS NULL AND (upper_inf(g.days) OR upper(g.days) > @day::date))
  AND (@first_page OR (g.give_time, g.id) < (@at::timestamptz, @id::uuid))
ORDER BY g.give_time DESC, g.id DESC LIMIT @rows`
	found, _ := s.pool.Query(ctx, statement, args) // its error comes back from Collect
	read, err := pgx.CollectRows(found, pgx.RowToStructByName[grantRow])
	if err != nil {
		return nil, fmt.Errorf("list grants: %w", err)
	}
	return column(read, grantRow.toDomain), nil
}

const grantsInForceSQL = `
SELECT role, unit, coalesce(department, '') FROM role_grant
WHERE principal = $1 AND withdrawn_by IS NULL AND (role <> 'admin' OR confirmed_by IS NOT NULL) AND days @> $2::date
ORDER BY role, unit, department`

// GrantsInForce reads what a principal holds on a day.
func (s *Store) GrantsInForce(ctx context.Context, principal, day string) ([]registry.Grant, error) {
	rows, _ := s.pool.Query(ctx, grantsInForceSQL, principal, day) // its error comes back from Collect
	grants, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (registry.Grant, error) {
		var g registry.Grant
		err := row.Scan(&g.Role, &g.Unit, &g.Department)
		return g, err
	})
	if err != nil {
		return nil, fmt.Errorf("read grants in force: %w", err)
	}
	return grants, nil
}

// LockGrant locks a grant and reads it.
func (t *Tx) LockGrant(ctx context.Context, id string) (HeldGrant, error) {
	rows, _ := t.tx.Query(ctx, grantSQL+`WHERE g.id = $1 FOR NO KEY UPDATE OF g`, idOf(id))
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[grantRow])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return HeldGrant{}, registry.GrantNotFound(id)
	case err != nil:
		return HeldGrant{}, fmt.Errorf("lock grant %s: %w", id, err)
	}
	return row.toDomain(), nil
}

const (
	giveGrantSQL = `
INSERT INTO role_grant (id, principal, role, unit, department, days, given_by, give_time, give_reason, version)
VALUES (@id, @principal, @role, @unit, @department, daterange(@from, @to, '[]'), @by, @at, @reason, 1)`
	confirmGrantSQL  = `UPDATE role_grant SET confirmed_by = $2, confirm_time = $3, version = $4 WHERE id = $1`
	withdrawGrantSQL = `
UPDATE role_grant SET withdrawn_by = $2, withdraw_time = $3, withdraw_reason = $4, version = $5 WHERE id = $1`
)

// GiveGrant stores a new grant.
func (t *Tx) GiveGrant(ctx context.Context, g registry.Grant) error {
	_, err := t.tx.Exec(ctx, giveGrantSQL, pgx.NamedArgs{
		"id": idOf(g.ID), "principal": g.Principal, "role": g.Role, "unit": g.Unit, "department": orNil(g.Department),
		"from": g.Days.From, "to": orNil(g.Days.To), "by": g.Given.By, "at": g.Given.At, "reason": g.Given.Reason,
	})
	return wrapped("give grant", g.ID, err)
}

// ConfirmGrant stores who confirmed a grant.
func (t *Tx) ConfirmGrant(ctx context.Context, g registry.Grant) error {
	_, err := t.tx.Exec(ctx, confirmGrantSQL, idOf(g.ID), g.Confirmed.By, g.Confirmed.At, g.Version)
	return wrapped("confirm grant", g.ID, err)
}

// WithdrawGrant stores who withdrew a grant, and why.
func (t *Tx) WithdrawGrant(ctx context.Context, g registry.Grant) error {
	_, err := t.tx.Exec(ctx, withdrawGrantSQL, idOf(g.ID), g.Withdrawn.By, g.Withdrawn.At, g.Withdrawn.Reason, g.Version)
	return wrapped("withdraw grant", g.ID, err)
}

func wrapped(what, id string, err error) error {
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, id, err)
	}
	return nil
}

// Whom the configuration named once and an administrator withdrew stays withdrawn,
// however often migrate runs.
const firstAdminSQL = `
INSERT INTO role_grant (id, principal, role, unit, days, given_by, give_time, give_reason, confirmed_by, confirm_time, bootstrap, version)
SELECT @id, @principal, @role, @unit, daterange(@from, NULL), @by, @at, @reason, @by, @at, true, 1
WHERE NOT EXISTS (SELECT FROM role_grant WHERE principal = @principal::text AND unit = @unit::text AND bootstrap)
ON CONFLICT DO NOTHING`

// EnsureAdmins gives the first administrators their role over the unit. It needs the
// owner: the application may not give grants that nobody confirmed.
func (s *Store) EnsureAdmins(ctx context.Context, unit string, principals []string) error {
	return s.inTx(ctx, By{Principal: "migrate", Call: "migrate"}, func(t *Tx) error {
		for _, principal := range principals {
			g := registry.FirstAdmin(uuid.NewString(), principal, unit, t.now)
			_, err := t.tx.Exec(ctx, firstAdminSQL, pgx.NamedArgs{
				"id": idOf(g.ID), "principal": g.Principal, "role": g.Role, "unit": g.Unit, "from": g.Days.From,
				"by": g.Given.By, "at": g.Given.At, "reason": g.Given.Reason,
			})
			if err != nil {
				return wrapped("name the first administrator", principal, err)
			}
		}
		return nil
	})
}
