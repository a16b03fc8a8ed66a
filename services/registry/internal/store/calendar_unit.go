package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

const (
	calendarsSQL   = `SELECT unit, number, from_year, from_month, rules, reason, author, at FROM reporting_calendar`
	addCalendarSQL = `
INSERT INTO reporting_calendar (unit, number, from_year, from_month, rules, reason, author, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// Calendars reads the calendars of all units: few have one of their own, and it is changed
// once in a year or two.
func (s *Store) Calendars(ctx context.Context, shipped registry.Calendar) (registry.Calendars, error) {
	var all registry.Calendars
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		all, err = calendars(ctx, tx, shipped)
		return err
	})
	return all, err
}

// Calendars reads the calendars of all units as the transaction sees them.
func (t *Tx) Calendars(ctx context.Context, shipped registry.Calendar) (registry.Calendars, error) {
	return calendars(ctx, t.tx, shipped)
}

func calendars(ctx context.Context, tx pgx.Tx, shipped registry.Calendar) (registry.Calendars, error) {
	rows, _ := tx.Query(ctx, calendarsSQL) // its error comes back from Collect
	own, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (registry.UnitCalendar, error) {
		var c registry.UnitCalendar
		err := row.Scan(&c.Unit, &c.Number, &c.From.Year, &c.From.Month, &c.Rules, &c.Reason, &c.Author, &c.Time)
		c.Time = c.Time.UTC()
		return c, err
	})
	if err != nil {
		return registry.Calendars{}, fmt.Errorf("read calendars: %w", err)
	}
	return registry.NewCalendars(shipped, own), nil
}

// AddCalendar adds a version of a unit's calendar. Of two that add the same one fails with
// STALE_VERSION.
func (t *Tx) AddCalendar(ctx context.Context, c registry.UnitCalendar) error {
	rules := c.Rules
	if rules == nil {
		rules = []registry.CalendarRule{} // an empty list, not null
	}
	if _, err := t.tx.Exec(ctx, addCalendarSQL, c.Unit, c.Number, c.From.Year, c.From.Month, rules, c.Reason, c.Author, c.Time); err != nil {
		return fmt.Errorf("add calendar %d of %s: %w", c.Number, c.Unit, err)
	}
	return nil
}
