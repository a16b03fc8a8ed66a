package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/month"
	"pacesetter/tools/internal/client"
)

const roleArgs = "--role R --unit U"

// runToken prints a bearer token of the development issuer, for curl and scripts.
func runToken(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("token", roleArgs, errOut)
	at := connect(flags)
	role := flags.String("role", "", "`role`: officer township county approver factor city leader province admin integrator")
	unit := flags.String("unit", "", "`unit`: its code, GB/T 2260 code or name")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || *role == "" || *unit == "" {
		return misuse(flags, "role", "unit")
	}
	code, err := at.unitCode(ctx, *unit)
	if err != nil {
		return err
	}
	cfg := at.config()
	text, err := client.NewIssuer(cfg.Issuer, cfg.Root, cfg.Now).Take(ctx, client.Grant{Role: authn.Role(*role), Unit: code})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, text)
	return err
}

// unitCode is the code of the unit that text means this year; the topmost is known
// without asking.
func (c connection) unitCode(ctx context.Context, text string) (string, error) {
	if text == *c.root {
		return text, nil
	}
	platform, err := c.dial()
	if err != nil {
		return "", err
	}
	defer platform.Close()
	unit, err := platform.FindUnit(ctx, month.Of(time.Now()).Year, text)
	return unit.GetCode(), err
}
