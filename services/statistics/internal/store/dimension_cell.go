package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// KeepsDimensions tells whether a unit has cells by size, industry and stage: provinces and
// cities do. Of all others there are so many that such cells would be most of what a report
// writes, and so few projects in each that adding these up is quick.
func KeepsDimensions(tree unittree.Tree, code string) bool {
	u, _ := tree.Unit(code)
	return u.Kind == unittree.KindProvince || u.Kind == unittree.KindCity
}

// spreadDimensions is statistics.SpreadDimensions to those who keep such cells.
func spreadDimensions(own statistics.DimensionCells, tree unittree.Tree) statistics.DimensionCells {
	return statistics.SpreadDimensions(own, tree, func(unit string) bool { return KeepsDimensions(tree, unit) })
}

const loadPagesSQL = `
SELECT p.year, p.unit, p.dimension, p.listing, p.month, p.keys, p.sums
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::smallint[]) AS k (year, unit, dimension, listing, month)
JOIN dimension_page p USING (year, unit, dimension, listing, month)`

const savePagesSQL = `
INSERT INTO dimension_page (year, unit, dimension, listing, month, keys, sums)
SELECT year, unit, dimension, listing, month, keys::text[], sums::bigint[]
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[])
  AS d (year, unit, dimension, listing, month, keys, sums)
ON CONFLICT (year, unit, dimension, listing, month) DO UPDATE SET keys = EXCLUDED.keys, sums = EXCLUDED.sums`

// queueLoadDimensions adds to the pages what is kept on them.
func queueLoadDimensions(batch *pgx.Batch, pages statistics.DimensionCells) {
	if len(pages) == 0 {
		return
	}
	var keys pageColumns
	for k := range pages {
		keys.add(k)
	}
	batch.Queue(loadPagesSQL, keys.args()...).Query(func(rows pgx.Rows) error {
		return eachPage(rows, func(k statistics.DimensionKey, kept statistics.Page) {
			page := pages.Page(k)
			for value, m := range kept {
				page.Add(value, m)
			}
			page.Compact()
		})
	})
}

func queueSaveDimensions(batch *pgx.Batch, pages statistics.DimensionCells) {
	var (
		c          pageColumns
		keys, sums []string
		literal    sumsLiteral
	)
	for k, page := range pages {
		c.add(k)
		values := slices.Sorted(maps.Keys(page))
		for _, value := range values {
			literal.add(page[value][:])
		}
		keys, sums = append(keys, arrayLiteral(quoted(values))), append(sums, literal.take())
	}
	batch.Queue(savePagesSQL, append(c.args(), keys, sums)...)
}

// pageColumns are keys of pages by column, as unnest takes them.
type pageColumns struct {
	years, months               []int16
	units, dimensions, listings []string
}

func (c *pageColumns) add(k statistics.DimensionKey) {
	c.years, c.months = append(c.years, small(k.Year)), append(c.months, small(k.Month))
	c.units, c.dimensions, c.listings = append(c.units, k.Unit), append(c.dimensions, string(k.By)), append(c.listings, k.Listing)
}

func (c *pageColumns) args() []any {
	return []any{c.years, c.units, c.dimensions, c.listings, c.months}
}

// eachPage tells pages as rows have them.
func eachPage(rows pgx.Rows, f func(statistics.DimensionKey, statistics.Page)) error {
	var (
		k           statistics.DimensionKey
		year, month int16
		by          string
		keys        []string
		sums        []int64
	)
	_, err := pgx.ForEachRow(rows, []any{&year, &k.Unit, &by, &k.Listing, &month, &keys, &sums}, func() error {
		k.Year, k.By, k.Month = int(year), statistics.Dimension(by), int(month)
		f(k, pageOf(keys, sums))
		return nil
	})
	if err != nil {
		return fmt.Errorf("read cells by dimension: %w", err)
	}
	return nil
}

// pageOf is a page whose sums stand one value after the other; that they are as many as
// they should is a constraint's.
func pageOf(keys []string, sums []int64) statistics.Page {
	page := make(statistics.Page, len(keys))
	for i, key := range keys {
		page[key] = (*statistics.Placed)(sums[i*statistics.PlacedMeasures : (i+1)*statistics.PlacedMeasures])
	}
	return page
}

const dimensionGroupsSQL = `
SELECT year, unit, dimension, listing, month, keys, sums FROM dimension_page
WHERE year = $1 AND unit = $3 AND dimension = $4 AND listing = $5 AND month <= $2`

// dimensionGroups reads a unit's groups by a dimension, of one listing or all, from the
// cells by dimension.
func dimensionGroups(ctx context.Context, q querier, v View) ([]statistics.Group, error) {
	months := make(map[string]map[int]statistics.Measures)
	rows, _ := q.Query(ctx, dimensionGroupsSQL, small(v.Year), small(v.Month), v.Units[0], string(v.By), v.Listing) // its error comes back from eachPage
	err := eachPage(rows, func(k statistics.DimensionKey, page statistics.Page) {
		for value, m := range page {
			if months[value] == nil {
				months[value] = make(map[int]statistics.Measures)
			}
			months[value][k.Month] = m.Measures()
		}
	})
	if err != nil {
		return nil, fmt.Errorf("roll-up of %s by %s: %w", v.Units[0], v.By, err)
	}
	var out []statistics.Group
	for value, of := range months {
		if f := statistics.Sum(v.Month, of); !f.IsZero() {
			out = append(out, statistics.Group{Value: value, Figures: f})
		}
	}
	statistics.SortGroups(v.By, v.Year, out)
	return out, nil
}

// missesSome tells whether groups from cells are not all that the unit's figures are made of:
// projects of which the registry has not told where they stand are in none.
func missesSome(groups []statistics.Group, whole statistics.Figures) bool {
	for _, g := range groups {
		whole.Projects -= g.Figures.Projects
		whole.Unlisted -= g.Figures.Unlisted
	}
	return whole.Projects != 0 || whole.Unlisted != 0
}

const yearPagesSQL = `SELECT year, unit, dimension, listing, month, keys, sums FROM dimension_page WHERE year = $1`

// takeDimensions takes the kept cells by dimension from what the facts add up to.
func takeDimensions(ctx context.Context, tx pgx.Tx, year int, from statistics.DimensionCells) error {
	rows, _ := tx.Query(ctx, yearPagesSQL, small(year)) // its error comes back from eachPage
	err := eachPage(rows, func(k statistics.DimensionKey, kept statistics.Page) {
		from.Take(statistics.DimensionCells{k: kept})
	})
	from.Compact()
	return err
}
