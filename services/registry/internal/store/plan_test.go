package store

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/registry"
)

// TestAPageOfTheStateIsReadAlongItsIndex: a page that is sorted reads all that follows
// it, and a million reports come in a thousand pages.
func TestAPageOfTheStateIsReadAlongItsIndex(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	after := ReportKey{Project: "80000000-0000-4000-8000-000000000000", Month: month.Month{Year: 2020, Month: 4}}
	for name, tc := range map[string]struct {
		sql  string
		args []any
	}{
		"the first reports":  {reportKeysSQL, ReportStream{}.page()},
		"reports of a year":  {reportKeysSQL, ReportStream{After: after, Year: 2020}.page()},
		"the first projects": {projectIDsSQL, []any{uuidOf(""), orAll(uuids(nil)), streamBatch}},
		"further projects":   {projectIDsSQL, []any{uuidOf(after.Project), orAll(uuids(nil)), streamBatch}},
	} {
		t.Run(name, func(t *testing.T) {
			plan := explain(t, db, tc.sql, tc.args)
			if !strings.Contains(plan, "_pkey") || strings.Contains(plan, "Sort") {
				t.Errorf("it is read by\n%s", plan)
			}
		})
	}
}

// TestKeptCellsAreReadAlongTheirIndexes: each of a province's projects has its last
// cells looked up, among all that its months left.
func TestKeptCellsAreReadAlongTheirIndexes(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	id := uuids([]registry.ProjectID{"80000000-0000-4000-8000-000000000000"})
	for name, tc := range map[string]struct {
		sql  string
		args []any
	}{
		"the last cells of annex 3": {lastCellsSQL, []any{id, 2020, 5, 3}},
		"the last cells of annex 1": {lastCellsSQL, []any{id, 2020, 5, 1}},
		"what was told last":        {lastToldSQL, []any{id, 1, 2020, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			plan := explain(t, db, tc.sql, tc.args)
			if !strings.Contains(plan, "_sheet_pkey") || strings.Contains(plan, "Seq Scan") {
				t.Errorf("it is read by\n%s", plan)
			}
		})
	}
}

// TestListsArePlannedForTheirFilter: after five uses of a statement PostgreSQL takes one
// plan for any filter, where it seems no dearer. An officer's list of a province of
// 100,000 took five seconds by it, and half a second by its own.
func TestListsArePlannedForTheirFilter(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	st := New(db.Pool, yearEnd)
	officer := Reach{Open: []string{}, Named: []string{"bc"}, Principal: "li", Day: "2020-05-20"}
	for range 8 {
		if _, _, err := st.List(t.Context(), Filter{Month: month.Month{Year: 2020, Month: 5}, Reach: officer}, Order{}, nil, 1); err != nil {
			t.Fatal(err)
		}
		if _, _, err := st.Unassigned(t.Context(), UnassignedFilter{Units: officer.Named, Year: 2020, Day: officer.Day}, nil, 1); err != nil {
			t.Fatal(err)
		}
	}
	var uses, general int
	err := st.read(t.Context(), func(tx pgx.Tx) error { // on the connection that all of them had
		return tx.QueryRow(t.Context(), `SELECT coalesce(sum(custom_plans), 0), coalesce(sum(generic_plans), 0) FROM pg_prepared_statements
WHERE (statement LIKE '%found AS%' OR statement LIKE '%lacking AS%') AND statement NOT LIKE '%pg_prepared%'`).Scan(&uses, &general)
	})
	if err != nil || uses != 32 || general != 0 {
		t.Errorf("%d uses with a plan of their own, %d without, %v", uses, general, err)
	}
}

// explain is the plan that a large table would get: an empty one is never worth an index.
func explain(t *testing.T, db *pgtest.DB, sql string, args []any) string {
	t.Helper()
	tx, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // it changed nothing
	if _, err := tx.Exec(t.Context(), "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"); err != nil {
		t.Fatal(err)
	}
	rows, _ := tx.Query(t.Context(), "EXPLAIN "+sql, args...)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
