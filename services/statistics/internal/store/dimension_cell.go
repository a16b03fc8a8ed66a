package store

import (
	"context"
	"fmt"

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

const addDimensionsSQL = `
INSERT INTO dimension_cell (year, unit, dimension, listing, value, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
  timed, on_time, corrected, by_month, in_month)
SELECT year, unit, dimension, listing, value, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
  timed, on_time, corrected, by_month, in_month
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::bigint[], $8::bigint[], $9::bigint[],
  $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[],
  $18::bigint[], $19::bigint[], $20::bigint[])
  AS d (year, unit, dimension, listing, value, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
  timed, on_time, corrected, by_month, in_month)
ON CONFLICT (year, unit, dimension, listing, value, month) DO UPDATE SET
  projects = dimension_cell.projects + EXCLUDED.projects,
  total_investment = dimension_cell.total_investment + EXCLUDED.total_investment,
  planned = dimension_cell.planned + EXCLUDED.planned,
  due_change = dimension_cell.due_change + EXCLUDED.due_change,
  year_change = dimension_cell.year_change + EXCLUDED.year_change,
  invested = dimension_cell.invested + EXCLUDED.invested,
  reported = dimension_cell.reported + EXCLUDED.reported,
  met = dimension_cell.met + EXCLUDED.met,
  unlisted = dimension_cell.unlisted + EXCLUDED.unlisted,
  timed = dimension_cell.timed + EXCLUDED.timed,
  on_time = dimension_cell.on_time + EXCLUDED.on_time,
  corrected = dimension_cell.corrected + EXCLUDED.corrected,
  by_month = dimension_cell.by_month + EXCLUDED.by_month,
  in_month = dimension_cell.in_month + EXCLUDED.in_month`

// queueDimensions adds differences to the cells by dimension, and notes whose figures
// changed although none of their other cells did.
func queueDimensions(batch *pgx.Batch, diff statistics.DimensionCells, sequence int64) {
	if len(diff) == 0 {
		return
	}
	var (
		keys    keyColumns // category and nature hold dimension and value
		sums    [14][]int64
		changed = make(map[yearUnit]bool)
	)
	keys.grow(len(diff))
	for k, m := range diff {
		keys.add(statistics.Key{Year: k.Year, Unit: k.Unit, Listing: string(k.By), Category: k.Listing, Nature: k.Value, Month: k.Month})
		changed[yearUnit{k.Year, k.Unit}] = true
		for i, v := range [...]int64{
			m.Projects, m.TotalInvestment, m.Planned, m.DueChange, m.YearChange, m.Invested, m.Reported, m.Met, m.Unlisted,
			m.Timed, m.OnTime, m.Corrected, m.Plan.ByMonth, m.Plan.ToDate,
		} {
			sums[i] = append(sums[i], v)
		}
	}
	args := keys.args()
	for _, column := range sums {
		args = append(args, column)
	}
	batch.Queue(addDimensionsSQL, args...)
	queueChanges(batch, changed, sequence)
}

// dimensionGroupsSQL reads a unit's groups by a dimension, of one listing or all.
const dimensionGroupsSQL = `
SELECT c.value,` + sums + `,` + planSums + `
FROM dimension_cell c
WHERE c.year = $1 AND c.unit = $3 AND c.dimension = $4 AND c.listing = $5 AND c.month <= $2
GROUP BY c.value`

// dimensionGroups reads the groups of a view from the cells by dimension.
func dimensionGroups(ctx context.Context, q querier, v View) ([]statistics.Group, error) {
	rows, _ := q.Query(ctx, dimensionGroupsSQL, small(v.Year), small(v.Month), v.Units[0], string(v.By), v.Listing) // its error comes back from ForEachRow
	var (
		out   []statistics.Group
		value string
		row   figuresRow
		plan  statistics.Plan
	)
	_, err := pgx.ForEachRow(rows, append([]any{&value}, append(row.columns(), &plan.ByMonth, &plan.ToDate)...), func() error {
		f := row.figures()
		f.Plan = plan
		if !f.IsZero() {
			out = append(out, statistics.Group{Value: value, Figures: f})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("roll-up of %s by %s: %w", v.Units[0], v.By, err)
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

const yearDimensionsSQL = `
SELECT unit, dimension, listing, value, month,
  projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
  timed, on_time, corrected, by_month, in_month
FROM dimension_cell WHERE year = $1`

// takeDimensions takes the kept cells by dimension from what the facts add up to.
func takeDimensions(ctx context.Context, tx pgx.Tx, year int, from statistics.DimensionCells) error {
	var (
		k     = statistics.DimensionKey{Year: year}
		m     statistics.Measures
		month int16
		by    string
	)
	rows, _ := tx.Query(ctx, yearDimensionsSQL, small(year)) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, []any{
		&k.Unit, &by, &k.Listing, &k.Value, &month,
		&m.Projects, &m.TotalInvestment, &m.Planned, &m.DueChange, &m.YearChange, &m.Invested, &m.Reported, &m.Met, &m.Unlisted,
		&m.Timed, &m.OnTime, &m.Corrected, &m.Plan.ByMonth, &m.Plan.ToDate,
	}, func() error {
		k.By, k.Month = statistics.Dimension(by), int(month)
		from.Add(k, m.Negated())
		return nil
	})
	from.Compact()
	return err
}
