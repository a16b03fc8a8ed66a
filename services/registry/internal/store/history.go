package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

const historySQL = `
SELECT id, at, principal, call, subject, version, reason, fields, coalesce(import_id::text, '') AS import_id
FROM change WHERE project_id = $1 AND ($2 = 0 OR id < $2) ORDER BY id DESC LIMIT $3`

type changeRow struct {
	ID        int64
	At        time.Time
	Principal string
	Call      string
	Subject   string
	Version   int64
	Reason    string
	Fields    []registry.FieldChange
	ImportID  string `db:"import_id"`
}

// History reads changes of a project and its reports, newest first, older than the
// change before; 0 begins with the newest.
func (s *Store) History(ctx context.Context, id registry.ProjectID, before int64, rows int) ([]registry.Change, error) {
	var changes []registry.Change
	err := s.read(ctx, func(tx pgx.Tx) error {
		found, _ := tx.Query(ctx, historySQL, uuidOf(id), before, rows)
		read, err := pgx.CollectRows(found, pgx.RowToStructByName[changeRow])
		if err != nil {
			return fmt.Errorf("read history of project %s: %w", id, err)
		}
		changes = column(read, changeRow.toDomain)
		return nil
	})
	return changes, err
}

func (r changeRow) toDomain() registry.Change {
	return registry.Change{
		ID: r.ID, Time: r.At.UTC(), Principal: r.Principal, Call: r.Call, Subject: r.Subject,
		Version: r.Version, Reason: r.Reason, Fields: r.Fields, ImportID: r.ImportID,
	}
}
