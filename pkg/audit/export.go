package audit

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/pg"
)

// Export writes the sealed entries that f means to w, each with what Check needs to
// prove it, and returns what it wrote. Its memory does not grow beyond one block.
func Export(ctx context.Context, pool *pgxpool.Pool, service string, f Filter, w io.Writer) (Checked, error) {
	out := bufio.NewWriter(w)
	var x export
	err := pg.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		x = export{tx: tx, filter: f, out: out, result: Checked{Service: service}}
		return x.run(ctx)
	})
	if err != nil {
		return Checked{}, err
	}
	return x.result, out.Flush()
}

// export is one run of Export.
type export struct {
	tx     pgx.Tx
	filter Filter
	last   int64 // block that holds what is wanted; those behind it lead to the head
	out    io.Writer
	result Checked
}

const (
	spanSQL      = `SELECT coalesce(min(l.block), 0), coalesce(max(l.block), 0) FROM audit_entry e JOIN audit_leaf l ON l.entry = e.id WHERE ` + matches
	withMatchSQL = `SELECT DISTINCT l.block FROM audit_entry e JOIN audit_leaf l ON l.entry = e.id
WHERE ` + matches + ` AND l.block BETWEEN @first AND @last`
	wholeBlockSQL = `SELECT l.hash, coalesce(` + matches + `, false), ` + entryColumns + `
FROM audit_leaf l LEFT JOIN audit_entry e ON e.id = l.entry WHERE l.block = @block ORDER BY l.position`
)

func (x *export) run(ctx context.Context) error {
	if err := x.write(line{Audit: &fileHead{fileForm, x.result.Service}}); err != nil {
		return err
	}
	var next int64
	if err := x.tx.QueryRow(ctx, spanSQL, x.filter.args()).Scan(&next, &x.last); err != nil {
		return fmt.Errorf("find the audit blocks: %w", err)
	}
	for next > 0 {
		n, err := x.portion(ctx, next)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		next += n
	}
	return x.write(line{End: &fileEnd{x.result.Entries, x.result.Head.Hash}})
}

// portion writes some blocks and returns how far it came.
func (x *export) portion(ctx context.Context, from int64) (int64, error) {
	rows, _ := x.tx.Query(ctx, blocksSQL, from, 0, portion) // its error comes back from Collect
	blocks, err := pgx.CollectRows(rows, scanBlock)
	if err != nil {
		return 0, fmt.Errorf("read audit blocks from %d: %w", from, err)
	}
	if len(blocks) == 0 {
		return 0, nil
	}
	wanted, err := x.withMatch(ctx, from, blocks[len(blocks)-1].Number)
	if err != nil {
		return 0, err
	}
	for _, b := range blocks {
		if err := x.block(ctx, b, wanted[b.Number]); err != nil {
			return 0, err
		}
	}
	return blocks[len(blocks)-1].Number - from + 1, nil
}

// withMatch tells which blocks hold entries that are wanted.
func (x *export) withMatch(ctx context.Context, first, last int64) (map[int64]bool, error) {
	if first > x.last {
		return map[int64]bool{}, nil
	}
	args := x.filter.args()
	args["first"], args["last"] = first, min(last, x.last)
	rows, _ := x.tx.Query(ctx, withMatchSQL, args) // its error comes back from Collect
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find audit blocks: %w", err)
	}
	wanted := make(map[int64]bool, len(numbers))
	for _, n := range numbers {
		wanted[n] = true
	}
	return wanted, nil
}

func (x *export) block(ctx context.Context, b stored, wanted bool) error {
	if err := x.write(lineOfBlock(b.Block)); err != nil {
		return err
	}
	x.result.Blocks++
	x.result.Head = b.head()
	if !wanted {
		return nil
	}
	return x.entries(ctx, b.Number)
}

// candidate is an entry of a block and whether it is wanted.
type candidate struct {
	hash   Hash
	wanted bool
	entry  Entry
}

func (x *export) entries(ctx context.Context, block int64) error {
	args := x.filter.args()
	args["block"] = block
	rows, _ := x.tx.Query(ctx, wholeBlockSQL, args) // its error comes back from Collect
	all, err := pgx.CollectRows(rows, scanCandidate)
	if err != nil {
		return fmt.Errorf("read audit block %d: %w", block, err)
	}
	leaves := make([]Hash, len(all))
	for i, c := range all {
		leaves[i] = c.hash
	}
	levels := levelsOf(leaves)
	for i, c := range all {
		if !c.wanted {
			continue
		}
		if err := x.write(lineOfEntry(c.entry, int64(i), levels.path(i))); err != nil {
			return err
		}
		x.result.Entries++
	}
	return nil
}

func scanCandidate(row pgx.CollectableRow) (candidate, error) {
	var c candidate
	var hash []byte
	var r entryRow
	err := row.Scan(append([]any{&hash, &c.wanted}, r.targets()...)...)
	c.hash, c.entry = hashOf(hash), r.entry()
	return c, err
}

func (x *export) write(l line) error {
	raw, err := l.encode()
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	_, err = x.out.Write(append(raw, '\n'))
	return err
}
