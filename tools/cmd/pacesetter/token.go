package main

import (
	"context"
	"fmt"
	"io"

	"pacesetter/pkg/authn"
	"pacesetter/tools/internal/client"
)

const roleArgs = "--role R --unit U"

// runToken prints a bearer token of the development issuer, for curl and scripts.
func runToken(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("token", roleArgs, errOut)
	at := connect(flags)
	role := flags.String("role", "", "`role`: officer township county approver factor city leader province admin integrator")
	unit := flags.String("unit", "", "`code` of the unit")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || *role == "" || *unit == "" {
		return misuse(flags)
	}
	cfg := at.config()
	text, err := client.NewIssuer(cfg.Issuer, cfg.Root, cfg.Now).Take(ctx, client.Grant{Role: authn.Role(*role), Unit: *unit})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, text)
	return err
}
