// Package bench measures the platform against bare loops on the same machine: the
// least code that could do the same work. Each figure is a ratio of the two, taken
// in turns within one run, so that a slow or busy machine weighs on both.
//
// The platform runs as real processes on a real PostgreSQL with its durable
// settings; what a measurement needs beyond the public API (empty databases, a
// consumer group that starts again) it takes from the server and the broker itself.
package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Main runs the measurements and writes the figures. `bare` as the first argument
// makes this process the bare server that reads are compared with.
func Main(ctx context.Context, args []string, out, errOut io.Writer) error {
	if len(args) > 0 && args[0] == bareCommand {
		return runBare(ctx, args[1:], errOut)
	}
	o, err := parseOptions(args, errOut)
	if err != nil {
		return err
	}
	return run(ctx, o, out, errOut)
}

// options say what is measured, and how large.
type options struct {
	scale  float64
	rounds int
	offset int
	only   []string
	keep   bool // the loaded province stays for a later run
	reuse  bool // take the province that an earlier run kept
	json   string
	doc    string
	root   string // the checkout
}

func parseOptions(args []string, errOut io.Writer) (options, error) {
	var o options
	var only string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Float64Var(&o.scale, "scale", 1, "part of the full province, 0.005 to 1")
	flags.IntVar(&o.rounds, "rounds", 3, "rounds of each measure; its median counts")
	flags.IntVar(&o.offset, "port-offset", 5000, "move every port by this much")
	flags.StringVar(&only, "only", "", "measures to take, of "+strings.Join(measureNames(), ",")+" (default all)")
	flags.BoolVar(&o.keep, "keep", false, "keep the loaded province for a later run")
	flags.BoolVar(&o.reuse, "reuse", false, "measure on the province that an earlier run of the same scale kept; leaves out ingest and freshness")
	flags.StringVar(&o.json, "json", "", "`file` for the figures (default build/bench.json of the checkout)")
	flags.StringVar(&o.doc, "doc", "", "`file` for the report (default docs/PERFORMANCE.md at full scale, else none)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.scale < 0.005 || o.scale > 1 || o.rounds < 1 || flags.NArg() > 0 {
		return o, errors.New("--scale is 0.005 to 1, --rounds at least 1, and nothing else is taken")
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	return o.complete()
}

// complete fills in the files of the checkout above the folder of this program, bin/.
func (o options) complete() (options, error) {
	self, err := os.Executable()
	if err != nil {
		return o, fmt.Errorf("find the checkout: %w", err)
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return o, fmt.Errorf("find the checkout: %w", err)
	}
	o.root = filepath.Dir(filepath.Dir(self))
	if o.json == "" {
		o.json = filepath.Join(o.root, "build/bench.json")
	}
	if o.doc == "" && o.scale == 1 && o.only == nil && !o.reuse {
		o.doc = filepath.Join(o.root, "docs/PERFORMANCE.md")
	}
	return o, nil
}

// measure is one comparison. They are taken in this order, since each finds the
// province as the one before left it.
type measure struct {
	name string
	take func(ctx context.Context, w *world) ([]Figure, error)
}

func measures() []measure {
	return []measure{
		{"ingest", measureIngest},
		{"apply", measureApply},
		{"read", measureReads},
		{"freshness", measureFreshness},
	}
}

func measureNames() []string {
	var names []string
	for _, m := range measures() {
		names = append(names, m.name)
	}
	return names
}

// wants tells whether a measure's figures are asked for. The loading that belongs
// to ingest and apply happens in any case.
func (o options) wants(name string) bool { return o.only == nil || slices.Contains(o.only, name) }

func run(ctx context.Context, o options, out, errOut io.Writer) error {
	r := report{options: o, machine: describe(), began: now()}
	w, err := newWorld(ctx, o, errOut)
	if err != nil {
		return err
	}
	defer w.close()
	for _, m := range measures() {
		w.say("%s", m.name)
		figures, err := m.take(ctx, w)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		r.figures = append(r.figures, figures...)
	}
	r.machine.postgres, err = w.postgresVersion(ctx)
	if err != nil {
		return err
	}
	r.reports, r.took = w.reports, now().Sub(r.began)
	return r.write(out)
}

// now is the clock of all measurements.
func now() time.Time {
	return time.Now() //nolint:forbidigo // telling the time is what this package is for
}

// timed tells how long f took.
func timed(f func() error) (time.Duration, error) {
	began := now()
	err := f()
	return now().Sub(began), err
}

// sleep waits, or ends with ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// until asks again and again until it is true.
func until(ctx context.Context, every time.Duration, f func() (bool, error)) error {
	for {
		ok, err := f()
		if err != nil || ok {
			return err
		}
		if err := sleep(ctx, every); err != nil {
			return err
		}
	}
}
