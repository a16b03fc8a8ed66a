package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/events"
)

const lockTreeSQL = `SELECT version FROM tree_state FOR UPDATE`

// LockTree reads the tree and keeps everybody else from changing it until the
// transaction ends: whether a unit may move is a question about the whole tree.
func (t *Tx) LockTree(ctx context.Context) (unittree.Tree, error) {
	var version int64
	if err := t.tx.QueryRow(ctx, lockTreeSQL).Scan(&version); err != nil {
		return unittree.Tree{}, fmt.Errorf("lock the tree: %w", err)
	}
	return loadTree(ctx, t.tx)
}

const (
	saveUnitSQL = `
INSERT INTO unit (code, name, kind, gb_code, aliases, pace_rounding, pace_rule, decimals, auto_accept, tag_systems, tile_col, tile_row, version, update_time)
VALUES (@code, @name, @kind, @gb_code, @aliases, @pace_rounding, @pace_rule, @decimals, @auto_accept, @tag_systems, @tile_col, @tile_row, @version, @now)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, gb_code = excluded.gb_code, aliases = excluded.aliases,
    pace_rounding = excluded.pace_rounding, pace_rule = excluded.pace_rule, decimals = excluded.decimals, auto_accept = excluded.auto_accept,
    tag_systems = excluded.tag_systems, tile_col = excluded.tile_col, tile_row = excluded.tile_row,
    version = excluded.version, update_time = excluded.update_time`
	dropPlacesSQL = `DELETE FROM unit_place WHERE unit = $1`
	addPlaceSQL   = `INSERT INTO unit_place (unit, parent, years) VALUES ($1, $2, int4range($3, $4, '[)'))`
	bumpTreeSQL   = `UPDATE tree_state SET version = version + 1`
	unitChangeSQL = `
INSERT INTO unit_change (unit, at, principal, call, version, state) VALUES ($1, $2, $3, $4, $5, $6)`
)

// SaveUnit stores a unit as decided and tells it. The caller holds the tree's lock.
func (t *Tx) SaveUnit(ctx context.Context, u unittree.Unit, verb events.Verb) error {
	col, row := tileColumns(u.Tile)
	batch := &pgx.Batch{}
	batch.Queue(saveUnitSQL, pgx.NamedArgs{
		"code": u.Code, "name": u.Name, "kind": u.Kind, "gb_code": orNil(u.GBCode), "aliases": u.Aliases,
		"pace_rounding": u.Settings.PaceRounding, "pace_rule": u.Settings.PaceRule, "decimals": u.Settings.Decimals, "auto_accept": u.Settings.AutoAccept,
		"tag_systems": u.Settings.TagSystems,
		"tile_col":    col, "tile_row": row, "version": u.Version, "now": t.now,
	})
	batch.Queue(dropPlacesSQL, u.Code)
	for _, p := range u.Places {
		batch.Queue(addPlaceSQL, u.Code, orNil(p.Parent), p.From, upper(p))
	}
	batch.Queue(bumpTreeSQL)
	batch.Queue(unitChangeSQL, u.Code, t.now, t.by.Principal, t.by.Call, u.Version, u)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save unit %s: %w", u.Code, err)
	}
	message, err := events.OfUnit(u, verb, t.now)
	if err != nil {
		return err
	}
	return outbox.Put(ctx, t.tx, message)
}

// tileColumns are both NULL where the unit's square has no place of its own.
func tileColumns(t *unittree.Tile) (col, row *int) {
	if t == nil {
		return nil, nil
	}
	return &t.Col, &t.Row
}

// upper is the exclusive end of a place's years, NULL while it is open.
func upper(p unittree.Place) *int {
	if p.To == 0 {
		return nil
	}
	end := p.To + 1
	return &end
}

// EnsureRoot writes the root unit if there is no unit at all. A register whose tree
// has another root is left alone and refused: its figures would lose their top.
func (s *Store) EnsureRoot(ctx context.Context, root unittree.Unit) error {
	by := By{Principal: "service:registry", Call: "migrate"}
	err := s.inTx(ctx, by, func(t *Tx) error {
		tree, err := t.LockTree(ctx)
		if err != nil {
			return err
		}
		if known, ok := tree.Unit(root.Code); ok && known.Places[0].Parent == "" {
			return nil
		}
		if tree.Len() > 0 {
			return errs.Precondition("ROOT_DIFFERS", "the register has a root, and it is not %s", root.Code)
		}
		return t.SaveUnit(ctx, root, events.Created)
	})
	return refusalOf(err)
}

// CheckVersion refuses a change of something that has moved on since it was seen.
func CheckVersion(what string, present, seen int64) error {
	if present != seen {
		return errs.Conflict("STALE_VERSION", "%s is at version %d, seen was %d", what, present, seen)
	}
	return nil
}
