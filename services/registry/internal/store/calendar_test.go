package store

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/registry"
)

// owedInMay is what units owe of May 2020.
func owedInMay(tb testing.TB, units []string) DueFilter {
	tb.Helper()
	return DueFilter{Obligations: askedOf(tb, units)[4], Now: yearEnd()}
}

// allOf is what waits in units, by somebody who may do all of it.
func allOf(units []string) WorkFilter {
	f := WorkFilter{FirstYear: 2015, LastYear: 2021, Mine: true, Caller: "somebody"}
	for _, unit := range units {
		f.Scope = append(f.Scope, WorkScope{Year: 2020, Unit: unit, Writes: true, Accepts: "county", Certifies: true, Approves: true})
	}
	return f
}

var actualRows = regexp.MustCompile(`\(actual rows=(\d+)`)

// TestWhatAUnitOwesIsFoundAlongIndexes runs the questions of a unit of 200 among 20,000
// projects: none goes over a table, and none touches more rows than the unit has.
func TestWhatAUnitOwesIsFoundAlongIndexes(t *testing.T) {
	t.Parallel()
	const projects, most = 20_000, 1_000
	db := pgtest.New(t, "registry", Schemas()...)
	plantProvince(t, db, projects, 1)
	due := owedInMay(t, []string{"u-7"}).args()
	due["first_page"], due["rows"] = true, 51
	due["after_time"], due["after_unit"], due["after_name"], due["after_id"] = nil, "", "", nil
	work := allOf([]string{"u-7"}).args()
	work["first_page"], work["rows"] = true, 51
	work["after_turn"], work["after_time"], work["after_kind"], work["after_id"], work["after_year"], work["after_month"], work["after_key"] = 0, nil, 0, nil, 0, 0, ""
	for name, tc := range map[string]struct {
		sql  string
		args pgx.NamedArgs
	}{
		"how many owe a report": {dueCountsSQL, due},
		"who owes a report":     {dueProjectsSQL, due},
		"what waits":            {workItemsSQL, work},
	} {
		t.Run(name, func(t *testing.T) {
			plan := analyse(t, db, tc.sql, tc.args)
			for _, table := range []string{"project_year", "project_listing", "report", "report_revision"} {
				if strings.Contains(plan, "Seq Scan on "+table+" ") {
					t.Errorf("it goes over %s:\n%s", table, plan)
				}
			}
			for _, found := range actualRows.FindAllStringSubmatch(plan, -1) {
				if rows, err := strconv.Atoi(found[1]); err != nil || rows > most {
					t.Errorf("it touches %s rows:\n%s", found[1], plan)
				}
			}
		})
	}
}

// analyse runs a statement as readWhole plans it and tells the plan with its rows.
func analyse(t *testing.T, db *pgtest.DB, sql string, args pgx.NamedArgs) string {
	t.Helper()
	var lines []string
	err := New(db.Pool, yearEnd).readWhole(t.Context(), func(tx pgx.Tx) error {
		rows, _ := tx.Query(t.Context(), "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) "+sql, args)
		var err error
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// TestACalendarIsAddedOnce: of two that decide the same version one is told to look again,
// and nobody takes back what was decided.
func TestACalendarIsAddedOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	plantProvince(t, db, 0, 0)
	st := New(db.Pool, yearEnd)
	version := registry.UnitCalendar{Unit: "u-7", Number: 1, From: owedInMay(t, nil).Month, Reason: "依文件", Author: "li", Time: yearEnd()}
	add := func() error {
		return refusalOf(st.inTx(t.Context(), By{}, func(tx *Tx) error { return tx.AddCalendar(t.Context(), version) }))
	}
	if err := add(); err != nil {
		t.Fatal(err)
	}
	if err := add(); errs.ReasonOf(err) != "STALE_VERSION" {
		t.Errorf("a second one: %v", err)
	}
	version.Unit = "nowhere"
	if err := add(); errs.ReasonOf(err) != "UNIT_NOT_FOUND" {
		t.Errorf("of no unit: %v", err)
	}
	for _, statement := range []string{"DELETE FROM reporting_calendar", "UPDATE reporting_calendar SET reason = 'x'"} {
		if _, err := db.Pool.Exec(t.Context(), statement); err == nil {
			t.Errorf("%s is allowed", statement)
		}
	}
}
