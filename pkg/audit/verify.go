package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/pg"
)

// Stretch says which part of a chain to verify.
type Stretch struct {
	Service  string
	From, To int64 // numbers of blocks; 0 is the first, and the last
	Head     Hash  // noted earlier, and to be found among them; zero is none
}

// Verified is what was found to fit.
type Verified struct {
	Blocks, Entries int64
	Unsealed        int64 // entries that wait for their block
	Head            Head  // the last block of the stretch
}

// Verify recomputes a chain from its rows, on one picture of the database, and returns
// a *ChainError for the first that does not fit. Its memory does not grow with the chain.
//
// Without a head that was noted outside of the database it cannot tell a chain that
// was cut at its end, or written anew by the database's owner.
func Verify(ctx context.Context, pool *pgxpool.Pool, s Stretch) (Verified, error) {
	var v verification
	err := pg.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		v = verification{tx: tx, Stretch: s, chain: chain{service: s.Service, first: max(s.From, 1)}}
		return v.run(ctx)
	})
	return v.result, err
}

// verification is one run of Verify.
type verification struct {
	Stretch

	tx     pgx.Tx
	chain  chain
	met    bool // the head that was noted
	result Verified
}

// portion is how many blocks are read at once.
const portion = 500

const (
	blocksSQL = `SELECT ` + blockColumns + ` FROM audit_block WHERE number >= $1 AND ($2::bigint = 0 OR number <= $2) ORDER BY number LIMIT $3`
	leavesSQL = `SELECT l.block, l.position, l.entry, l.hash, ` + entryColumns + `
FROM audit_leaf l LEFT JOIN audit_entry e ON e.id = l.entry WHERE l.block BETWEEN $1 AND $2 ORDER BY l.block, l.position`
	unsealedSQL = `SELECT count(*) FROM audit_pending`
	// insertedSQL finds what is neither sealed nor waits for it.
	insertedSQL = `SELECT 0::bigint, e.id FROM audit_entry e
WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id) AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.entry = e.id)
ORDER BY e.id LIMIT 1`
	lostSQL   = `SELECT 0::bigint, p.entry FROM audit_pending p WHERE NOT EXISTS (SELECT FROM audit_entry e WHERE e.id = p.entry) ORDER BY p.entry LIMIT 1`
	orphanSQL = `SELECT l.block, 0::bigint FROM audit_leaf l WHERE NOT EXISTS (SELECT FROM audit_block b WHERE b.number = l.block) ORDER BY l.block LIMIT 1`
)

func (v *verification) run(ctx context.Context) error {
	for next := v.chain.first; ; next = v.result.Head.Number + 1 {
		blocks, err := v.blocks(ctx, next)
		if err != nil {
			return err
		}
		if len(blocks) == 0 {
			break
		}
		if err := v.walk(ctx, blocks); err != nil {
			return err
		}
	}
	if v.To > 0 && v.result.Head.Number < v.To {
		return &ChainError{What: BlockMissing, Block: max(v.result.Head.Number+1, v.chain.first)}
	}
	if v.Head != (Hash{}) && !v.met {
		return &ChainError{What: HeadLost}
	}
	return v.loose(ctx)
}

func (v *verification) blocks(ctx context.Context, from int64) ([]stored, error) {
	rows, _ := v.tx.Query(ctx, blocksSQL, from, v.To, portion) // its error comes back from Collect
	blocks, err := pgx.CollectRows(rows, scanBlock)
	if err != nil {
		return nil, fmt.Errorf("read audit blocks from %d: %w", from, err)
	}
	return blocks, nil
}

// walk goes through blocks and, beside them, through their entries.
func (v *verification) walk(ctx context.Context, blocks []stored) error {
	rows, err := v.tx.Query(ctx, leavesSQL, blocks[0].Number, blocks[len(blocks)-1].Number)
	if err != nil {
		return fmt.Errorf("read audit entries: %w", err)
	}
	defer rows.Close()
	next := 0
	for rows.Next() {
		block, l, err := scanLeaf(rows)
		if err != nil {
			return fmt.Errorf("read audit entries of block %d: %w", block, err)
		}
		for ; next < len(blocks) && blocks[next].Number <= block; next++ {
			if err := v.begin(blocks[next]); err != nil {
				return err
			}
		}
		if v.chain.block.Number != block {
			return &ChainError{What: BlockMissing, Block: block}
		}
		if f := v.chain.add(l); f != nil {
			return f
		}
		v.result.Entries++
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read audit entries: %w", err)
	}
	for ; next < len(blocks); next++ {
		if err := v.begin(blocks[next]); err != nil {
			return err
		}
	}
	return v.end()
}

// begin and end turn no fault into no error, which a nil *ChainError is not.
func (v *verification) begin(b stored) error {
	if f := v.chain.begin(b); f != nil {
		return f
	}
	v.met = v.met || b.hash == v.Head
	v.result.Blocks++
	v.result.Head = b.head()
	return nil
}

func (v *verification) end() error {
	if f := v.chain.end(); f != nil {
		return f
	}
	return nil
}

func scanLeaf(rows pgx.Rows) (int64, leaf, error) {
	var block int64
	var l leaf
	var hash []byte
	var found entryRow
	err := rows.Scan(append([]any{&block, &l.position, &l.entry, &hash}, found.targets()...)...)
	l.hash, l.found = hashOf(hash), found.entry()
	return block, l, err
}

// loose looks at what lies in no block.
func (v *verification) loose(ctx context.Context) error {
	for _, look := range []struct{ sql, what string }{{orphanSQL, BlockMissing}, {insertedSQL, EntryInserted}, {lostSQL, EntryMissing}} {
		f := &ChainError{What: look.what}
		switch err := v.tx.QueryRow(ctx, look.sql).Scan(&f.Block, &f.Entry); {
		case errors.Is(err, pgx.ErrNoRows):
		case err != nil:
			return fmt.Errorf("look for audit entries in no block: %w", err)
		default:
			return f
		}
	}
	if err := v.tx.QueryRow(ctx, unsealedSQL).Scan(&v.result.Unsealed); err != nil {
		return fmt.Errorf("count unsealed audit entries: %w", err)
	}
	return nil
}
