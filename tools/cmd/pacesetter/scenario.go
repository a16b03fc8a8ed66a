package main

import (
	"context"
	"fmt"
	"io"

	"pacesetter/tools/internal/scenario"
)

const scenarioArgs = "list | run NAME"

// runScenario lists the scenarios or loads one.
func runScenario(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("scenario", scenarioArgs, errOut)
	at := connect(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 1 && rest[0] == "list":
		return listScenarios(out)
	case len(rest) == 2 && rest[0] == "run":
		c, err := at.dial()
		if err != nil {
			return err
		}
		defer c.Close()
		return scenario.Run(ctx, c, rest[1], out, errOut)
	default:
		return misuse(flags)
	}
}

// listScenarios writes each with what of its paper no service shows yet.
func listScenarios(out io.Writer) error {
	all, err := scenario.All()
	if err != nil {
		return err
	}
	for _, s := range all {
		fmt.Fprintf(out, "%-14s %s\n", s.Name, s.Help)
		for _, w := range s.Waits {
			fmt.Fprintf(out, "%-14s   %s\n", "", w)
		}
	}
	return nil
}
