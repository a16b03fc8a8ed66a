package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// The province of the benchmarks: 16 cities, 136 counties.
const (
	benchCities   = 16
	benchCounties = 136
	benchProjects = 20_000
)

func countyOf(n int) string { return fmt.Sprintf("county%03d", n%benchCounties) }

func benchUnits() []store.Unit {
	units := []store.Unit{unit("province", "", 1)}
	units[0].Unit.Kind = unittree.KindProvince
	for i := range benchCities {
		u := unit(fmt.Sprintf("city%02d", i), "province", 1)
		u.Unit.Kind = unittree.KindCity
		units = append(units, u)
	}
	for i := range benchCounties {
		u := unit(countyOf(i), fmt.Sprintf("city%02d", i%benchCities), 1)
		u.Unit.Kind = unittree.KindCounty
		units = append(units, u)
	}
	return units
}

// benchProject spreads projects over counties at random (spread) or one county
// after the other, as imports bring them.
func benchProject(n int, spread bool) store.Project {
	return project(n, 1, func(p *store.Project) {
		y := &p.Years[0]
		county := n * benchCounties / benchProjects
		if spread {
			county = n * 7919
		}
		y.Unit, y.Category = countyOf(county), []string{"industry", "infrastructure", "livelihood"}[n%3]
		y.Nature = []string{"new", "continued"}[n%2]
		y.Milestones.Section = string(rune('A' + n%20))
		y.Milestones.Placed = true
		y.TotalInvestment = int64(n%64) * 50_000_000
		for m := range y.Milestones.Stages {
			y.Milestones.Stages[m] = statistics.Stage(1 + (n%5*2+m/6)%10)
		}
		y.Listings = []statistics.Listing{{Key: []string{"province", "city", "county", "renovation"}[n%4], From: 1}}
	})
}

func benchWorld(b *testing.B, remember int, spread bool) (*store.Store, *pgtest.DB) {
	b.Helper()
	db := pgtest.New(b, "statistics", store.Schema())
	return benchRegister(b, db, remember, spread), db
}

// benchRegister makes units and projects known.
func benchRegister(b *testing.B, db *pgtest.DB, remember int, spread bool) *store.Store {
	b.Helper()
	s := store.New(db.Pool, remember)
	benchApply(b, s, db, store.Facts{Units: benchUnits()})
	for n := 0; n < benchProjects; n += 1000 {
		var facts store.Facts
		for i := range 1000 {
			facts.Projects = append(facts.Projects, benchProject(n+i, spread))
		}
		benchApply(b, s, db, facts)
	}
	return s
}

func benchApply(b *testing.B, s *store.Store, db *pgtest.DB, facts store.Facts) {
	b.Helper()
	err := pg.InTx(b.Context(), db.Pool, func(tx pgx.Tx) error {
		_, err := s.Apply(b.Context(), tx, facts)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// reportBatch is the i-th batch of reports, month after month over all projects.
func reportBatch(i, size int) []store.Report {
	out := make([]store.Report, size)
	for j := range out {
		n := i*size + j
		month := n/benchProjects%12 + 1
		out[j] = report(n%benchProjects, month, int64(n/(12*benchProjects))+1, int64(month)*10)
	}
	return out
}

// BenchmarkApplyReports applies reports, and in turn with that upserts the same
// facts into a bare table, so that whatever else the machine does hits both. ratio
// is the speed of applying in terms of that of the bare statement.
func BenchmarkApplyReports(b *testing.B) {
	for _, remember := range []int{0, 120_000} {
		for _, spread := range []bool{false, true} {
			for _, size := range []int{1000, 3000} {
				b.Run(fmt.Sprintf("remember=%d/spread=%t/batch=%d", remember, spread, size), func(b *testing.B) {
					benchmarkApply(b, remember, spread, size)
				})
			}
		}
	}
}

func benchmarkApply(b *testing.B, remember int, spread bool, size int) {
	b.Helper()
	s, db := benchWorld(b, remember, spread)
	if _, err := db.Owner.Exec(b.Context(), "CREATE TABLE bare (LIKE report INCLUDING ALL); GRANT ALL ON bare TO PUBLIC"); err != nil {
		b.Fatal(err)
	}
	var ours, bare time.Duration
	b.ResetTimer()
	for i := range b.N {
		reports := reportBatch(i, size)
		start := time.Now()
		benchApply(b, s, db, store.Facts{Reports: reports})
		ours += time.Since(start)
		start = time.Now()
		for part := range slices.Chunk(reports, 1000) {
			upsertBare(b, db, part)
		}
		bare += time.Since(start)
	}
	b.ReportMetric(float64(b.N*size)/ours.Seconds(), "reports/s")
	b.ReportMetric(float64(b.N*size)/bare.Seconds(), "bare/s")
	b.ReportMetric(bare.Seconds()/ours.Seconds(), "ratio")
}

const bareUpsertSQL = `
INSERT INTO bare (project, year, month, version, hash, revision, invested, year_to_date)
SELECT project, year, month, version, hash, revision, invested, year_to_date
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::integer[], $7::bigint[], $8::bigint[])
  AS f (project, year, month, version, hash, revision, invested, year_to_date)
ON CONFLICT (project, year, month) DO UPDATE SET
  version = EXCLUDED.version, hash = EXCLUDED.hash, revision = EXCLUDED.revision,
  invested = EXCLUDED.invested, year_to_date = EXCLUDED.year_to_date`

// upsertBare is what applying is measured against: the same facts, nothing else.
func upsertBare(b *testing.B, db *pgtest.DB, reports []store.Report) {
	b.Helper()
	var (
		projects                           []pgtype.UUID
		years, months                      []int16
		versions, hashes, invested, toDate []int64
		revisions                          []int32
	)
	for _, r := range reports {
		projects = append(projects, pgtype.UUID{Bytes: r.Project, Valid: true})
		years, months = append(years, int16(r.Year)), append(months, int16(r.Month))
		versions, hashes, revisions = append(versions, r.Version), append(hashes, int64(r.Hash)), append(revisions, r.Revision)
		invested, toDate = append(invested, r.Invested), append(toDate, r.ToDate)
	}
	if _, err := db.Pool.Exec(b.Context(), bareUpsertSQL, projects, years, months, versions, hashes, revisions, invested, toDate); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkRollup(b *testing.B) {
	s, db := benchWorld(b, 120_000, true)
	for i := range 240 {
		benchApply(b, s, db, store.Facts{Reports: reportBatch(i, 1000)})
	}
	if _, err := db.Owner.Exec(b.Context(), "VACUUM ANALYZE"); err != nil {
		b.Fatal(err)
	}
	v := store.View{Year: 2020, Month: 12, Units: []string{"province"}, Part: statistics.Part{Listing: statistics.All}}
	for i := range benchCities {
		v.Units = append(v.Units, fmt.Sprintf("city%02d", i))
	}
	for name, v := range map[string]store.View{
		"sums": v,
		"one category": func() store.View {
			v.Category = "industry"
			return v
		}(),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Rollup(b.Context(), v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFigureRows(b *testing.B) {
	s, db := benchWorld(b, 120_000, true)
	for i := range 120 {
		benchApply(b, s, db, store.Facts{Reports: reportBatch(i, 1000)})
	}
	if _, err := db.Owner.Exec(b.Context(), "VACUUM ANALYZE"); err != nil {
		b.Fatal(err)
	}
	q := store.Rows{View: store.View{Year: 2020, Month: 5, Part: statistics.Part{Listing: statistics.All}}, Root: "province", Limit: 51}
	for i := range benchCounties {
		q.Units = append(q.Units, countyOf(i))
	}
	for _, figure := range []store.Figure{store.FigureProjects, store.FigureReported, store.FigureMissing} {
		q.Figure = figure
		b.Run(string(figure), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.FigureRows(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkKnown adds a province up from the history, a tenth of it corrected since.
func BenchmarkKnown(b *testing.B) {
	s := fill(b, pgtest.New(b, "statistics", store.Schema()))
	tree, err := s.TreeKnownAt(b.Context(), time.Now())
	if err != nil {
		b.Fatal(err)
	}
	for name, unit := range map[string]string{"province": "province", "county": countyOf(1)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				tally := statistics.NewTally(statistics.Part{Listing: statistics.All}, append([]string{unit}, tree.Children(2020, unit)...))
				err := s.EachKnown(b.Context(), store.Past{At: time.Now(), Year: 2020, Month: 12, Units: tree.Subtree(2020, unit)}, func(k store.Known) { tally.AddProject(k.Project, 12, tree) })
				if err != nil {
					b.Fatal(err)
				}
				if got := tally.Units()[unit].Projects; got == 0 {
					b.Fatal("no projects at all")
				}
			}
		})
	}
}

// BenchmarkPublish freezes a province, during which nobody applies anything.
func BenchmarkPublish(b *testing.B) {
	db := pgtest.New(b, "statistics", store.Schemas()...)
	s := fill(b, db)
	draft := statistics.Cutoff{Unit: "province", Month: month.Month{Year: 2020, Month: 12}, Note: "again", Publisher: "bench"}
	for b.Loop() {
		err := pg.InTx(b.Context(), db.Pool, func(tx pgx.Tx) error {
			_, err := s.Publish(b.Context(), tx, draft, func(_ unittree.Tree, c statistics.Cutoff, published int) (statistics.Cutoff, error) {
				c.ID = uuid.NewString()
				return statistics.Publish(c, published, time.Now())
			}, func(c statistics.Cutoff) (outbox.Message, error) {
				return outbox.Message{Topic: "bench", Key: "cutoff/" + c.ID, Type: "bench", Version: 1, At: c.Time}, nil
			})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// fill gives a database the province, a year of reports and some corrections.
func fill(b *testing.B, db *pgtest.DB) *store.Store {
	b.Helper()
	s := benchRegister(b, db, 120_000, true)
	for i := range 264 {
		benchApply(b, s, db, store.Facts{Reports: reportBatch(i, 1000)})
	}
	if _, err := db.Owner.Exec(b.Context(), "VACUUM ANALYZE"); err != nil {
		b.Fatal(err)
	}
	return s
}
