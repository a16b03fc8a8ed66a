package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/tools/internal/clerk"
)

const sheetArgs = "FILE.xlsx [--year YYYY] [--force]"

// runSheet writes a sample of annex 3 as clerks make it, to try an import with. It
// has one wrong cell, which the preview names.
func runSheet(_ context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("sheet", sheetArgs, errOut)
	year := flags.Int("year", 2020, "plan `year` in the header")
	force := flags.Bool("force", false, "overwrite a file that is there")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return misuse(flags)
	}
	if strings.ToLower(filepath.Ext(rest[0])) != ".xlsx" {
		return errs.Invalid("FILE_NOT_XLSX", "%s is no .xlsx", rest[0]).With("path", rest[0])
	}
	book, err := clerk.Sample(*year)
	if err != nil {
		return err
	}
	if err := writeNew(rest[0], book.Content, *force); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s：%d 个项目，附件3 在建项目进展情况表\n", rest[0], len(book.Lines))
	return err
}

// writeNew writes a file that isn't there yet: a clerk's own sheet of that name is
// overwritten only by force.
func writeNew(path string, content []byte, force bool) error {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(filepath.Clean(path), mode, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errs.Conflict("FILE_THERE", "%s is there already", path).With("path", path)
	}
	if err != nil {
		return fmt.Errorf("write sample sheet: %w", err)
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
