package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

const acceptedInSQL = `
SELECT project_id::text FROM report WHERE year = $1 AND month = $2 AND accepted_revision IS NOT NULL ORDER BY project_id LIMIT $3`

// AcceptedFacts are what checks ask about of a month's accepted reports, at most so many,
// and whether there are more.
func (t *Tx) AcceptedFacts(ctx context.Context, m month.Month, most int) ([]registry.Facts, bool, error) {
	rows, _ := t.tx.Query(ctx, acceptedInSQL, m.Year, m.Month, most+1) // its error comes back from Collect
	ids, err := pgx.CollectRows(rows, pgx.RowTo[registry.ProjectID])
	if err != nil {
		return nil, false, fmt.Errorf("list accepted reports: %w", err)
	}
	more := len(ids) > most
	ids = ids[:min(len(ids), most)]
	projects, reports, err := t.ReportsIn(ctx, ids, m)
	if err != nil {
		return nil, false, err
	}
	books, err := t.Books(ctx, projects)
	if err != nil {
		return nil, false, err
	}
	facts := make([]registry.Facts, 0, len(ids))
	for _, id := range ids {
		if in := reports[id].Accepted; in != nil {
			facts = append(facts, registry.Facts{Book: books[id], Month: m, Figures: in.Figures, Progress: in.Progress})
		}
	}
	return facts, more, nil
}
