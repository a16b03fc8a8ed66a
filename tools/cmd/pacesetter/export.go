package main

import (
	"context"
	"io"

	"pacesetter/pkg/authn"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/sheetexport"
)

const exportArgs = "FILE --annex 1|2|3 --unit U --month YYYY-MM [--blank] [--json]"

// runExport fetches an annex of the monthly report as a workbook.
func runExport(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("export", exportArgs, errOut)
	at := connect(flags)
	var o sheetexport.Order
	flags.IntVar(&o.Annex, "annex", 0, "`number` of the annex: 1, 2 or 3")
	flags.StringVar(&o.Unit, "unit", "", "`unit` whose projects are meant: its code, GB/T 2260 code or name")
	flags.StringVar(&o.Month, "month", "", "`month` of the sheet, as 2020-05")
	flags.BoolVar(&o.Blank, "blank", false, "leave empty what belongs to the month alone, to be filled in")
	asJSON := flags.Bool("json", false, "one JSON object")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || o.Unit == "" || o.Month == "" || o.Annex == 0 {
		return misuse(flags)
	}
	o.File = rest[0]
	c, err := at.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	r, err := sheetexport.Run(client.As(ctx, authn.RoleProvince, c.Root()), c, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(out, r)
	}
	return r.Show(out)
}
