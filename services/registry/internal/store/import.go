package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/pkg/pg"
	"pacesetter/services/registry/internal/registry"
)

const importColumns = `id::text AS id, unit, year, month, annex, file_name, encode(sha256, 'hex') AS sha256, state, principal,
       create_time, commit_time, row_count, valid_count, written_count, undone_count, undo_time, undo_principal, undo_reason`

const (
	addImportSQL = `
INSERT INTO import (id, unit, year, month, annex, file_name, sha256, state, principal, create_time, row_count, valid_count, written_count)
VALUES (@id, @unit, @year, @month, @annex, @file_name, @sha256, 'previewed', @principal, @now, @rows, @valid, 0)
ON CONFLICT ON CONSTRAINT import_once DO NOTHING`
	addFileSQL    = `INSERT INTO import_file (import_id, content) VALUES ($1, $2)`
	findImportSQL = `SELECT ` + importColumns + ` FROM import
WHERE unit = $1 AND year = $2 AND month = $3 AND annex = $4 AND sha256 = $5`
	importSQL     = `SELECT ` + importColumns + ` FROM import WHERE id = $1`
	importFileSQL = `SELECT content FROM import_file WHERE import_id = $1`
	importsSQL    = `SELECT ` + importColumns + ` FROM import
WHERE unit = ANY($1) AND ($2::timestamptz IS NULL OR (create_time, id) < ($2, $3))
ORDER BY create_time DESC, id DESC LIMIT $4`
	commitImportSQL = `
UPDATE import SET state = 'committed', commit_time = $2, row_count = $3, valid_count = $4, written_count = written_count + $5
WHERE id = $1 RETURNING ` + importColumns
	lockImportSQL = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`
)

type importRow struct {
	ID           string
	Unit         string
	Year         int
	Month        int
	Annex        int
	FileName     string `db:"file_name"`
	SHA256       string `db:"sha256"`
	State        registry.ImportState
	Principal    string
	CreateTime   time.Time
	CommitTime   *time.Time
	RowCount     int
	ValidCount   int
	WrittenCount int
	UndoneCount  int
	UndoTime     *time.Time
	Undoer       string `db:"undo_principal"`
	UndoReason   string
}

func (r importRow) toDomain() registry.Import {
	return registry.Import{
		ID: r.ID, Unit: r.Unit, Month: month.Month{Year: r.Year, Month: r.Month}, Annex: r.Annex, FileName: r.FileName, SHA256: r.SHA256,
		State: r.State, Principal: r.Principal, Created: r.CreateTime.UTC(), Committed: utc(r.CommitTime),
		Rows: r.RowCount, Valid: r.ValidCount, Written: r.WrittenCount,
		Undone: r.UndoneCount, UndoTime: utc(r.UndoTime), Undoer: r.Undoer, UndoReason: r.UndoReason,
	}
}

func oneImport(rows pgx.Rows, what string) (registry.Import, error) {
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[importRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return registry.Import{}, registry.ImportNotFound(what)
	}
	if err != nil {
		return registry.Import{}, fmt.Errorf("read import %s: %w", what, err)
	}
	return row.toDomain(), nil
}

// KeepImport keeps an uploaded file. The same bytes for the same unit, month and
// annex are the import that is there already.
func (t *Tx) KeepImport(ctx context.Context, i registry.Import, content []byte) (registry.Import, error) {
	sum, err := hex.DecodeString(i.SHA256)
	if err != nil {
		return registry.Import{}, fmt.Errorf("hash of import %s: %w", i.ID, err)
	}
	tag, err := t.tx.Exec(ctx, addImportSQL, pgx.NamedArgs{
		"id": i.ID, "unit": i.Unit, "year": i.Month.Year, "month": i.Month.Month, "annex": i.Annex, "file_name": i.FileName,
		"sha256": sum, "principal": t.by.Principal, "now": t.now, "rows": i.Rows, "valid": i.Valid,
	})
	if err != nil {
		return registry.Import{}, fmt.Errorf("keep import %s: %w", i.ID, err)
	}
	if tag.RowsAffected() == 1 {
		if _, err := t.tx.Exec(ctx, addFileSQL, i.ID, content); err != nil {
			return registry.Import{}, fmt.Errorf("keep file of import %s: %w", i.ID, err)
		}
	}
	rows, _ := t.tx.Query(ctx, findImportSQL, i.Unit, i.Month.Year, i.Month.Month, i.Annex, sum)
	return oneImport(rows, i.SHA256)
}

// Import reads an import without its file.
func (s *Store) Import(ctx context.Context, id string) (registry.Import, error) {
	var found registry.Import
	err := s.read(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, importSQL, id)
		var err error
		found, err = oneImport(rows, id)
		return err
	})
	return found, err
}

// ImportFile reads the bytes of an import.
func (s *Store) ImportFile(ctx context.Context, id string) ([]byte, error) {
	var content []byte
	if err := s.pool.QueryRow(ctx, importFileSQL, id).Scan(&content); err != nil {
		return nil, pg.Wrap(fmt.Errorf("read file of import %s: %w", id, err))
	}
	return content, nil
}

// ImportPosition is where a page of imports ended; its zero value is before the first.
type ImportPosition struct {
	Created time.Time
	ID      string
}

// Imports reads imports of the units, newest first, older than the position.
func (s *Store) Imports(ctx context.Context, units []string, after ImportPosition, rows int) ([]registry.Import, error) {
	var imports []registry.Import
	err := s.read(ctx, func(tx pgx.Tx) error {
		found, _ := tx.Query(ctx, importsSQL, units, orNil(after.Created), uuidOf(registry.ProjectID(after.ID)), rows)
		read, err := pgx.CollectRows(found, pgx.RowToStructByName[importRow])
		if err != nil {
			return fmt.Errorf("read imports: %w", err)
		}
		imports = column(read, importRow.toDomain)
		return nil
	})
	return imports, err
}

// LockImports lets nobody else commit a sheet of that unit and month until the
// transaction ends: two clerks with the same new project must see each other.
func (t *Tx) LockImports(ctx context.Context, unit string, m month.Month) error {
	if _, err := t.tx.Exec(ctx, lockImportSQL, "import/"+unit+"/"+m.String()); err != nil {
		return fmt.Errorf("lock imports of %s in %s: %w", unit, m, err)
	}
	return nil
}

// Committed notes that an import of so many rows wrote some of them.
func (t *Tx) Committed(ctx context.Context, id string, all, valid, written int) (registry.Import, error) {
	rows, _ := t.tx.Query(ctx, commitImportSQL, id, t.now, all, valid, written)
	return oneImport(rows, id)
}
