package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

const rollupArgs = "--unit U --month YYYY-MM [--listing L] [--by DIM] [--as-of TIME | --cutoff ID] [--json]"

// runRollup shows a unit's figures, and those of its sub-units.
func runRollup(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("rollup", rollupArgs, errOut)
	at := connect(flags)
	var q rollup.Query
	flags.StringVar(&q.Unit, "unit", "", "`unit`: its code, GB/T 2260 code or name")
	flags.StringVar(&q.Month, "month", "", "`month`, as 2020-05")
	flags.StringVar(&q.Listing, "listing", "", "only this `listing`: province city county renovation")
	flags.StringVar(&q.By, "by", "", "group by `dimension`: listing category nature")
	asOf := flags.String("as-of", "", "as known at this `time`: 2020-05-25 (its end), \"2020-05-25 18:00\" or RFC 3339")
	flags.StringVar(&q.Cutoff, "cutoff", "", "as frozen by the cut-off of this `ID`; unit and month are its own unless given")
	asJSON := flags.Bool("json", false, "one JSON object")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || q.Cutoff == "" && (q.Unit == "" || q.Month == "") {
		return misuse(flags, "unit", "month")
	}
	if q.AsOf, err = rollup.ParseMoment(*asOf, time.Now()); err != nil {
		return err
	}
	return withPlatform(at, func(c *client.Client) error { return showRollup(ctx, c, q, *asJSON, out, errOut) })
}

func showRollup(ctx context.Context, c *client.Client, q rollup.Query, asJSON bool, out, errOut io.Writer) error {
	q.Lifecycle = asJSON // the table has no room for it
	r, err := rollup.Get(ctx, c, q)
	if err != nil {
		return err
	}
	if note := rollup.Note(r); note != "" {
		fmt.Fprintln(errOut, note)
	}
	switch {
	case asJSON:
		return writeJSON(out, rollup.Object(r, q.By != ""))
	default:
		return rollup.Show(out, r)
	}
}
