package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"pacesetter/tools/internal/maintain"
)

const (
	reconcileArgs = "[--repair]"
	parkedArgs    = "[--service registry|statistics] list | replay [ID…]"
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
	return onService(ctx, maintain.Statistics, *offset, call, out, errOut)
}

// runParked lists the messages that could not be applied, or applies them again.
func runParked(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("parked", parkedArgs, errOut)
	offset := flags.Int("port-offset", 0, "by how much the ports of pacesetter up were moved")
	service := flags.String("service", maintain.Statistics, "whose messages: registry or statistics")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	list := len(rest) == 1 && rest[0] == "list"
	replay := len(rest) > 0 && rest[0] == "replay"
	if !list && !replay || !slices.Contains(maintain.Services(), *service) {
		return misuse(flags)
	}
	return onService(ctx, *service, *offset, append([]string{"parked"}, rest...), out, errOut)
}

func onService(ctx context.Context, service string, offset int, call []string, out, errOut io.Writer) error {
	opts, err := platformOptions(out)
	if err != nil {
		return err
	}
	return maintain.Run(ctx, maintain.Place{
		Bin: filepath.Join(opts.Root, "bin"), Data: opts.Data, PortOffset: offset, Environ: os.Environ(),
	}, service, call, out, errOut)
}
