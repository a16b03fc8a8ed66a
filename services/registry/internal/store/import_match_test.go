package store

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/registry"
)

// TestWhomRowsMayMeanIsFoundAlongIndexes: of 20,000 projects those that share the name, the
// company or the code with a row of a sheet are read, and no others.
func TestWhomRowsMayMeanIsFoundAlongIndexes(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	units := plantProvince(t, db, 20_000, 1)
	entries := make([]registry.Entry, 2)
	entries[0].Name, entries[0].Company = "单位7项目107", "公司500"
	entries[1].Name, entries[1].Code = "单位8项目108", "2304-441900-04-01-135254"
	like := LikeRows(2020, units, entries, nil)
	args := []any{like.Year, like.Units, like.Names, like.Companies, like.Codes, uuids(like.IDs)}
	err := New(db.Pool, yearEnd).Look(t.Context(), func(tx *Tx) error {
		known, err := tx.Known(t.Context(), like)
		if err != nil || len(known) != 5 { // two by name, and the company's three
			t.Errorf("%d projects, %v", len(known), err)
		}
		rows, _ := tx.tx.Query(t.Context(), "EXPLAIN "+likeSQL, args...)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan on project ") {
			t.Errorf("reads all projects:\n%s", text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
