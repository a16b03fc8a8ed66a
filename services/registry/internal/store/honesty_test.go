package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/month"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/registry"
)

// TestMarksAreTheSameInGoAndSQL: the migration fills in what the release computes.
func TestMarksAreTheSameInGoAndSQL(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	for _, text := range []string{"主体施工", "a", "地下两层\n地上三层", "🏗"} {
		var mark registry.Mark
		err := db.Pool.QueryRow(t.Context(), `SELECT ('x' || left(encode(sha256(convert_to($1, 'UTF8')), 'hex'), 16))::bit(64)::bigint`, text).Scan(&mark)
		if err != nil {
			t.Fatal(err)
		}
		if want := registry.MarkOf(text); mark != want {
			t.Errorf("%q is %d in SQL and %d in Go", text, mark, want)
		}
	}
}

// TestWordsAndDecisionsAreOnlyAdded: what was said is never taken back in silence.
func TestWordsAndDecisionsAreOnlyAdded(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	for _, table := range []string{"report_explanation", "report_verdict", "project_pair"} {
		for _, statement := range []string{"DELETE FROM " + table, "UPDATE " + table + " SET reason = 'x'"} {
			if _, err := db.Pool.Exec(t.Context(), statement); err == nil || pg.ConstraintOf(err) != "" {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
}

// plantProvince writes projects of one year straight into the tables, a hundred units,
// with as many companies as projects to a third, and a report for each of months.
func plantProvince(tb testing.TB, db *pgtest.DB, projects, months int) []string {
	tb.Helper()
	for _, statement := range []string{
		`INSERT INTO unit (code, name, kind, aliases, version, update_time)
		 SELECT 'u-' || i, '单位' || i, 'county', '{}', 1, now() FROM generate_series(0, 99) i`,
		fmt.Sprintf(`INSERT INTO project (id, name, company, key_unit, key_name, key_company, stage, scale, place, version, create_time, update_time)
		 SELECT gen_random_uuid(), n.name, n.company, 'u-' || i %% 100, n.name, n.company, 'building', '', '园区' || i %% 40, 1, now(), now()
		 FROM generate_series(1, %d) i,
		 LATERAL (SELECT '单位' || i %% 100 || '项目' || CASE WHEN i %% 1000 = 0 THEN i / 2000 ELSE i END AS name, '公司' || i / 3 AS company) n`, projects),
		`INSERT INTO project_year (project_id, year, unit, category, industry, nature, total_investment_yuan, planned_yuan)
		 SELECT id, 2020, key_unit, 'industry', '', 'new', 1000000 + abs(hashtext(name)::bigint), 100000 FROM project`,
		`INSERT INTO project_listing (project_id, year, listing, from_month, confirmed) SELECT id, 2020, 'county', 1, true FROM project`,
		fmt.Sprintf(`INSERT INTO report (project_id, year, month, version, accepted_revision, month_yuan, year_to_date_yuan, cumulative_yuan,
		     progress_mark, flags, first_submit_time)
		 SELECT id, 2020, m, 1, 1, 10, 10 * m, 10 * m, 1, CASE WHEN hashtext(name) %% 50 = 0 THEN 1 ELSE 0 END,
		     make_timestamptz(2020, m, 20 + abs(hashtext(name)) %% 8, 0, 0, 0, 'Asia/Shanghai')
		 FROM project, generate_series(1, %d) m`, months),
		`INSERT INTO report_revision (project_id, year, month, number, state, month_yuan, year_to_date_yuan, cumulative_yuan, progress, problems,
		     reason, author, role, submit_time, accept_time, findings)
		 SELECT project_id, year, month, 1, 'accepted', month_yuan, year_to_date_yuan, cumulative_yuan, '', '', '', 'x', 'county',
		     first_submit_time, first_submit_time,
		     CASE WHEN flags > 0 THEN '[{"Reason": "MONTH_JUMP", "Field": "month_yuan", "Severity": 2, "Explain": true}]'::jsonb END FROM report`,
		`ANALYZE`,
	} {
		if _, err := db.Owner.Exec(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
	rows, _ := db.Owner.Query(tb.Context(), `SELECT code FROM unit`)
	units, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		tb.Fatal(err)
	}
	return units
}

func honestyPolicies(tb testing.TB) (registry.Duplicates, registry.Conduct) {
	tb.Helper()
	duplicates, err := registry.DefaultDuplicates()
	if err != nil {
		tb.Fatal(err)
	}
	conduct, err := registry.DefaultConduct()
	if err != nil {
		tb.Fatal(err)
	}
	return duplicates, conduct
}

// askedOf is what the calendar that the register ships with asks of 2020's months.
func askedOf(tb testing.TB, units []string) []registry.Obligations {
	tb.Helper()
	calendar, err := registry.DefaultCalendar()
	if err != nil {
		tb.Fatal(err)
	}
	var asked []registry.Obligations
	for m := 1; m <= 12; m++ {
		itself := func(unit string) []string { return []string{unit} }
		asked = append(asked, registry.NewCalendars(calendar, nil).Obligations(month.Month{Year: 2020, Month: m}, units, itself))
	}
	return asked
}

func yearEnd() time.Time { return time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC) }

func TestAlikeProjectsAreFoundByTheirKeys(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	units := plantProvince(t, db, 4000, 0)
	policy, _ := honestyPolicies(t)
	pairs, err := New(db.Pool, yearEnd).Alike(t.Context(), policy, 2020, units, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(pairs) != 1 || pairs[0].First.Name != pairs[0].Second.Name { // 项目1 of 2,000 and of 3,000
		t.Errorf("%d pairs: %v", len(pairs), pairs)
	}
	policy.LargestBlock = 2 // three share a company: it says nothing any more
	if pairs, err = New(db.Pool, yearEnd).Alike(t.Context(), policy, 2020, units, false); err != nil || len(pairs) != 1 {
		t.Errorf("%d pairs, %v", len(pairs), err)
	}
}

// BenchmarkProvince measures what a province of 100,000 projects and 1,200,000 reports
// costs whoever asks for it as a whole.
func BenchmarkProvince(b *testing.B) {
	db := pgtest.New(b, "registry", Schemas()...)
	units := plantProvince(b, db, 100_000, 12)
	st := New(db.Pool, yearEnd)
	duplicates, conduct := honestyPolicies(b)
	filter := ConductFilter{
		Year: 2020, Units: units, Asked: askedOf(b, units), Now: yearEnd(), Explained: []registry.ExplainedBy{{To: conduct.Explained(yearEnd())}},
	}
	b.Run("alike projects", func(b *testing.B) {
		for b.Loop() {
			if _, err := st.Alike(b.Context(), duplicates, 2020, units, false); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("the record", func(b *testing.B) {
		for b.Loop() {
			if _, err := st.Conduct(b.Context(), filter); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("a page of late reports", func(b *testing.B) {
		for b.Loop() {
			if _, err := st.Recorded(b.Context(), filter, RecordLate, nil, 50); err != nil {
				b.Fatal(err)
			}
		}
	})
}
