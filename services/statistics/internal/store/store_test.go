package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func newDB(t *testing.T) *pgtest.DB {
	t.Helper()
	return pgtest.New(t, "statistics", store.Schema())
}

// newStore is a store on a database of its own.
func newStore(t *testing.T) (*store.Store, *pgtest.DB) {
	t.Helper()
	db := newDB(t)
	return store.New(db.Pool, 1000), db
}

func apply(t *testing.T, s *store.Store, db *pgtest.DB, facts store.Facts) store.Applied {
	t.Helper()
	var applied store.Applied
	err := pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error {
		var err error
		applied, err = s.Apply(t.Context(), tx, facts)
		return err
	})
	if err != nil {
		t.Fatalf("Apply() = %v", err)
	}
	return applied
}

func unit(code, parent string, version int64) store.Unit {
	return store.Unit{
		Origin: store.Origin{Version: version, Hash: uint64(version)},
		Unit: unittree.Unit{
			Code: code, Name: code, Kind: unittree.KindCounty, Version: version,
			Places: []unittree.Place{{Parent: parent, From: 2000}},
		},
	}
}

// binzhou is a small tree: a province, two cities, two counties in the first.
func binzhou() []store.Unit {
	units := []store.Unit{
		unit("37", "", 1), unit("3716", "37", 1), unit("3703", "37", 1),
		unit("371602", "3716", 1), unit("371603", "3716", 1),
	}
	units[0].Unit.Kind = unittree.KindProvince
	units[1].Unit.Kind, units[2].Unit.Kind = unittree.KindCity, unittree.KindCity
	return units
}

func projectID(n int) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "project %d", n))
}

func project(n int, version int64, edit func(*store.Project)) store.Project {
	p := store.Project{
		Origin: store.Origin{Version: version, Hash: uint64(version)}, ID: projectID(n), Name: fmt.Sprintf("项目%03d", n),
		Years: []statistics.Project{{
			Year: 2020, Unit: "371602", Category: "industry", Nature: "new",
			Listings: []statistics.Listing{{Key: "city", From: 1}}, TotalInvestment: 1000, Planned: 120,
		}},
	}
	if edit != nil {
		edit(&p)
	}
	return p
}

func report(n, month int, version, toDate int64) store.Report {
	return store.Report{
		Origin: store.Origin{Version: version, Hash: uint64(version)}, Project: projectID(n),
		Year: 2020, Month: month, Revision: int32(version), Invested: 10, ToDate: toDate,
	}
}

func figures(t *testing.T, s *store.Store, unit string, month int) statistics.Figures {
	t.Helper()
	r, err := s.Rollup(t.Context(), store.View{Year: 2020, Month: month, Units: []string{unit}, Part: statistics.Part{Listing: statistics.All}, Lifecycle: true, Plan: true})
	if err != nil {
		t.Fatalf("Rollup() = %v", err)
	}
	return r.Units[unit]
}

func wantNoDifferences(t *testing.T, s *store.Store) {
	t.Helper()
	if n, err := s.CheckCells(context.Background()); err != nil || n != 0 {
		t.Fatalf("CheckCells() = %d, %v, want 0", n, err)
	}
}

func TestAReportCountsForEveryAncestor(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{
		Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}, Reports: []store.Report{report(1, 5, 1, 50)},
	})
	want := statistics.Figures{Projects: 1, Due: 1, Reported: 1, TotalInvestment: 1000, Planned: 120, Invested: 50, Month: 10}
	for _, unit := range []string{"371602", "3716", "37"} {
		if diff := cmp.Diff(want, figures(t, s, unit, 5)); diff != "" {
			t.Errorf("figures of %s (-want +got):\n%s", unit, diff)
		}
	}
	if got := figures(t, s, "371603", 5); !got.IsZero() {
		t.Errorf("figures of the neighbour = %+v, want none", got)
	}
	wantNoDifferences(t, s)
}

// history is every fact of a random past, with the versions that events carry.
type history struct {
	units    []store.Unit
	projects []store.Project
	reports  []store.Report
}

func randomHistory(rng *rand.Rand) history {
	h := history{units: binzhou()}
	h.units = append(h.units, movedUnit("371603", "3716", "3703", 2021, 2), movedUnit("371602", "3716", "3703", 2020, 2))
	for n := range 12 {
		for v := range 1 + rng.IntN(4) {
			h.projects = append(h.projects, randomProject(rng, n, int64(v+1)))
		}
		for range rng.IntN(12) {
			h.reports = append(h.reports, randomReports(rng, n)...)
		}
	}
	return h
}

func movedUnit(code, from, to string, year int, version int64) store.Unit {
	u := unit(code, from, version)
	u.Unit.Places = []unittree.Place{{Parent: from, From: 2000, To: year - 1}, {Parent: to, From: year}}
	return u
}

func randomProject(rng *rand.Rand, n int, version int64) store.Project {
	return project(n, version, func(p *store.Project) {
		p.Years = nil
		if rng.IntN(3) == 0 {
			p.EndYear, p.EndMonth = 2020+rng.IntN(2), 1+rng.IntN(12)
		}
		for _, year := range []int{2020, 2021} {
			if rng.IntN(5) == 0 {
				continue
			}
			y := statistics.Project{
				Year: year, Unit: pick(rng, "371602", "371603", "3716", "3703", "unknown"), Category: pick(rng, "industry", "livelihood"),
				Nature: pick(rng, "new", "continued"), TotalInvestment: rng.Int64N(1000), Planned: rng.Int64N(100),
				Milestones: randomMilestones(rng, year),
			}
			for _, key := range []string{"city", "county"} {
				if rng.IntN(3) > 0 {
					y.Listings = append(y.Listings, statistics.Listing{Key: key, From: 1 + rng.IntN(12)})
				}
			}
			p.Years = append(p.Years, y)
		}
	})
}

func randomMilestones(rng *rand.Rand, year int) statistics.Milestones {
	when := func() statistics.When {
		if rng.IntN(3) == 0 {
			return statistics.Never
		}
		return statistics.NewWhen(year-1+rng.IntN(2), 1+rng.IntN(12))
	}
	m := statistics.Milestones{
		Library: pick(rng, "", "reserve", "annual", "key", "completed"), Started: when(), StartCertified: when(),
		Completed: when(), CompletionCertified: when(), EndYear: year - 1 + rng.IntN(3), Eligible: rng.IntN(2) == 0, Entered: when(),
		Signed: when(), SignedYuan: rng.Int64N(1000), ArrivedYuan: rng.Int64N(1000),
		StartMonth: rng.IntN(13), NeedsNewLand: rng.IntN(2) == 0, Resumed: when(), Excused: rng.IntN(3) == 0,
		FactsListed: 12 * rng.Int64N(2), FactsFilled: rng.Int64N(13),
		Section: pick(rng, "", "C", "E"), Placed: true, Tags: randomTags(rng),
	}
	for i := range m.Stages {
		m.Stages[i] = statistics.Stage(rng.IntN(len(statistics.StageNames())))
	}
	if rng.IntN(3) > 0 {
		m.Plan = &statistics.MonthPlan{rng.Int64N(100), 0, rng.Int64N(100), 0, 0, rng.Int64N(100)}
	}
	if rng.IntN(6) == 0 {
		m.Withdrawn = when()
	}
	return m
}

// randomReports are the versions of one month's report; the first may wait for
// acceptance.
func randomReports(rng *rand.Rand, n int) []store.Report {
	year, month := 2020+rng.IntN(2), 1+rng.IntN(12)
	var out []store.Report
	for v := range 1 + rng.IntN(3) {
		r := report(n, month, int64(v+1), rng.Int64N(1000))
		r.Year, r.Arrival = year, statistics.Arrival(rng.IntN(3))
		if v == 0 && rng.IntN(2) == 0 {
			r.Revision, r.Invested, r.ToDate = 0, 0, 0
		}
		out = append(out, r)
	}
	return out
}

func pick(rng *rand.Rand, of ...string) string { return of[rng.IntN(len(of))] }

// last is the state at the end: what any order has to arrive at. Of equal versions,
// which the registry never tells differently, the first counts everywhere.
func (h history) unique() history {
	seen := make(map[string]bool)
	keep := func(id string) bool {
		if seen[id] {
			return false
		}
		seen[id] = true
		return true
	}
	var u history
	for _, f := range h.units {
		if keep(fmt.Sprint("u", f.Unit.Code, f.Version)) {
			u.units = append(u.units, f)
		}
	}
	for _, f := range h.projects {
		if keep(fmt.Sprint("p", f.ID, f.Version)) {
			u.projects = append(u.projects, f)
		}
	}
	for _, f := range h.reports {
		if keep(fmt.Sprint("r", f.Project, f.Year, f.Month, f.Version)) {
			u.reports = append(u.reports, f)
		}
	}
	return u
}

// shuffled is the history as a broken line would bring it: any order, in batches,
// some of it twice.
func (h history) shuffled(rng *rand.Rand) []store.Facts {
	var singles []store.Facts
	for _, f := range h.units {
		singles = append(singles, store.Facts{Units: []store.Unit{f}})
	}
	for _, f := range h.projects {
		singles = append(singles, store.Facts{Projects: []store.Project{f}})
	}
	for _, f := range h.reports {
		singles = append(singles, store.Facts{Reports: []store.Report{f}})
	}
	for range len(singles) / 3 {
		singles = append(singles, singles[rng.IntN(len(singles))])
	}
	rng.Shuffle(len(singles), func(i, j int) { singles[i], singles[j] = singles[j], singles[i] })
	var batches []store.Facts
	for len(singles) > 0 {
		n := min(1+rng.IntN(20), len(singles))
		var batch store.Facts
		for _, f := range singles[:n] {
			batch.Units = append(batch.Units, f.Units...)
			batch.Projects = append(batch.Projects, f.Projects...)
			batch.Reports = append(batch.Reports, f.Reports...)
		}
		batches, singles = append(batches, batch), singles[n:]
	}
	return batches
}

// TestAnyOrderArrivesAtTheSameCells applies a history in random orders, partly
// twice, by two replicas in turn, some of them rolled back first, and compares with
// a recount of the facts and with the first order's figures.
func TestAnyOrderArrivesAtTheSameCells(t *testing.T) {
	var first string
	h := randomHistory(rand.New(rand.NewPCG(20, 20))).unique()
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 7))
		db := newDB(t)
		replicas := []*store.Store{store.New(db.Pool, 1000), store.New(db.Pool, 3)}
		for _, facts := range h.shuffled(rng) {
			s := replicas[rng.IntN(len(replicas))]
			if rng.IntN(5) == 0 {
				rollBack(t, s, db, facts)
			}
			apply(t, s, db, facts)
		}
		wantNoDifferences(t, replicas[0])
		got := dump(t, db)
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("seed %d: cells (-first order +this order):\n%s", seed, diff)
		}
	}
}

// rollBack applies facts in a transaction that comes to nothing.
func rollBack(t *testing.T, s *store.Store, db *pgtest.DB, facts store.Facts) {
	t.Helper()
	err := pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error {
		if _, err := s.Apply(t.Context(), tx, facts); err != nil {
			return err
		}
		return errRolledBack
	})
	if err == nil {
		t.Fatal("the transaction was committed")
	}
}

var errRolledBack = fmt.Errorf("rolled back on purpose")

const dumpSQL = `
SELECT coalesce(string_agg(concat_ws(' ', year, unit, listing, category, nature, month,
  figures), E'\n' ORDER BY year, unit, listing, category, nature, month, figures), '')
FROM (
  SELECT year, unit, listing, category, nature, month,
    to_jsonb(c) - '{year,unit,listing,category,nature,month}'::text[] AS figures
  FROM every_cell c WHERE category = '*'
  UNION ALL
  SELECT year, unit, listing, category, nature, month,
    to_jsonb(c) - '{year,unit,listing,category,nature,month}'::text[]
  FROM every_detail c
  UNION ALL
  SELECT year, unit, listing, category, nature, month,
    to_jsonb(p) - '{year,unit,listing,category,nature,month}'::text[]
  FROM plan_cell p
  UNION ALL
  SELECT year, unit, listing, dimension, keys[i], month,
    (SELECT jsonb_object_agg(n, sums[(i - 1) * 14 + n]) FROM generate_series(1, 14) n)
  FROM dimension_page, generate_subscripts(keys, 1) i) cells
WHERE EXISTS (SELECT FROM jsonb_each_text(figures) WHERE value <> '0')`

func dump(t *testing.T, db *pgtest.DB) string {
	t.Helper()
	var out string
	if err := db.Owner.QueryRow(t.Context(), dumpSQL).Scan(&out); err != nil {
		t.Fatal(err)
	}
	if out == "" {
		t.Fatal("no cells at all")
	}
	return out
}
