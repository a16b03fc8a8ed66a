package main

import (
	"context"
	"io"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

const rollupArgs = "--unit U --month YYYY-MM [--listing L] [--by DIM] [--json]"

// runRollup shows a unit's figures, and those of its sub-units.
func runRollup(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("rollup", rollupArgs, errOut)
	at := connect(flags)
	var q rollup.Query
	flags.StringVar(&q.Unit, "unit", "", "`unit`: its code, GB/T 2260 code or name")
	flags.StringVar(&q.Month, "month", "", "`month`, as 2020-05")
	flags.StringVar(&q.Listing, "listing", "", "only this `listing`: province city county renovation")
	flags.StringVar(&q.By, "by", "", "group by `dimension`: listing category nature")
	asJSON := flags.Bool("json", false, "one JSON object")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || q.Unit == "" || q.Month == "" {
		return misuse(flags)
	}
	c, err := at.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return showRollup(ctx, c, q, *asJSON, out)
}

func showRollup(ctx context.Context, c *client.Client, q rollup.Query, asJSON bool, out io.Writer) error {
	r, err := rollup.Get(ctx, c, q)
	switch {
	case err != nil:
		return err
	case asJSON:
		return writeJSON(out, rollup.Object(r, q.By != ""))
	default:
		return rollup.Show(out, r)
	}
}
