package store

import (
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// rulesSQL are the rules of all calendars that a question is about, each with when its
// first report is late, and the hand-ins that it asks for, none where it asks for nothing.
const rulesSQL = `
rules AS MATERIALIZED (
    SELECT r.calendar, r.category, r.deadline, w.sinces, w.dues
    FROM unnest(@rule_calendars::int[], @rule_categories::text[], @rule_deadlines::timestamptz[])
        WITH ORDINALITY AS r (calendar, category, deadline, id)
    LEFT JOIN (
        SELECT rule, array_agg(since ORDER BY due) AS sinces, array_agg(due ORDER BY due) AS dues
        FROM unnest(@window_rules::bigint[], @window_sinces::timestamptz[], @window_dues::timestamptz[]) AS w (rule, since, due)
        GROUP BY rule) w ON w.rule = r.id),
meant AS MATERIALIZED (
    SELECT unit, month, calendar FROM unnest(@meant_units::text[], @meant_months::int[], @meant_calendars::int[]) AS m (unit, month, calendar))`

// obligationArgs are the arguments of rulesSQL: calendars are numbered over all months.
func obligationArgs(all []registry.Obligations) pgx.NamedArgs {
	var calendars, months, meantBy []int
	var categories, units []string
	var deadlines, sinces, dues []time.Time
	var windows []int64
	first := 0
	for _, o := range all {
		for i, calendar := range o.Calendars {
			for _, r := range calendar.Rules {
				calendars, categories = append(calendars, first+i), append(categories, r.Category)
				deadlines = append(deadlines, r.FirstDue(o.Month))
				for _, w := range r.Windows(o.Month) {
					windows, sinces, dues = append(windows, int64(len(calendars))), append(sinces, w.Since), append(dues, w.Due)
				}
			}
		}
		for i, unit := range o.Units {
			units, months, meantBy = append(units, unit), append(months, o.Month.Month), append(meantBy, first+o.By[i])
		}
		first += len(o.Calendars)
	}
	return pgx.NamedArgs{
		"rule_calendars": calendars, "rule_categories": categories, "rule_deadlines": deadlines,
		"window_rules": windows, "window_sinces": sinces, "window_dues": dues,
		"meant_units": units, "meant_months": months, "meant_calendars": meantBy,
	}
}
