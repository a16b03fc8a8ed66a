package store

import (
	"cmp"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

// detailPages are the cells of one category and nature each, by the page that keeps them:
// that of their unit, listing and month. The sums over all of them are rows of cell.
type detailPages map[detailKey]detailPage

type detailKey struct {
	year          int
	unit, listing string
	month         int
}

type detailPage map[detail]*cellSums

type detail struct{ category, nature string }

// cellSums are the measures of a cell that reports change, in the order of cell's columns.
type cellSums [12]int64

func sumsOf(m *statistics.Measures) cellSums {
	return cellSums{
		m.Projects, m.TotalInvestment, m.Planned, m.DueChange, m.YearChange, m.Invested, m.Reported, m.Met, m.Unlisted,
		m.Timed, m.OnTime, m.Corrected,
	}
}

// detailsOf are the differences that belong on pages.
func detailsOf(diff statistics.Cells) detailPages {
	out := make(detailPages)
	for k, m := range diff {
		if sums := sumsOf(m); k.Category != statistics.All && sums != (cellSums{}) {
			out.add(detailKey{k.Year, k.Unit, k.Listing, k.Month}, detail{k.Category, k.Nature}, sums)
		}
	}
	return out
}

func (p detailPages) add(k detailKey, d detail, more cellSums) {
	page := p[k]
	if page == nil {
		page = make(detailPage)
		p[k] = page
	}
	page.add(d, more)
}

func (p detailPage) add(d detail, more cellSums) {
	have := p[d]
	if have == nil {
		p[d] = &more
		return
	}
	for i := range have {
		have[i] += more[i]
	}
}

// compact drops cells of zeros.
func (p detailPage) compact() {
	maps.DeleteFunc(p, func(_ detail, sums *cellSums) bool { return *sums == cellSums{} })
}

// details are those of the page, in the order in which they are stored.
func (p detailPage) details() []detail {
	return slices.SortedFunc(maps.Keys(p), func(a, b detail) int {
		return cmp.Or(cmp.Compare(a.category, b.category), cmp.Compare(a.nature, b.nature))
	})
}

const loadDetailsSQL = `
SELECT p.year, p.unit, p.listing, p.month, p.categories, p.natures, p.sums
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::smallint[]) AS k (year, unit, listing, month)
JOIN cell_page p USING (year, unit, listing, month)`

const saveDetailsSQL = `
INSERT INTO cell_page (year, unit, listing, month, categories, natures, sums)
SELECT year, unit, listing, month, categories::text[], natures::text[], sums::bigint[]
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::text[])
  AS d (year, unit, listing, month, categories, natures, sums)
ON CONFLICT (year, unit, listing, month) DO UPDATE SET
  categories = EXCLUDED.categories, natures = EXCLUDED.natures, sums = EXCLUDED.sums`

// queueLoad adds to the pages what is kept on them.
func (p detailPages) queueLoad(batch *pgx.Batch) {
	if len(p) == 0 {
		return
	}
	var keys detailColumns
	for k := range p {
		keys.add(k)
	}
	batch.Queue(loadDetailsSQL, keys.args()...).Query(p.addKept)
}

func (p detailPages) addKept(rows pgx.Rows) error {
	var (
		k                   detailKey
		year, month         int16
		categories, natures []string
		sums                []int64
	)
	_, err := pgx.ForEachRow(rows, []any{&year, &k.unit, &k.listing, &month, &categories, &natures, &sums}, func() error {
		k.year, k.month = int(year), int(month)
		page := p[k]
		for i := range categories { // that there are as many of all is a constraint's
			page.add(detail{categories[i], natures[i]}, cellSums(sums[i*len(cellSums{}):]))
		}
		page.compact()
		return nil
	})
	return err
}

func (p detailPages) queueSave(batch *pgx.Batch) {
	if len(p) == 0 {
		return
	}
	var (
		keys                      detailColumns
		categories, natures, sums []string
		literal                   sumsLiteral
	)
	for k, page := range p {
		keys.add(k)
		details := page.details()
		of, and := make([]string, len(details)), make([]string, len(details))
		for i, d := range details {
			of[i], and[i] = quote(d.category), quote(d.nature)
			literal.add(page[d][:])
		}
		categories, natures = append(categories, arrayLiteral(of)), append(natures, arrayLiteral(and))
		sums = append(sums, literal.take())
	}
	batch.Queue(saveDetailsSQL, append(keys.args(), categories, natures, sums)...)
}

// detailColumns are keys of pages by column, as unnest takes them.
type detailColumns struct {
	years, months   []int16
	units, listings []string
}

func (c *detailColumns) add(k detailKey) {
	c.years, c.months = append(c.years, small(k.year)), append(c.months, small(k.month))
	c.units, c.listings = append(c.units, k.unit), append(c.listings, k.listing)
}

func (c *detailColumns) args() []any { return []any{c.years, c.units, c.listings, c.months} }
