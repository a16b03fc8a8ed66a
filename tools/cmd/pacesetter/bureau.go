package main

import (
	"bytes"
	"context"
	"errors"
	"io"

	"pacesetter/pkg/tabular"
	"pacesetter/tools/internal/bureau"
	"pacesetter/tools/internal/client"
)

const bureauArgs = "FILE.xlsx --unit U --month YYYY-MM [--json | --csv | --xlsx FILE [--force]]"

// runBureau compares the register with a sheet of the statistics bureau.
func runBureau(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("bureau", bureauArgs, errOut)
	at := connect(flags)
	var o bureau.Order
	flags.StringVar(&o.Unit, "unit", "", "`unit` whose projects are compared: its code, GB/T 2260 code or name")
	flags.StringVar(&o.Month, "month", "", "`month` of the sheet, as 2020-05")
	asJSON := flags.Bool("json", false, "one JSON object")
	asCSV := flags.Bool("csv", false, "CSV that Excel opens, money in 万元")
	workbook := flags.String("xlsx", "", "`file` for everything that was compared")
	force := flags.Bool("force", false, "overwrite that file")
	rest, err := parse(flags, args)
	switch {
	case err != nil:
		return err
	case len(rest) != 1 || *asJSON && *asCSV || o.Unit == "" || o.Month == "":
		return misuse(flags, "unit", "month")
	}
	o.File = rest[0]
	return withPlatform(at, func(c *client.Client) error {
		result, err := bureau.Compare(ctx, c, o)
		if err != nil {
			return err
		}
		if *workbook != "" {
			err = writeWorkbook(*workbook, result.Table(), *force)
		}
		return errors.Join(err, showComparison(result, formOf(*asJSON, *asCSV), out))
	})
}

func showComparison(result bureau.Comparison, as form, out io.Writer) error {
	switch as {
	case inJSON:
		return writeJSON(out, result)
	case inCSV:
		return result.Table().Write(out, tabular.CSV)
	case forPeople:
	}
	return result.Show(out)
}

func writeWorkbook(path string, t tabular.Table, force bool) error {
	var content bytes.Buffer
	if err := t.Write(&content, tabular.XLSX); err != nil {
		return err
	}
	return writeNew(path, content.Bytes(), force)
}
