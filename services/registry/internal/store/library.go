package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

const (
	closeProposalSQL = `
UPDATE library_move SET state = 'replaced', decider = $2, decide_time = $3 WHERE project_id = $1 AND state = 'proposed'`
	addMoveSQL = `
INSERT INTO library_move (project_id, from_library, to_library, state, reason, proposer, propose_time, decider, decide_time, comment, policy_version)
VALUES (@project, @from, @to, @state, @reason, @proposer, @proposed, @decider, @decided, @comment, @policy)`
	decideMoveSQL = `
UPDATE library_move SET state = $2, decider = $3, decide_time = $4, comment = $5, policy_version = $6 WHERE id = $1 AND state = 'proposed'`
	movesSQL = `
SELECT id, project_id::text AS project_id, from_library, to_library, state, reason, proposer, propose_time, decider, decide_time, comment, policy_version
FROM library_move WHERE project_id = $1 ORDER BY id DESC`
	// Rarely asked, and of one name: a walk through the register is cheaper than an index that every
	// ingested project would have to write.
	countTwinsSQL = `
SELECT count(*) FROM project
WHERE key_name = $2 AND key_company = $3 AND id <> $1 AND stage <> 'withdrawn'`
)

type moveRow struct {
	ID            int64
	ProjectID     registry.ProjectID
	FromLibrary   registry.Library
	ToLibrary     registry.Library
	State         registry.MoveState
	Reason        string
	Proposer      string
	ProposeTime   time.Time
	Decider       string
	DecideTime    *time.Time
	Comment       string
	PolicyVersion int
}

func (r moveRow) toDomain() registry.LibraryMove {
	m := registry.LibraryMove{
		ID: r.ID, Project: r.ProjectID, From: r.FromLibrary, To: r.ToLibrary, State: r.State, Reason: r.Reason,
		Proposer: r.Proposer, Proposed: r.ProposeTime.UTC(), Decider: r.Decider, Comment: r.Comment, Policy: r.PolicyVersion,
	}
	if r.DecideTime != nil {
		m.Decided = r.DecideTime.UTC()
	}
	return m
}

// Propose keeps a proposal in the place of an open one. The caller holds the project's lock.
func (t *Tx) Propose(ctx context.Context, m registry.LibraryMove) error {
	batch := &pgx.Batch{}
	batch.Queue(closeProposalSQL, uuidOf(m.Project), m.Proposer, m.Proposed)
	queueMove(batch, m)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("propose to move project %s: %w", m.Project, err)
	}
	return nil
}

func queueMove(batch *pgx.Batch, m registry.LibraryMove) {
	batch.Queue(addMoveSQL, pgx.NamedArgs{
		"project": uuidOf(m.Project), "from": m.From, "to": m.To, "state": m.State, "reason": m.Reason,
		"proposer": m.Proposer, "proposed": m.Proposed, "decider": m.Decider, "decided": orNil(m.Decided),
		"comment": m.Comment, "policy": m.Policy,
	})
}

// queueDepartures notes who left the libraries by being completed; it closes what was
// proposed for them.
func (t *Tx) queueDepartures(batch *pgx.Batch, ws []ProjectWrite) {
	for _, w := range ws {
		if w.Before == nil {
			continue
		}
		if m, left := registry.Departure(*w.Before, w.After, t.by.Principal, t.now); left {
			m.Reason = t.by.Reason
			batch.Queue(closeProposalSQL, uuidOf(m.Project), m.Proposer, m.Proposed)
			queueMove(batch, m)
		}
	}
}

// DecideMove keeps the decision on a proposal. The caller holds the project's lock.
func (t *Tx) DecideMove(ctx context.Context, m registry.LibraryMove) error {
	if _, err := t.tx.Exec(ctx, decideMoveSQL, m.ID, m.State, m.Decider, m.Decided, m.Comment, m.Policy); err != nil {
		return fmt.Errorf("decide on move %d: %w", m.ID, err)
	}
	return nil
}

// OpenMove is the open proposal for a project; its zero value where there is none.
func (t *Tx) OpenMove(ctx context.Context, id registry.ProjectID) (registry.LibraryMove, error) {
	moves, err := loadMoves(ctx, t.tx, id)
	if err != nil {
		return registry.LibraryMove{}, err
	}
	return registry.OpenMove(moves), nil
}

// LibraryFacts are what conditions need to know of the register besides the project.
func (t *Tx) LibraryFacts(ctx context.Context, p registry.Project) (registry.LibraryFacts, error) {
	return loadLibraryFacts(ctx, t.tx, p)
}

// Moves reads all proposals and moves of a project, the newest first.
func (s *Store) Moves(ctx context.Context, id registry.ProjectID) ([]registry.LibraryMove, error) {
	var moves []registry.LibraryMove
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		moves, err = loadMoves(ctx, tx, id)
		return err
	})
	return moves, err
}

// LibraryFacts are what conditions need to know of the register besides the project.
func (s *Store) LibraryFacts(ctx context.Context, p registry.Project) (registry.LibraryFacts, error) {
	var facts registry.LibraryFacts
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		facts, err = loadLibraryFacts(ctx, tx, p)
		return err
	})
	return facts, err
}

func loadMoves(ctx context.Context, tx pgx.Tx, id registry.ProjectID) ([]registry.LibraryMove, error) {
	rows, _ := tx.Query(ctx, movesSQL, uuidOf(id))
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[moveRow])
	if err != nil {
		return nil, fmt.Errorf("read moves of project %s: %w", id, err)
	}
	return column(found, moveRow.toDomain), nil
}

func loadLibraryFacts(ctx context.Context, tx pgx.Tx, p registry.Project) (registry.LibraryFacts, error) {
	var facts registry.LibraryFacts
	key := KeyOf(p)
	if err := tx.QueryRow(ctx, countTwinsSQL, uuidOf(p.ID), key.Name, key.Company).Scan(&facts.Twins); err != nil {
		return facts, fmt.Errorf("count projects like %s: %w", p.ID, err)
	}
	return facts, nil
}
