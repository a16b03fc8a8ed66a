package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
)

// Entity is a kind of aggregate that facts are kept of.
type Entity string

// The entities, in the order in which they need each other.
const (
	EntityUnit    Entity = "unit"
	EntityProject Entity = "project"
	EntityReport  Entity = "report"
)

// Entities lists them.
func Entities() []Entity { return []Entity{EntityUnit, EntityProject, EntityReport} }

// State is which state of an aggregate is kept. IDs are those of events: the
// code, the UUID, or "<uuid>/<YYYY-MM>".
type State struct {
	ID      string
	Version int64
	Hash    uint64
}

const unitStatesSQL = `SELECT code, version, hash FROM unit ORDER BY code`

const projectStatesSQL = `SELECT id, version, hash FROM project ORDER BY id`

const reportStatesSQL = `SELECT project, year, month, version, hash FROM report ORDER BY project, year, month`

const isEmptySQL = `SELECT CASE $1
  WHEN 'unit' THEN NOT EXISTS (SELECT FROM unit)
  WHEN 'project' THEN NOT EXISTS (SELECT FROM project)
  ELSE NOT EXISTS (SELECT FROM report) END`

// IsEmpty tells whether no facts of the entity are kept at all.
func (s *Store) IsEmpty(ctx context.Context, e Entity) (bool, error) {
	var empty bool
	if err := s.pool.QueryRow(ctx, isEmptySQL, string(e)).Scan(&empty); err != nil {
		return false, pg.Wrap(fmt.Errorf("look for any %s: %w", e, err))
	}
	return empty, nil
}

const countStatesSQL = `SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM project) + (SELECT count(*) FROM report)`

// CountStates tells how many states EachState has to tell, of all entities.
func (s *Store) CountStates(ctx context.Context) (int, error) {
	var n int
	if err := s.pool.QueryRow(ctx, countStatesSQL).Scan(&n); err != nil {
		return 0, pg.Wrap(fmt.Errorf("count states: %w", err))
	}
	return n, nil
}

// EachState tells the states of an entity in the order of their IDs, all of one
// moment, without holding them in memory.
func (s *Store) EachState(ctx context.Context, e Entity, f func(State) error) error {
	return s.readLookups(ctx, func(tx pgx.Tx) error {
		var err error
		switch e {
		case EntityUnit:
			err = eachUnitState(ctx, tx, f)
		case EntityProject:
			err = eachProjectState(ctx, tx, f)
		case EntityReport:
			err = eachReportState(ctx, tx, f)
		}
		if err != nil {
			return fmt.Errorf("states of every %s: %w", e, err)
		}
		return nil
	})
}

func eachUnitState(ctx context.Context, tx pgx.Tx, f func(State) error) error {
	var (
		code          string
		version, hash int64
	)
	rows, _ := tx.Query(ctx, unitStatesSQL) // its error comes back from ForEachRow, here and below
	_, err := pgx.ForEachRow(rows, []any{&code, &version, &hash}, func() error {
		return f(State{code, version, unsigned(hash)})
	})
	return err
}

func eachProjectState(ctx context.Context, tx pgx.Tx, f func(State) error) error {
	var (
		id            uuid.UUID
		version, hash int64
	)
	rows, _ := tx.Query(ctx, projectStatesSQL)
	_, err := pgx.ForEachRow(rows, []any{&id, &version, &hash}, func() error {
		return f(State{id.String(), version, unsigned(hash)})
	})
	return err
}

func eachReportState(ctx context.Context, tx pgx.Tx, f func(State) error) error {
	var (
		id            uuid.UUID
		year, month   int16
		version, hash int64
	)
	rows, _ := tx.Query(ctx, reportStatesSQL)
	_, err := pgx.ForEachRow(rows, []any{&id, &year, &month, &version, &hash}, func() error {
		return f(State{fmt.Sprintf("%s/%04d-%02d", id, year, month), version, unsigned(hash)})
	})
	return err
}

// unsigned gives a hash its bits back.
func unsigned(hash int64) uint64 { return uint64(hash) } //nolint:gosec // the same bits, not the same number
