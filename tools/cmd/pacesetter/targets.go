package main

import (
	"context"
	"io"
	"time"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
	"pacesetter/tools/internal/target"
)

const targetsArgs = "--unit U --month YYYY-MM [--as-of TIME] [--json | --csv]"

// runTargets shows how far a unit is with what its papers set for the year.
func runTargets(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("targets", targetsArgs, errOut)
	at := connect(flags)
	var q rollup.Query
	flags.StringVar(&q.Unit, "unit", "", "`unit`: its code, GB/T 2260 code or name")
	flags.StringVar(&q.Month, "month", "", "`month`, as 2019-06")
	asOf := flags.String("as-of", "", "as known at this `time`: 2019-07-25 (its end), \"2019-07-25 18:00\" or RFC 3339")
	asJSON := flags.Bool("json", false, "one JSON object")
	asCSV := flags.Bool("csv", false, "CSV that Excel opens, money in 亿元")
	rest, err := parse(flags, args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0 || *asJSON && *asCSV || q.Unit == "" || q.Month == "":
		return misuse(flags, "unit", "month")
	}
	if q.AsOf, err = rollup.ParseMoment(*asOf, time.Now()); err != nil {
		return err
	}
	return withPlatform(at, func(c *client.Client) error { return showTargets(ctx, c, q, formOf(*asJSON, *asCSV), out) })
}

func showTargets(ctx context.Context, c *client.Client, q rollup.Query, as form, out io.Writer) error {
	r, err := target.Get(ctx, c, q)
	if err != nil {
		return err
	}
	switch as {
	case inJSON:
		return writeJSON(out, target.Object(r))
	case inCSV:
		return target.CSV(out, r)
	case forPeople:
	}
	return target.Show(out, r)
}
