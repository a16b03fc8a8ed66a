package main

import (
	"context"
	"errors"
	"flag"
	"io"

	"pacesetter/pkg/authn"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/sheetimport"
)

const importArgs = "FILE (--annex 1|2|3 | --ledger) --unit U --month YYYY-MM [--commit] [--strict] [--listing L] [--category C] [--nature N] [--column HEADER=FIELD]… [--match ROW=PROJECT]… [--reason TEXT] [--annotate FILE] [--json]; or --undo ID --reason TEXT [--json]"

// runImport previews a monthly sheet, and with --commit writes it; with --undo it takes
// an import back.
func runImport(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("import", importArgs, errOut)
	at := connect(flags)
	o, asJSON := importFlags(flags)
	ledger := false
	flags.BoolVar(&ledger, "ledger", false, "the file is an office's own list of projects, of any layout: no annex")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if ledger {
		o.Annex = sheetimport.Ledger
	}
	switch {
	case o.Undo != "" && (len(rest) > 0 || o.Reason == ""):
		return misuse(flags, "undo", "reason")
	case o.Undo != "":
	case len(rest) != 1 || o.Unit == "" || o.Month == "" || o.Annex == 0:
		return misuse(flags, "annex", "unit", "month")
	default:
		o.File = rest[0]
	}
	c, err := at.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	ctx = client.As(ctx, authn.RoleCity, c.Root())
	if o.Undo != "" {
		return undoImport(ctx, c, *o, *asJSON, out)
	}
	return importSheet(ctx, c, *o, *asJSON, out)
}

// undoImport takes back what an import wrote, and tells what was left.
func undoImport(ctx context.Context, c *client.Client, o sheetimport.Order, asJSON bool, out io.Writer) error {
	undone, err := sheetimport.Undo(ctx, c, o.Undo, o.Reason)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(out, undone)
	}
	return undone.Show(out)
}

func importFlags(flags *flag.FlagSet) (*sheetimport.Order, *bool) {
	o := &sheetimport.Order{}
	flags.IntVar(&o.Annex, "annex", 0, "`number` of the annex: 1, 2 or 3")
	flags.StringVar(&o.Unit, "unit", "", "`unit` whose sheet it is: its code, GB/T 2260 code or name")
	flags.StringVar(&o.Month, "month", "", "`month` of the sheet, as 2020-05")
	flags.BoolVar(&o.Commit, "commit", false, "write the rows without an error; otherwise only a preview")
	flags.BoolVar(&o.Strict, "strict", false, "write nothing if any row has an error")
	flags.StringVar(&o.Listing, "listing", "", "`listing` of new projects: province city county renovation (default county)")
	flags.StringVar(&o.Category, "category", "", "`category` of new projects (default: the section heading)")
	flags.StringVar(&o.Nature, "nature", "", "`nature` of new projects: new continued (default: by the start year)")
	flags.StringVar(&o.Reason, "reason", "", "why, where the sheet corrects a report, or is undone: `text`")
	flags.StringVar(&o.Undo, "undo", "", "the import to take back instead, its `ID` as the import told it")
	flags.StringVar(&o.Annotate, "annotate", "", "`file` for the sheet with its errors and warnings as comments")
	flags.Func("column", "what a header means, `HEADER=FIELD`: a field's key or printed header, - to leave it out, nothing to forget; kept for the unit's next sheets; may be repeated", func(text string) error {
		c, err := sheetimport.ParseColumn(text)
		o.Columns = append(o.Columns, c)
		if err != nil {
			return errors.New(client.Explain(err))
		}
		return nil
	})
	flags.Func("match", "a decision on a row, `ROW=PROJECT`: 9=UUID, 9=new, 9=skip or 9=overwrite; may be repeated", func(text string) error {
		d, err := sheetimport.ParseMatch(text)
		o.Matches = append(o.Matches, d)
		if err != nil {
			return errors.New(client.Explain(err))
		}
		return nil
	})
	return o, flags.Bool("json", false, "one JSON object")
}

// importSheet tells what came of the sheet also where it had errors.
func importSheet(ctx context.Context, c *client.Client, o sheetimport.Order, asJSON bool, out io.Writer) error {
	result, err := sheetimport.Run(ctx, c, o)
	if result.ImportID == "" {
		return err
	}
	if asJSON {
		return errors.Join(writeJSON(out, result), err)
	}
	return errors.Join(result.Show(out), err)
}
