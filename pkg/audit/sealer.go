package audit

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/pg"
)

// Config says whose record a sealer seals.
type Config struct {
	Service    string // part of every block's hash; never change it
	Log        *slog.Logger
	Now        func() time.Time
	Registerer prometheus.Registerer

	most   int           // tests: entries of a block
	sealed func() error  // tests: called before the commit of a block
	every  time.Duration // tests: between two looks
}

const (
	sealEvery = time.Second
	tellEvery = time.Hour
	mostLeafs = 10_000 // of a block: sealed well within a second, checked in little memory
	operation = 30 * time.Second
)

// Sealer seals what is recorded. Any number may run; each block is made by one of
// them, under a lock that lives as long as its transaction.
type Sealer struct {
	pool    *pgxpool.Pool
	cfg     Config
	metrics metrics
}

// NewSealer makes the sealer of the record in pool's database.
func NewSealer(pool *pgxpool.Pool, cfg Config) *Sealer {
	if cfg.most == 0 {
		cfg.most = mostLeafs
	}
	if cfg.every == 0 {
		cfg.every = sealEvery
	}
	return &Sealer{pool: pool, cfg: cfg, metrics: newMetrics(cfg.Registerer, cfg.Service)}
}

// String names the sealer among a process's runners.
func (s *Sealer) String() string { return "audit sealer" }

// Run seals every second until ctx ends, and once more then, for what the last calls
// wrote. It says the head at once and every hour, so that it is known where the
// database's owner cannot write. A failure is told and made up for by the next look.
func (s *Sealer) Run(ctx context.Context) error {
	var measuring sync.WaitGroup
	measuring.Go(func() { s.metrics.watch(ctx, s.pool) })
	defer measuring.Wait()
	tick, tell := time.NewTicker(s.cfg.every), time.NewTicker(tellEvery)
	defer tick.Stop()
	defer tell.Stop()
	s.tell(ctx)
	for {
		s.look(ctx)
		select {
		case <-ctx.Done():
			s.look(context.WithoutCancel(ctx))
			return nil
		case <-tell.C:
			s.tell(ctx)
		case <-tick.C:
		}
	}
}

// look seals all that can be sealed now.
func (s *Sealer) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, operation)
	defer cancel()
	for {
		n, err := s.Seal(ctx)
		if err != nil && ctx.Err() == nil {
			s.cfg.Log.WarnContext(ctx, "audit entries not sealed", "error", err)
		}
		if err != nil || n < s.cfg.most {
			return
		}
	}
}

func (s *Sealer) tell(ctx context.Context) {
	head, err := HeadOf(ctx, s.pool)
	switch {
	case err != nil && ctx.Err() == nil:
		s.cfg.Log.WarnContext(ctx, "audit head not read", "error", err)
	case head.Number > 0:
		s.cfg.Log.InfoContext(ctx, "audit head", "block", head.Number, "hash", head.Hash.String())
	}
}

// sealLockSQL also keeps plans that were made while nothing waited from reading all that
// does, later, to seal a block of it.
const (
	sealLockSQL = `SELECT pg_try_advisory_xact_lock(hashtextextended('pacesetter.audit', 0)),
  set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`
	pendingSQL = `SELECT ` + entryColumns + ` FROM audit_pending p JOIN audit_entry e ON e.id = p.entry ORDER BY p.entry LIMIT $1`
	blockSQL   = `INSERT INTO audit_block (` + blockColumns + `) VALUES ($1, $2, $3, $4, $5, $6)`
	sealedSQL  = `DELETE FROM audit_pending WHERE entry = ANY($1)`
)

// Seal makes one block of the oldest unsealed entries and returns how many it holds:
// 0 where there is nothing to seal, or where somebody else is at it.
func (s *Sealer) Seal(ctx context.Context) (int, error) {
	var n int
	err := pg.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var (
			mine    bool
			setting string
		)
		if err := tx.QueryRow(ctx, sealLockSQL).Scan(&mine, &setting, &setting, &setting); err != nil {
			return fmt.Errorf("become the one sealer: %w", err)
		}
		n = 0
		if !mine {
			return nil
		}
		entries, err := s.pending(ctx, tx)
		if err != nil || len(entries) == 0 {
			return err
		}
		n = len(entries)
		return s.seal(ctx, tx, entries)
	})
	return n, err
}

func (s *Sealer) pending(ctx context.Context, tx pgx.Tx) ([]Entry, error) {
	rows, _ := tx.Query(ctx, pendingSQL, s.cfg.most) // its error comes back from Collect
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Entry, error) {
		var r entryRow
		err := row.Scan(r.targets()...)
		return r.entry(), err
	})
	if err != nil {
		return nil, fmt.Errorf("read unsealed audit entries: %w", err)
	}
	return entries, nil
}

// seal writes the block, the places of its entries and that they wait no longer.
func (s *Sealer) seal(ctx context.Context, tx pgx.Tx, entries []Entry) error {
	last, err := lastHead(ctx, tx)
	if err != nil {
		return err
	}
	var t tree
	ids, leaves := make([]int64, len(entries)), make([][]any, len(entries))
	b := Block{Number: last.Number + 1, Previous: last.Hash, SealedAt: s.cfg.Now().UTC().Truncate(time.Microsecond)}
	for i, e := range entries {
		leaf := e.Hash()
		t.add(leaf)
		ids[i], leaves[i] = e.ID, []any{b.Number, int64(i), e.ID, leaf[:]}
	}
	b.Root, b.Entries = t.root(), t.leaves
	if err := s.write(ctx, tx, b, leaves); err != nil {
		return fmt.Errorf("write audit block %d: %w", b.Number, err)
	}
	if _, err := tx.Exec(ctx, sealedSQL, ids); err != nil {
		return fmt.Errorf("note audit entries as sealed: %w", err)
	}
	if s.cfg.sealed != nil {
		return s.cfg.sealed()
	}
	return nil
}

func (s *Sealer) write(ctx context.Context, tx pgx.Tx, b Block, leaves [][]any) error {
	hash := b.Hash(s.cfg.Service)
	if _, err := tx.Exec(ctx, blockSQL, b.Number, b.Previous[:], b.Root[:], b.Entries, b.SealedAt, hash[:]); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"audit_leaf"}, []string{"block", "position", "entry", "hash"}, pgx.CopyFromRows(leaves))
	return err
}
