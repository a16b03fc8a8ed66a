package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

const rollupArgs = "--unit U --month YYYY-MM [--listing L] [--by DIM] [--growth] [--as-of TIME | --cutoff ID] [--json | --csv]"

// runRollup shows a unit's figures, and those of its sub-units.
func runRollup(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("rollup", rollupArgs, errOut)
	at := connect(flags)
	var q rollup.Query
	flags.StringVar(&q.Unit, "unit", "", "`unit`: its code, GB/T 2260 code or name")
	flags.StringVar(&q.Month, "month", "", "`month`, as 2020-05")
	flags.StringVar(&q.Listing, "listing", "", "only this `listing`: province city county renovation")
	flags.StringVar(&q.By, "by", "", "group by `dimension`: listing category nature size industry stage tag:SYSTEM")
	flags.BoolVar(&q.Growth, "growth", false, "growth on the year before (同比) and on the month before (环比) too")
	asOf := flags.String("as-of", "", "as known at this `time`: 2020-05-25 (its end), \"2020-05-25 18:00\" or RFC 3339")
	flags.StringVar(&q.Cutoff, "cutoff", "", "as frozen by the cut-off of this `ID`; unit and month are its own unless given")
	asJSON := flags.Bool("json", false, "one JSON object")
	asCSV := flags.Bool("csv", false, "CSV that Excel opens, money in 亿元")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || *asJSON && *asCSV || q.Cutoff == "" && (q.Unit == "" || q.Month == "") {
		return misuse(flags, "unit", "month")
	}
	if q.AsOf, err = rollup.ParseMoment(*asOf, time.Now()); err != nil {
		return err
	}
	return withPlatform(at, func(c *client.Client) error { return showRollup(ctx, c, q, formOf(*asJSON, *asCSV), out, errOut) })
}

// form is how a roll-up is written.
type form int

const (
	forPeople form = iota
	inJSON
	inCSV
)

func formOf(asJSON, asCSV bool) form {
	switch {
	case asJSON:
		return inJSON
	case asCSV:
		return inCSV
	}
	return forPeople
}

func showRollup(ctx context.Context, c *client.Client, q rollup.Query, as form, out, errOut io.Writer) error {
	q.Lifecycle = as == inJSON // a table has no room for it
	r, err := rollup.Get(ctx, c, q)
	if err != nil {
		return err
	}
	if note := rollup.Note(r); note != "" {
		fmt.Fprintln(errOut, note)
	}
	switch as {
	case inJSON:
		return writeJSON(out, rollup.Object(r, q.By != ""))
	case inCSV:
		return rollup.CSV(out, r)
	case forPeople:
	}
	return rollup.Show(out, r)
}
