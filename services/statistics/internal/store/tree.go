package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/pkg/unittree"
)

// Tree is the unit tree with the number that answers about cells name it by.
type Tree struct {
	unittree.Tree
	Number int64
}

type treeAt = Tree

// Tree is the tree as this process saw it last; it is read while it has no units.
func (s *Store) Tree(ctx context.Context) (Tree, error) {
	if t := s.tree.Load(); t != nil && t.Len() > 0 {
		return *t, nil
	}
	return s.RefreshTree(ctx)
}

// UnitTree is the tree alone, for whoever judges by units and reads no cells.
func (s *Store) UnitTree(ctx context.Context) (unittree.Tree, error) {
	t, err := s.Tree(ctx)
	return t.Tree, err
}

const treeNumberSQL = `SELECT tree FROM applier`

// RefreshTree reads the tree as it is now.
func (s *Store) RefreshTree(ctx context.Context) (Tree, error) {
	var t Tree
	err := pg.ReadTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, treeNumberSQL).Scan(&t.Number); err != nil {
			return fmt.Errorf("number of the tree: %w", err)
		}
		var err error
		t.Tree, err = loadTree(ctx, tx)
		return err
	})
	if err != nil {
		return Tree{}, err
	}
	s.tree.Store(&t)
	return t, nil
}
