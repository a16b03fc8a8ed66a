package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/percent"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/unittree"
)

// treePoll is how long a change made by another replica may go unnoticed.
const treePoll = 500 * time.Millisecond

// treeCache is the tree as this replica last read it. Every call asks it, so it is
// kept in memory; it changes a few times a year.
type treeCache struct {
	current atomic.Pointer[treeVersion]
	reading sync.Mutex // so that no reading overwrites a later one
}

type treeVersion struct {
	version int64
	tree    unittree.Tree
}

// Tree is the present tree. It fails with TREE_NOT_READY while there is none.
func (s *Store) Tree() (unittree.Tree, error) {
	if v := s.tree.current.Load(); v != nil && v.tree.Len() > 0 {
		return v.tree, nil
	}
	return unittree.Tree{}, errs.Unavailable("TREE_NOT_READY", "no units read yet")
}

const treeVersionSQL = `SELECT version FROM tree_state`

// RefreshTree reads the tree again if it has changed.
func (s *Store) RefreshTree(ctx context.Context) error {
	s.tree.reading.Lock()
	defer s.tree.reading.Unlock()
	var version int64
	if err := s.pool.QueryRow(ctx, treeVersionSQL).Scan(&version); err != nil {
		return pg.Wrap(fmt.Errorf("read version of the tree: %w", err))
	}
	if v := s.tree.current.Load(); v != nil && v.version == version {
		return nil
	}
	return s.read(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, treeVersionSQL).Scan(&version); err != nil {
			return fmt.Errorf("read version of the tree: %w", err)
		}
		tree, err := loadTree(ctx, tx)
		if err == nil {
			s.tree.current.Store(&treeVersion{version, tree})
		}
		return err
	})
}

// TreeWatch keeps the store's tree fresh.
type TreeWatch struct {
	store *Store
	log   *slog.Logger
}

// NewTreeWatch makes the runner that follows changes of the tree by other replicas.
func NewTreeWatch(s *Store, log *slog.Logger) *TreeWatch { return &TreeWatch{s, log} }

// String names the runner.
func (w *TreeWatch) String() string { return "tree watch" }

// Run reads the tree until ctx ends. While the database is away the tree stays as it
// was: reads go on being judged, and writes can't happen anyway.
func (w *TreeWatch) Run(ctx context.Context) error {
	tick := time.NewTicker(treePoll)
	defer tick.Stop()
	for {
		if err := w.store.RefreshTree(ctx); err != nil && ctx.Err() == nil {
			w.log.WarnContext(ctx, "tree not refreshed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// loadUnitsSQL reads all units with their places; "to" is exclusive in the range.
const loadUnitsSQL = `
SELECT u.code, u.name, u.kind, coalesce(u.gb_code, '') AS gb_code, u.aliases, u.pace_rounding, u.pace_rule, u.decimals, u.auto_accept, u.tag_systems, u.tile_col, u.tile_row, u.version,
       array_agg(coalesce(p.parent, '') ORDER BY lower(p.years)) AS parents,
       array_agg(lower(p.years) ORDER BY lower(p.years)) AS froms,
       array_agg(coalesce(upper(p.years) - 1, 0) ORDER BY lower(p.years)) AS tos
FROM unit u JOIN unit_place p ON p.unit = u.code
GROUP BY u.code
ORDER BY u.code`

type unitRow struct {
	Code         string
	Name         string
	Kind         string
	GBCode       string `db:"gb_code"`
	Aliases      []string
	PaceRounding *string
	PaceRule     *string
	Decimals     *int
	AutoAccept   *bool
	TagSystems   []string
	TileCol      *int
	TileRow      *int
	Version      int64
	Parents      []string
	Froms        []int
	Tos          []int
}

func loadTree(ctx context.Context, tx pgx.Tx) (unittree.Tree, error) {
	rows, _ := tx.Query(ctx, loadUnitsSQL) // its error comes back from Collect
	units, err := pgx.CollectRows(rows, pgx.RowToStructByName[unitRow])
	if err != nil {
		return unittree.Tree{}, fmt.Errorf("read units: %w", err)
	}
	return unittree.New(column(units, unitRow.toDomain)), nil
}

func (r unitRow) toDomain() unittree.Unit {
	u := unittree.Unit{Code: r.Code, Name: r.Name, Kind: r.Kind, GBCode: r.GBCode, Aliases: r.Aliases, Version: r.Version}
	u.Settings = unittree.OwnSettings{Decimals: r.Decimals, AutoAccept: r.AutoAccept, TagSystems: r.TagSystems}
	if r.PaceRounding != nil {
		rounding := percent.Rounding(*r.PaceRounding)
		u.Settings.PaceRounding = &rounding
	}
	if r.PaceRule != nil {
		rule := percent.PaceRule(*r.PaceRule)
		u.Settings.PaceRule = &rule
	}
	if r.TileCol != nil && r.TileRow != nil {
		u.Tile = &unittree.Tile{Col: *r.TileCol, Row: *r.TileRow}
	}
	for i := range r.Parents {
		u.Places = append(u.Places, unittree.Place{Parent: r.Parents[i], From: r.Froms[i], To: r.Tos[i]})
	}
	return u
}
