// Package sheetexport fetches an annex of the monthly report from the register and
// writes it to a file.
package sheetexport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
)

// Order is what a person asks for.
type Order struct {
	Annex int
	Unit  string // own code, GB/T 2260 code or name
	Month string
	Blank bool
	File  string
}

// Result is what was written; its JSON form is the command's.
type Result struct {
	File     string `json:"file"`
	FileName string `json:"file_name"` // as the register would call it
	Unit     string `json:"unit"`
	Rows     int32  `json:"rows"`
	Bytes    int    `json:"bytes"`
}

// Run fetches the annex. A file that could not be fetched whole is not left behind.
func Run(ctx context.Context, c *client.Client, o Order) (Result, error) {
	m, err := month.Parse(o.Month)
	if err != nil {
		return Result{}, err
	}
	unit, err := c.FindUnit(ctx, m.Year, o.Unit)
	if err != nil {
		return Result{}, err
	}
	stream, err := c.Sheets.ExportSheet(ctx, &registryv1.ExportSheetRequest{
		Annex: int32(o.Annex), Unit: unit.GetCode(), Month: m.String(), Blank: o.Blank, //nolint:gosec // a number of one digit
	})
	if err != nil {
		return Result{}, err
	}
	r := Result{File: o.File, Unit: unit.GetCode()}
	err = WriteFile(o.File, func(out io.Writer) error {
		r.FileName, r.Rows, r.Bytes, err = pour(stream, out)
		return err
	})
	return r, err
}

type stream interface {
	Recv() (*registryv1.ExportSheetResponse, error)
}

func pour(from stream, out io.Writer) (name string, rows int32, size int, err error) {
	for {
		p, err := from.Recv()
		if errors.Is(err, io.EOF) {
			return name, rows, size, nil
		}
		if err != nil {
			return name, rows, size, err
		}
		if p.GetFileName() != "" {
			name, rows = p.GetFileName(), p.GetRowCount()
		}
		n, err := out.Write(p.GetContent())
		size += n
		if err != nil {
			return name, rows, size, fmt.Errorf("write workbook: %w", err)
		}
	}
}

// WriteFile writes a file by way of a neighbour, so that there is the whole or nothing.
func WriteFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".pacesetter-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already where all went well
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Show writes the result for people.
func (r Result) Show(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s：%d 个项目（%s）\n", r.File, r.Rows, r.FileName)
	return err
}
