package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/registry/internal/registry"
)

const (
	// Two relations that make a circle together must not be decided at once.
	lockRelationsSQL = `SELECT pg_advisory_xact_lock(hashtext('project relations'))`
	aboveSQL         = `
WITH RECURSIVE above (id, parent) AS (
    SELECT p.id, p.parent FROM project p WHERE p.id = $1
    UNION
    SELECT p.id, p.parent FROM project p JOIN above a ON p.id = a.parent
)
SELECT id::text FROM above`
	afterSQL = `
WITH RECURSIVE next (id) AS (
    SELECT unnest($1::uuid[])
    UNION
    SELECT unnest(e.successors) FROM code_event e JOIN next n ON e.project_id = n.id
)
SELECT id::text FROM next`
	addCodeEventSQL = `
INSERT INTO code_event (project_id, kind, day, reason, old_code, new_code, successors, author, record_time)
VALUES (@project, @kind, @day, @reason, @old_code, @new_code, @successors, @author, @recorded)`
	codeEventsSQL = `
SELECT kind, to_char(day, 'YYYY-MM-DD') AS day, reason, old_code, new_code, successors::text[] AS successors, author, record_time
FROM code_event WHERE project_id = $1 ORDER BY id DESC`
	relativesSQL = `
SELECT id::text FROM project WHERE parent = $1
UNION SELECT project_id::text FROM code_event WHERE successors @> ARRAY[$1::uuid]`
)

// Above lists a project and what it is a part of, up to the last, and keeps other
// relations from being made until the transaction ends.
func (t *Tx) Above(ctx context.Context, id registry.ProjectID) ([]registry.ProjectID, error) {
	return t.reach(ctx, aboveSQL, uuidOf(id))
}

// After lists projects and all that go on from them, likewise.
func (t *Tx) After(ctx context.Context, ids []registry.ProjectID) ([]registry.ProjectID, error) {
	return t.reach(ctx, afterSQL, uuids(ids))
}

func (t *Tx) reach(ctx context.Context, sql string, from any) ([]registry.ProjectID, error) {
	if _, err := t.tx.Exec(ctx, lockRelationsSQL); err != nil {
		return nil, fmt.Errorf("lock relations of projects: %w", err)
	}
	rows, _ := t.tx.Query(ctx, sql, from)
	reached, err := pgx.CollectRows(rows, pgx.RowTo[registry.ProjectID])
	if err != nil {
		return nil, fmt.Errorf("follow relations of projects: %w", err)
	}
	return reached, nil
}

// Read reads projects without locking them; IDs that nobody has are left out.
func (t *Tx) Read(ctx context.Context, ids []registry.ProjectID) (map[registry.ProjectID]registry.Project, error) {
	return loadProjects(ctx, t.tx, ids)
}

// AddCodeEvent keeps what became of a project's code.
func (t *Tx) AddCodeEvent(ctx context.Context, id registry.ProjectID, e registry.CodeEvent) error {
	_, err := t.tx.Exec(ctx, addCodeEventSQL, pgx.NamedArgs{
		"project": uuidOf(id), "kind": e.Kind, "day": date(e.Date), "reason": e.Reason, "old_code": e.OldCode, "new_code": e.NewCode,
		"successors": uuids(e.Successors), "author": e.Author, "recorded": e.Recorded,
	})
	if err != nil {
		return fmt.Errorf("record code of project %s: %w", id, err)
	}
	return nil
}

type codeEventRow struct {
	Kind       registry.CodeEventKind
	Day        string
	Reason     string
	OldCode    string
	NewCode    string
	Successors []registry.ProjectID
	Author     string
	RecordTime time.Time
}

func (r codeEventRow) toDomain() registry.CodeEvent {
	return registry.CodeEvent{
		Kind: r.Kind, Date: r.Day, Reason: r.Reason, OldCode: r.OldCode, NewCode: r.NewCode,
		Successors: r.Successors, Author: r.Author, Recorded: r.RecordTime.UTC(),
	}
}

// Relations are how a project belongs to others.
type Relations struct {
	Events []registry.CodeEvent // the newest first
	Others map[registry.ProjectID]registry.Project
}

// Relations reads what became of a project's code, and every project that it is related to.
func (s *Store) Relations(ctx context.Context, p registry.Project) (Relations, error) {
	var r Relations
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		r, err = loadRelations(ctx, tx, p)
		return err
	})
	return r, err
}

func loadRelations(ctx context.Context, tx pgx.Tx, p registry.Project) (Relations, error) {
	rows, _ := tx.Query(ctx, codeEventsSQL, uuidOf(p.ID))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[codeEventRow])
	if err != nil {
		return Relations{}, fmt.Errorf("read code events of project %s: %w", p.ID, err)
	}
	rows, _ = tx.Query(ctx, relativesSQL, uuidOf(p.ID))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[registry.ProjectID])
	if err != nil {
		return Relations{}, fmt.Errorf("read relatives of project %s: %w", p.ID, err)
	}
	if p.Parent != "" {
		ids = append(ids, p.Parent)
	}
	for _, e := range found {
		ids = append(ids, e.Successors...)
	}
	others, err := loadProjects(ctx, tx, ids)
	return Relations{Events: column(found, codeEventRow.toDomain), Others: others}, err
}

// parentOf is a project's parent as PostgreSQL takes it, NULL for none.
func parentOf(p registry.Project) pgtype.UUID { return uuidOf(p.Parent) }
