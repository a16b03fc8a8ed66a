package main

import (
	"context"
	"io"
	"time"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/ranking"
	"pacesetter/tools/internal/rollup"
)

const rankingArgs = "--unit U --month YYYY-MM --indicator KEY [--listing L] [--as-of TIME | --cutoff ID] | --formulas  [--json]"

// rankingOrder is what the flags say.
type rankingOrder struct {
	query    ranking.Query
	asOf     string
	formulas bool
	asJSON   bool
}

// runRanking shows where sub-units stand, or how each indicator is counted.
func runRanking(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("ranking", rankingArgs, errOut)
	at := connect(flags)
	var o rankingOrder
	flags.StringVar(&o.query.Unit, "unit", "", "the `unit` whose sub-units are ranked: its code, GB/T 2260 code or name")
	flags.StringVar(&o.query.Month, "month", "", "`month`, as 2020-05")
	flags.StringVar(&o.query.Indicator, "indicator", "", "`key` of the indicator; --formulas lists them")
	flags.StringVar(&o.query.Listing, "listing", "", "only this `listing`: province city county renovation")
	flags.StringVar(&o.asOf, "as-of", "", "as known at this `time`: 2020-05-25 (its end), \"2020-05-25 18:00\" or RFC 3339")
	flags.StringVar(&o.query.Cutoff, "cutoff", "", "as frozen by the cut-off of this `ID`; unit and month are its own unless given")
	flags.BoolVar(&o.formulas, "formulas", false, "list the indicators and how each is counted")
	flags.BoolVar(&o.asJSON, "json", false, "JSON in one line")
	rest, err := parse(flags, args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0 || !o.formulas && !o.complete():
		return misuse(flags, "unit", "month", "indicator")
	}
	if o.query.AsOf, err = rollup.ParseMoment(o.asOf, time.Now()); err != nil {
		return err
	}
	return withPlatform(at, func(c *client.Client) error {
		if o.formulas {
			return o.showFormulas(ctx, c, out)
		}
		return o.show(ctx, c, out)
	})
}

// complete tells whether a ranking is named: a cut-off says which unit and month.
func (o rankingOrder) complete() bool {
	return o.query.Indicator != "" && (o.query.Cutoff != "" || o.query.Unit != "" && o.query.Month != "")
}

func (o rankingOrder) show(ctx context.Context, c *client.Client, out io.Writer) error {
	r, err := ranking.Get(ctx, c, o.query)
	if err != nil {
		return err
	}
	if o.asJSON {
		return writeJSON(out, ranking.Object(r))
	}
	return ranking.Show(out, r)
}

func (o rankingOrder) showFormulas(ctx context.Context, c *client.Client, out io.Writer) error {
	all, err := ranking.Indicators(ctx, c)
	if err != nil {
		return err
	}
	if o.asJSON {
		return writeJSON(out, ranking.Formulas(all))
	}
	return ranking.ShowFormulas(out, all)
}
