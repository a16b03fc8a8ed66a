package store

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

// pages are the cells that are kept page by page, as a batch of facts leaves them: a page is
// read, added to and written back whole, for only who holds the applier changes any.
type pages struct {
	details    detailPages
	dimensions statistics.DimensionCells
	changed    map[yearUnit]bool // units whose figures by dimension change
}

// openPages adds what is kept on the pages of differences to these, in one round trip.
func openPages(ctx context.Context, tx pgx.Tx, diff cells) (pages, error) {
	p := pages{details: detailsOf(diff.grains), dimensions: diff.dimensions, changed: make(map[yearUnit]bool)}
	for k := range p.dimensions {
		p.changed[yearUnit{k.Year, k.Unit}] = true
	}
	var batch pgx.Batch
	p.details.queueLoad(&batch)
	queueLoadDimensions(&batch, p.dimensions)
	if batch.Len() == 0 {
		return p, nil
	}
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return p, fmt.Errorf("read %d pages of cells: %w", len(p.details)+len(p.dimensions), err)
	}
	return p, nil
}

// queue saves pages as they are now, and notes whose figures changed although none of their
// other cells did.
func (p pages) queue(batch *pgx.Batch, sequence int64) {
	p.details.queueSave(batch)
	if len(p.dimensions) > 0 {
		queueSaveDimensions(batch, p.dimensions)
		queueChanges(batch, p.changed, sequence)
	}
}

// sumsLiteral is an array of the sums of cells, one after the other.
type sumsLiteral struct{ text []byte }

func (l *sumsLiteral) add(sums []int64) {
	for _, sum := range sums {
		l.text = append(strconv.AppendInt(l.text, sum, 10), ',')
	}
}

// take is the array; what comes next begins another one.
func (l *sumsLiteral) take() string {
	text := "{" + string(bytes.TrimSuffix(l.text, []byte{','})) + "}"
	l.text = l.text[:0]
	return text
}

func quoted(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = quote(text)
	}
	return out
}
