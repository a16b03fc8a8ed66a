package store

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgtest"
)

// TestWhoBearsTagsIsFoundAlongAnIndex of their own, however many bear none.
func TestWhoBearsTagsIsFoundAlongAnIndex(t *testing.T) {
	db := pgtest.New(t, "statistics", Schemas()...)
	tx, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // it changed nothing
	const nobody = "00000000-0000-0000-0000-000000000000"
	if _, err := tx.Exec(t.Context(), "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"); err != nil {
		t.Fatal(err)
	}
	rows, _ := tx.Query(t.Context(), "EXPLAIN "+taggedPageSQL, int16(2020), nobody, []string{"a"}, recountPage)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || !strings.Contains(strings.Join(plan, "\n"), "project_year_tagged") {
		t.Errorf("%v\n%s", err, strings.Join(plan, "\n"))
	}
}
