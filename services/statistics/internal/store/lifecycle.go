package store

import (
	"github.com/jackc/pgx/v5"

	"pacesetter/services/statistics/internal/statistics"
)

// lifecycleColumns are the measures in the order of statistics.Lifecycle; a test holds
// the two together.
const lifecycleColumns = `
  due_to_start, started, started_of_due, due_to_start_no_land, started_no_land, starts_certified,
  due_to_resume, resumed, due_to_complete, completed, completed_of_due, completions_certified,
  statistics_eligible, statistics_entered, reserve, reserve_total_investment_yuan, signed_yuan, arrived_yuan,
  described, facts_listed, facts_filled`

// lifecycleSums are those of cells c up to a month.
const lifecycleSums = `
  sum(c.due_to_start)::bigint, sum(c.started)::bigint, sum(c.started_of_due)::bigint,
  sum(c.due_to_start_no_land)::bigint, sum(c.started_no_land)::bigint, sum(c.starts_certified)::bigint,
  sum(c.due_to_resume)::bigint, sum(c.resumed)::bigint,
  sum(c.due_to_complete)::bigint, sum(c.completed)::bigint, sum(c.completed_of_due)::bigint, sum(c.completions_certified)::bigint,
  sum(c.statistics_eligible)::bigint, sum(c.statistics_entered)::bigint,
  sum(c.reserve)::bigint, sum(c.reserve_total_investment_yuan)::bigint, sum(c.signed_yuan)::bigint, sum(c.arrived_yuan)::bigint,
  sum(c.described)::bigint, sum(c.facts_listed)::bigint, sum(c.facts_filled)::bigint`

const addLifecycleSQL = `
INSERT INTO lifecycle_cell (year, unit, listing, category, nature, month,` + lifecycleColumns + `)
SELECT year, unit, listing, category, nature, month,` + lifecycleColumns + `
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[],
  $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
  $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[], $24::bigint[],
  $25::bigint[], $26::bigint[], $27::bigint[])
  AS d (year, unit, listing, category, nature, month,` + lifecycleColumns + `)
ON CONFLICT (year, unit, listing, category, nature, month) DO UPDATE SET
  due_to_start = lifecycle_cell.due_to_start + EXCLUDED.due_to_start,
  started = lifecycle_cell.started + EXCLUDED.started,
  started_of_due = lifecycle_cell.started_of_due + EXCLUDED.started_of_due,
  due_to_start_no_land = lifecycle_cell.due_to_start_no_land + EXCLUDED.due_to_start_no_land,
  started_no_land = lifecycle_cell.started_no_land + EXCLUDED.started_no_land,
  starts_certified = lifecycle_cell.starts_certified + EXCLUDED.starts_certified,
  due_to_resume = lifecycle_cell.due_to_resume + EXCLUDED.due_to_resume,
  resumed = lifecycle_cell.resumed + EXCLUDED.resumed,
  due_to_complete = lifecycle_cell.due_to_complete + EXCLUDED.due_to_complete,
  completed = lifecycle_cell.completed + EXCLUDED.completed,
  completed_of_due = lifecycle_cell.completed_of_due + EXCLUDED.completed_of_due,
  completions_certified = lifecycle_cell.completions_certified + EXCLUDED.completions_certified,
  statistics_eligible = lifecycle_cell.statistics_eligible + EXCLUDED.statistics_eligible,
  statistics_entered = lifecycle_cell.statistics_entered + EXCLUDED.statistics_entered,
  reserve = lifecycle_cell.reserve + EXCLUDED.reserve,
  reserve_total_investment_yuan = lifecycle_cell.reserve_total_investment_yuan + EXCLUDED.reserve_total_investment_yuan,
  signed_yuan = lifecycle_cell.signed_yuan + EXCLUDED.signed_yuan,
  arrived_yuan = lifecycle_cell.arrived_yuan + EXCLUDED.arrived_yuan,
  described = lifecycle_cell.described + EXCLUDED.described,
  facts_listed = lifecycle_cell.facts_listed + EXCLUDED.facts_listed,
  facts_filled = lifecycle_cell.facts_filled + EXCLUDED.facts_filled`

// queueLifecycle adds the differences that change a lifecycle: no report does.
func queueLifecycle(batch *pgx.Batch, diff statistics.Cells) {
	var (
		keys    keyColumns
		amounts [len(statistics.Lifecycle{})][]int64
	)
	for k, m := range diff {
		if m.Lifecycle == (statistics.Lifecycle{}) {
			continue
		}
		keys.add(k)
		for i, amount := range m.Lifecycle {
			amounts[i] = append(amounts[i], amount)
		}
	}
	if len(keys.years) == 0 {
		return
	}
	args := keys.args()
	for _, column := range amounts {
		args = append(args, column)
	}
	batch.Queue(addLifecycleSQL, args...)
}

// lifecycleInto are the places that a row's lifecycle columns are read into.
func lifecycleInto(l *statistics.Lifecycle) []any {
	into := make([]any, len(l))
	for i := range l {
		into[i] = &l[i]
	}
	return into
}
