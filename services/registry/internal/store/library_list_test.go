package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/registry"
)

// TestWhoStandsInALibraryIsFoundAlongItsIndex: of 20,000 projects twenty left the register,
// and the list of a whole province goes through no others.
func TestWhoStandsInALibraryIsFoundAlongItsIndex(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	units := plantProvince(t, db, 20_000, 1)
	for _, statement := range []string{
		`UPDATE project SET current_library = 'annual', library_version = version`,
		`UPDATE project SET current_library = 'reserve' WHERE id IN (SELECT id FROM project ORDER BY id LIMIT 20)`,
		`VACUUM ANALYZE project`,
	} {
		if _, err := db.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	f := Filter{Month: month.Month{Year: 2020, Month: 1}, Reach: Reach{Open: units}, Library: registry.LibraryReserve}
	page, totals, err := New(db.Pool, yearEnd).List(t.Context(), f, Order{}, nil, 100)
	if err != nil || len(page) != 20 || totals.Projects != 20 {
		t.Fatalf("%d rows, %+v, %v", len(page), totals, err)
	}
	statement, err := pageStatement(Order{})
	if err != nil {
		t.Fatal(err)
	}
	for sql, args := range map[string]map[string]any{totalsSQL: f.args(), statement: f.page(nil, 100)} {
		plan := analyse(t, db, sql, args)
		if !strings.Contains(plan, "project_current_library") || strings.Contains(plan, "Seq Scan on project") {
			t.Errorf("not along its index:\n%s", plan)
		}
	}
}

// TestALibraryThatNobodyWroteDownIsFoundAllTheSame: rows of code that knows no
// current_library are found by what the domain says of them, whatever they hold.
func TestALibraryThatNobodyWroteDownIsFoundAllTheSame(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	units := plantLibraries(t, db, 600)
	wantLibraries(t, db, units)
}

// plantLibraries plants projects of every stage and library, with plans and listings or
// without, as code writes them that knows no current_library; it returns their units.
func plantLibraries(t *testing.T, db *pgtest.DB, projects int) []string {
	t.Helper()
	units := plantProvince(t, db, projects, 1)
	stages := column(registry.Stages(), func(s registry.Stage) string { return string(s) })
	libraries := append([]string{""}, column(registry.Libraries(), func(l registry.Library) string { return string(l) })...)
	plant := fmt.Sprintf(`WITH numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM project)
		UPDATE project p SET stage = (ARRAY['%s'])[1 + n %% %d], library = nullif((ARRAY['%s'])[1 + n %% %d], ''), version = 2
		FROM numbered WHERE numbered.id = p.id`,
		strings.Join(stages, "', '"), len(stages), strings.Join(libraries, "', '"), len(libraries))
	for _, statement := range []string{
		plant,
		`UPDATE project_year SET planned_yuan = 0 WHERE hashtext(project_id::text) % 2 = 0`,
		`UPDATE project_listing SET confirmed = false WHERE hashtext(project_id::text) % 3 = 0`,
	} {
		if _, err := db.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return units
}

// wantLibraries checks that the list finds in each library those who stand in it by the
// domain's rule, of whom there are some.
func wantLibraries(t *testing.T, db *pgtest.DB, units []string) {
	t.Helper()
	s := New(db.Pool, yearEnd)
	want := make(map[registry.Library]int64)
	for _, p := range everyProject(t, s) {
		want[p.CurrentLibrary()]++
	}
	for _, library := range registry.Libraries() {
		f := Filter{Month: month.Month{Year: 2020, Month: 1}, Reach: Reach{Open: units}, Library: library}
		_, totals, err := s.List(t.Context(), f, Order{}, nil, 1)
		if err != nil || totals.Projects != want[library] || want[library] == 0 {
			t.Errorf("%s: %+v, want %d, %v", library, totals, want[library], err)
		}
	}
}

func everyProject(t *testing.T, s *Store) map[registry.ProjectID]registry.Project {
	t.Helper()
	var found map[registry.ProjectID]registry.Project
	err := s.read(t.Context(), func(tx pgx.Tx) error {
		rows, _ := tx.Query(t.Context(), `SELECT id::text FROM project`) // its error comes back from Collect
		ids, err := pgx.CollectRows(rows, pgx.RowTo[registry.ProjectID])
		if err != nil {
			return err
		}
		found, err = loadProjects(t.Context(), tx, ids)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestALibraryIsForgottenByWhoKnowsNone: code of before writes a project and leaves the
// column as it was, so that what it said holds no more.
func TestALibraryIsForgottenByWhoKnowsNone(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	plantProvince(t, db, 1, 1)
	for i, tc := range []struct{ change, want string }{
		{`current_library = 'annual', library_version = version`, "annual"},
		{`name = 'x'`, "annual"},
		{`version = version + 1, current_library = 'key', library_version = version + 1`, "key"},
		{`version = version + 1`, ""},
	} {
		var got string
		sql := fmt.Sprintf(`UPDATE project SET %s RETURNING coalesce(current_library, '')`, tc.change)
		if err := db.Pool.QueryRow(t.Context(), sql).Scan(&got); err != nil || got != tc.want {
			t.Errorf("%d: %q after %s, want %q, %v", i, got, tc.change, tc.want, err)
		}
	}
}

// BenchmarkListOfALibrary measures the first page of a library's list among 10,000 and
// 100,000 projects of a province, of which a hundred stand in it.
func BenchmarkListOfALibrary(b *testing.B) {
	for _, projects := range []int{10_000, 100_000} {
		db := pgtest.New(b, "registry", Schemas()...)
		units := plantProvince(b, db, projects, 4)
		for _, statement := range []string{
			`UPDATE project SET current_library = 'annual', library_version = version`,
			`UPDATE project SET current_library = 'reserve' WHERE id IN (SELECT id FROM project ORDER BY id LIMIT 100)`,
			`VACUUM ANALYZE project`,
		} {
			if _, err := db.Owner.Exec(b.Context(), statement); err != nil {
				b.Fatalf("%s: %v", statement, err)
			}
		}
		st := New(db.Pool, yearEnd)
		for name, library := range map[string]registry.Library{"a hundred": registry.LibraryReserve, "all": ""} {
			f := Filter{Month: month.Month{Year: 2020, Month: 4}, Reach: Reach{Open: units}, Library: library}
			b.Run(fmt.Sprintf("%s of %d", name, projects), func(b *testing.B) {
				for b.Loop() {
					if page, _, err := st.List(b.Context(), f, Order{}, nil, 51); err != nil || len(page) != 51 {
						b.Fatalf("%d rows, %v", len(page), err)
					}
				}
			})
		}
	}
}
