package store

import (
	"strings"
	"testing"

	"pacesetter/pkg/month"
	"pacesetter/pkg/pgtest"
)

// TestWhoBearsATagIsFoundAlongItsIndex: of 20,000 projects twenty bear a tag, and the list
// of a whole province goes through no others.
func TestWhoBearsATagIsFoundAlongItsIndex(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", Schemas()...)
	units := plantProvince(t, db, 20_000, 1)
	if _, err := db.Owner.Exec(t.Context(), `UPDATE project SET tags = '{six-new/new-material,ten-strong/chemicals}'
		WHERE id IN (SELECT id FROM project ORDER BY id LIMIT 20)`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(t.Context(), `ANALYZE project`); err != nil {
		t.Fatal(err)
	}
	f := Filter{Month: month.Month{Year: 2020, Month: 1}, Reach: Reach{Open: units}, Tag: "six-new/new-material"}
	page, totals, err := New(db.Pool, yearEnd).List(t.Context(), f, Order{}, nil, 100)
	if err != nil || len(page) != 20 || totals.Projects != 20 {
		t.Fatalf("%d rows, %+v, %v", len(page), totals, err)
	}
	if got := page[0].Tags; len(got) != 2 || got[0] != f.Tag {
		t.Errorf("a row bears %v", got)
	}
	plan := analyse(t, db, totalsSQL, f.args())
	if !strings.Contains(plan, "project_tags") || strings.Contains(plan, "Seq Scan on project ") {
		t.Errorf("not along its index:\n%s", plan)
	}
	f.Tag = ""
	if plan := analyse(t, db, totalsSQL, f.args()); strings.Contains(plan, "project_tags") {
		t.Errorf("a list of all is not about tags:\n%s", plan)
	}
}
