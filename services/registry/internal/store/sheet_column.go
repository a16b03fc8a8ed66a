package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
)

const (
	sheetColumnsSQL = `SELECT header, field FROM sheet_column WHERE unit = $1 AND annex = $2`
	keepColumnsSQL  = `
INSERT INTO sheet_column (unit, annex, header, field, principal, at)
SELECT $1, $2, k.header, k.field, $5, $6 FROM unnest($3::text[], $4::text[]) AS k (header, field)
ON CONFLICT (unit, annex, header) DO UPDATE SET field = excluded.field, principal = excluded.principal, at = excluded.at`
	forgetColumnsSQL = `DELETE FROM sheet_column WHERE unit = $1 AND annex = $2 AND header = ANY($3)`
)

// SheetColumns reads what people said that headers of the unit's sheets mean: the key
// of a field by header, empty for one that is not imported.
func (s *Store) SheetColumns(ctx context.Context, unit string, annex int) (map[string]string, error) {
	said := map[string]string{}
	rows, _ := s.pool.Query(ctx, sheetColumnsSQL, unit, annex)
	var header, field string
	_, err := pgx.ForEachRow(rows, []any{&header, &field}, func() error {
		said[header] = field
		return nil
	})
	if err != nil {
		return nil, pg.Wrap(fmt.Errorf("read headers of %s: %w", unit, err))
	}
	return said, nil
}

// KeepColumns keeps what was said of headers, and forgets those that are listed.
func (t *Tx) KeepColumns(ctx context.Context, unit string, annex int, said map[string]string, forgotten []string) error {
	headers, fields := make([]string, 0, len(said)), make([]string, 0, len(said))
	for header, field := range said {
		headers, fields = append(headers, header), append(fields, field)
	}
	batch := &pgx.Batch{}
	if len(headers) > 0 {
		batch.Queue(keepColumnsSQL, unit, annex, headers, fields, t.by.Principal, t.now)
	}
	if len(forgotten) > 0 {
		batch.Queue(forgetColumnsSQL, unit, annex, forgotten)
	}
	if batch.Len() == 0 {
		return nil
	}
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep headers of %s: %w", unit, err)
	}
	return nil
}
