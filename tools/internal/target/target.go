// Package target asks how far a unit is with what its papers set for a year (目标任务) and
// shows it: as JSON for programs, as tables for people. Goals, values, states and
// forecasts are the service's; nothing is computed here.
package target

import (
	"context"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

// Get asks how far a unit is. A query's unit, month and moment count.
func Get(ctx context.Context, c *client.Client, q rollup.Query) (*statisticsv1.GetAttainmentResponse, error) {
	of, err := q.Request(ctx, c)
	if err != nil {
		return nil, err
	}
	return c.Targets.GetAttainment(ctx, &statisticsv1.GetAttainmentRequest{Unit: of.GetUnit(), Month: of.GetMonth(), AsOf: of.GetAsOf()})
}

// entry is a target with how one unit stands.
type entry struct {
	unit   string
	name   string
	itself bool
	target *statisticsv1.Target
	is     *statisticsv1.Attainment
}

// entries are the unit's, target by target, each followed by those of its sub-units.
func entries(r *statisticsv1.GetAttainmentResponse) []entry {
	var all []entry
	at := 0
	for _, set := range r.GetSets() {
		for _, t := range set.GetTargets() {
			all = append(all, entry{unit: r.GetUnit(), name: r.GetName(), target: t, is: r.GetAttainments()[at]})
			for _, c := range r.GetChildren() {
				all = append(all, entry{unit: c.GetUnit(), name: c.GetName(), itself: c.GetItself(), target: t, is: c.GetAttainments()[at]})
			}
			at++
		}
	}
	return all
}
