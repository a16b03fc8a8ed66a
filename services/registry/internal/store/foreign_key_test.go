package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pgtest"
)

const foreignKeysSQL = `
SELECT c.conname, c.confrelid::regclass::text, c.conindid::regclass::text,
  array_agg(quote_ident(a.attname) ORDER BY k.place), array_agg(format_type(a.atttypid, NULL) ORDER BY k.place)
FROM pg_constraint c, unnest(c.confkey) WITH ORDINALITY AS k (attribute, place)
JOIN pg_attribute a ON a.attnum = k.attribute
WHERE c.contype = 'f' AND a.attrelid = c.confrelid
GROUP BY c.oid ORDER BY c.conname`

type foreignKey struct {
	Name, Table, Index string
	Columns, Types     []string
}

// TestForeignKeysAreCheckedByTheirKey: PostgreSQL plans the check once per connection, often
// while tables are small, when another index looks as good as the key. Later that index is
// read through for every row that is written.
func TestForeignKeysAreCheckedByTheirKey(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	rows, _ := db.Owner.Query(t.Context(), foreignKeysSQL)
	keys, err := pgx.CollectRows(rows, pgx.RowToStructByPos[foreignKey])
	if err != nil || len(keys) < 10 {
		t.Fatalf("%d foreign keys, %v", len(keys), err)
	}
	for i, key := range keys {
		if plan := planOfCheck(t, db, i, key); !strings.Contains(plan, key.Index+" on") {
			t.Errorf("%s is checked by\n%s", key.Name, plan)
		}
	}
}

// planOfCheck is how PostgreSQL would look the referenced row up.
func planOfCheck(t *testing.T, db *pgtest.DB, number int, key foreignKey) string {
	t.Helper()
	var conditions, nothing []string
	for i, column := range key.Columns {
		conditions, nothing = append(conditions, fmt.Sprintf("%s = $%d", column, i+1)), append(nothing, "NULL")
	}
	var lines []string
	err := pgx.BeginFunc(t.Context(), db.Owner, func(tx pgx.Tx) error {
		for _, sql := range []string{
			"SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off", "SET LOCAL plan_cache_mode = force_generic_plan",
			fmt.Sprintf("PREPARE check_%d (%s) AS SELECT 1 FROM ONLY %s x WHERE %s FOR KEY SHARE OF x",
				number, strings.Join(key.Types, ", "), key.Table, strings.Join(conditions, " AND ")),
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		rows, _ := tx.Query(t.Context(), fmt.Sprintf("EXPLAIN EXECUTE check_%d (%s)", number, strings.Join(nothing, ", ")))
		var err error
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		t.Fatal(key.Name, err)
	}
	return strings.Join(lines, "\n")
}
