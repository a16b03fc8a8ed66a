package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"pacesetter/tools/internal/maintain"
)

const (
	reconcileArgs = "[--repair]"
	parkedArgs    = "list | replay [ID…]"
)

// runReconcile compares statistics with the registry, and mends with --repair.
func runReconcile(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("reconcile", reconcileArgs, errOut)
	offset := flags.Int("port-offset", 0, "by how much the ports of pacesetter up were moved")
	repair := flags.Bool("repair", false, "mend what differs")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return misuse(flags)
	}
	call := []string{"reconcile"}
	if *repair {
		call = append(call, "--repair")
	}
	return onStatistics(ctx, *offset, call, out, errOut)
}

// runParked lists the messages that could not be applied, or applies them again.
func runParked(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("parked", parkedArgs, errOut)
	offset := flags.Int("port-offset", 0, "by how much the ports of pacesetter up were moved")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	list := len(rest) == 1 && rest[0] == "list"
	replay := len(rest) > 0 && rest[0] == "replay"
	if !list && !replay {
		return misuse(flags)
	}
	return onStatistics(ctx, *offset, append([]string{"parked"}, rest...), out, errOut)
}

func onStatistics(ctx context.Context, offset int, call []string, out, errOut io.Writer) error {
	opts, err := platformOptions(out)
	if err != nil {
		return err
	}
	return maintain.Statistics(ctx, maintain.Place{
		Bin: filepath.Join(opts.Root, "bin"), Data: opts.Data, PortOffset: offset, Environ: os.Environ(),
	}, call, out, errOut)
}
