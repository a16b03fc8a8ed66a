package main

import (
	"context"
	"io"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/cutoff"
)

const cutoffArgs = "publish --unit U --month YYYY-MM [--note TEXT] | list --unit U --year YYYY | restatements ID [--unit U]  [--json]"

// cutoffOrder is what the flags say.
type cutoffOrder struct {
	unit, month, note string
	year              int
	asJSON            bool
}

// runCutoff freezes a month, lists what was frozen, and shows what became known since.
func runCutoff(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("cutoff", cutoffArgs, errOut)
	at := connect(flags)
	var o cutoffOrder
	flags.StringVar(&o.unit, "unit", "", "`unit`: its code, GB/T 2260 code or name")
	flags.StringVar(&o.month, "month", "", "`month`, as 2020-05")
	flags.IntVar(&o.year, "year", 0, "`year`, as 2020")
	flags.StringVar(&o.note, "note", "", "a remark; from the second publication of a month on, why: `text`")
	flags.BoolVar(&o.asJSON, "json", false, "JSON in one line")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	act := o.action(rest)
	if act == nil {
		return misuse(flags)
	}
	return withPlatform(at, func(c *client.Client) error { return act(ctx, c, out) })
}

// withPlatform calls f with a client that is closed afterwards.
func withPlatform(at connection, f func(*client.Client) error) error {
	c, err := at.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return f(c)
}

// action is what the arguments ask for, nil if they ask for nothing that there is.
func (o cutoffOrder) action(rest []string) func(context.Context, *client.Client, io.Writer) error {
	switch {
	case len(rest) == 1 && rest[0] == "publish" && o.unit != "" && o.month != "":
		return o.publish
	case len(rest) == 1 && rest[0] == "list" && o.unit != "" && o.year != 0:
		return o.list
	case len(rest) == 2 && rest[0] == "restatements":
		return func(ctx context.Context, c *client.Client, out io.Writer) error {
			return o.restatements(ctx, c, rest[1], out)
		}
	}
	return nil
}

func (o cutoffOrder) publish(ctx context.Context, c *client.Client, out io.Writer) error {
	published, err := cutoff.Publish(ctx, c, o.unit, o.month, o.note)
	if err != nil {
		return err
	}
	return o.show([]*statisticsv1.Cutoff{published}, out)
}

func (o cutoffOrder) list(ctx context.Context, c *client.Client, out io.Writer) error {
	found, err := cutoff.List(ctx, c, o.unit, o.year)
	if err != nil {
		return err
	}
	return o.show(found, out)
}

func (o cutoffOrder) show(cutoffs []*statisticsv1.Cutoff, out io.Writer) error {
	if o.asJSON {
		return writeJSON(out, cutoff.Objects(cutoffs))
	}
	return cutoff.Show(out, cutoffs)
}

func (o cutoffOrder) restatements(ctx context.Context, c *client.Client, id string, out io.Writer) error {
	r, err := cutoff.Since(ctx, c, id, o.unit)
	if err != nil {
		return err
	}
	if o.asJSON {
		return writeJSON(out, r.Object())
	}
	return r.Show(out)
}
