package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

const addPlanSQL = `
INSERT INTO plan_cell (year, unit, listing, category, nature, month, by_month, in_month)
SELECT year, unit, listing, category, nature, month, by_month, in_month
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::bigint[], $8::bigint[])
  AS d (year, unit, listing, category, nature, month, by_month, in_month)
ON CONFLICT (year, unit, listing, category, nature, month) DO UPDATE SET
  by_month = plan_cell.by_month + EXCLUDED.by_month, in_month = plan_cell.in_month + EXCLUDED.in_month`

// queuePlan adds the differences that change what is planned by month: no report does.
func queuePlan(batch *pgx.Batch, diff statistics.Cells) {
	var (
		keys            keyColumns
		byMonth, toDate []int64
	)
	for k, m := range diff {
		if m.Plan == (statistics.Plan{}) {
			continue
		}
		keys.add(k)
		byMonth, toDate = append(byMonth, m.Plan.ByMonth), append(toDate, m.Plan.ToDate)
	}
	if len(keys.years) > 0 {
		batch.Queue(addPlanSQL, append(keys.args(), byMonth, toDate)...)
	}
}

// planSums are what is planned by month of cells up to a month.
const planSums = `sum(c.by_month)::bigint, sum(c.in_month)::bigint`

// planRead reads both grains from one table: no report changes them.
var planRead = read{"plan_cell", "plan_cell", planSums}

// plans reads what is planned by month of a view into its figures, by the statements that
// read the rest of them.
func plans(ctx context.Context, q querier, v View, into *Rollup) error {
	if !v.Plan {
		return nil
	}
	sql, args := v.figuresSQL(planRead)
	rows, _ := q.Query(ctx, sql, args...) // its error comes back from ForEachRow
	var (
		unit string
		p    statistics.Plan
		s    Status
	)
	_, err := pgx.ForEachRow(rows, []any{&unit, &p.ByMonth, &p.ToDate, &s.Tree, &s.EventTime, &s.Change}, func() error {
		f := into.Units[unit]
		f.Plan = p
		into.Units[unit] = f
		return nil
	})
	if err != nil {
		return fmt.Errorf("plans of %s: %w", v.Units[0], err)
	}
	return nil
}

// groupPlans reads what is planned by month of a view's groups into them. No group lacks
// that has any: who is planned is counted.
func groupPlans(ctx context.Context, q querier, v View, into []statistics.Group) error {
	if !v.Plan {
		return nil
	}
	rows, _ := q.Query(ctx, v.groupSQL(planRead), v.groupArgs()...) // its error comes back from ForEachRow
	var (
		value string
		p     statistics.Plan
	)
	_, err := pgx.ForEachRow(rows, []any{&value, &p.ByMonth, &p.ToDate}, func() error {
		for i := range into {
			if into[i].Value == value {
				into[i].Figures.Plan = p
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("plans of %s by %s: %w", v.Units[0], v.By, err)
	}
	return nil
}

const seriesPlanSQL = `
SELECT month, by_month, in_month FROM plan_cell
WHERE year = $1 AND unit = $2 AND listing = $3 AND category = '*' AND nature = '*'`

// seriesPlan adds what is planned by month to a unit's measures of a year.
func seriesPlan(ctx context.Context, q querier, year int, unit, listing string, months map[int]statistics.Measures) error {
	rows, _ := q.Query(ctx, seriesPlanSQL, small(year), unit, listing) // its error comes back from ForEachRow
	var (
		month int16
		p     statistics.Plan
	)
	_, err := pgx.ForEachRow(rows, []any{&month, &p.ByMonth, &p.ToDate}, func() error {
		months[int(month)] = months[int(month)].Plus(statistics.Measures{Plan: p})
		return nil
	})
	return err
}

const yearPlanSQL = `SELECT unit, listing, category, nature, month, by_month, in_month FROM plan_cell WHERE year = $1`

// takePlans takes the kept plans of a year from what the facts add up to.
func takePlans(ctx context.Context, tx pgx.Tx, year int, from statistics.Cells) error {
	var (
		k     = statistics.Key{Year: year}
		m     statistics.Measures
		month int16
	)
	rows, _ := tx.Query(ctx, yearPlanSQL, small(year)) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, []any{&k.Unit, &k.Listing, &k.Category, &k.Nature, &month, &m.Plan.ByMonth, &m.Plan.ToDate}, func() error {
		k.Month = int(month)
		from.Add(k, m.Negated())
		return nil
	})
	return err
}
