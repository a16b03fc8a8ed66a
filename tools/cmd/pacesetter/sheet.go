package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"pacesetter/tools/internal/clerk"
)

const sheetArgs = "FILE [--year YYYY]"

// runSheet writes a sample of annex 3 as clerks make it, to try an import with. It
// has one wrong cell, which the preview names.
func runSheet(_ context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("sheet", sheetArgs, errOut)
	year := flags.Int("year", 2020, "plan `year` in the header")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return misuse(flags)
	}
	book, err := clerk.Sample(*year)
	if err != nil {
		return err
	}
	if err := os.WriteFile(rest[0], book.Content, 0o600); err != nil {
		return fmt.Errorf("write sample sheet: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s：%d 个项目，附件3 在建项目进展情况表\n", rest[0], len(book.Lines))
	return err
}
