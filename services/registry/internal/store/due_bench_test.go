package store

import (
	"fmt"
	"testing"

	"pacesetter/pkg/pgtest"
)

// plantDesk fills a register of so many projects, and tells the units that are asked about:
// one of a hundred projects, however many there are, and all. A hundred reports wait in the
// one, a thousand in all.
func plantDesk(b *testing.B, projects int) (*Store, map[string][]string) {
	b.Helper()
	db := pgtest.New(b, "registry", Schemas()...)
	all := plantProvince(b, db, projects, 4)
	const waits = `WITH waits AS (SELECT project_id FROM project_year %s ORDER BY project_id LIMIT %d),
		revised AS (INSERT INTO report_revision (project_id, year, month, number, state, month_yuan, year_to_date_yuan, cumulative_yuan, progress, problems,
		     reason, author, role, submit_time)
		 SELECT project_id, 2020, 4, 2, 'submitted', 10, 40, 40, '', '', '', 'x', 'county', '2020-04-20' FROM waits RETURNING project_id)
		UPDATE report r SET pending_revision = 2, version = 2 FROM revised WHERE r.project_id = revised.project_id AND r.year = 2020 AND r.month = 4`
	for _, statement := range []string{
		`INSERT INTO unit (code, name, kind, aliases, version, update_time) VALUES ('small', '小县', 'county', '{}', 1, now())`,
		`UPDATE project_year SET unit = 'small' WHERE project_id IN (SELECT id FROM project ORDER BY id LIMIT 100)`,
		fmt.Sprintf(waits, "WHERE unit = 'small'", 100),
		fmt.Sprintf(waits, "WHERE unit <> 'small'", 900),
		`VACUUM ANALYZE`,
	} {
		if _, err := db.Owner.Exec(b.Context(), statement); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	return New(db.Pool, yearEnd), map[string][]string{"a unit of 100": {"small"}, "all": append(all, "small")}
}

// BenchmarkDue measures who owes a report among 10,000 and 100,000 projects.
func BenchmarkDue(b *testing.B) {
	for _, projects := range []int{10_000, 100_000} {
		st, asked := plantDesk(b, projects)
		for name, units := range asked {
			f := owedInMay(b, units)
			b.Run(fmt.Sprintf("who owes a report, %s of %d", name, projects), func(b *testing.B) {
				for b.Loop() {
					if found, err := st.DueProjects(b.Context(), f, nil, 51); err != nil || len(found) != 51 {
						b.Fatal(len(found), err)
					}
				}
			})
			b.Run(fmt.Sprintf("how many owe one, %s of %d", name, projects), func(b *testing.B) {
				for b.Loop() {
					if counted, err := st.CountDue(b.Context(), f); err != nil || len(counted) != len(units) {
						b.Fatal(len(counted), err)
					}
				}
			})
		}
	}
}

// BenchmarkListWork measures the first page of what waits, with its counts, among 10,000
// and 100,000 projects.
func BenchmarkListWork(b *testing.B) {
	for _, projects := range []int{10_000, 100_000} {
		st, asked := plantDesk(b, projects)
		for name, units := range asked {
			f := allOf(units)
			b.Run(fmt.Sprintf("%s of %d", name, projects), func(b *testing.B) {
				for b.Loop() {
					if found, _, err := st.Work(b.Context(), f, nil, 51); err != nil || len(found) != 51 {
						b.Fatal(len(found), err)
					}
				}
			})
		}
	}
}
