package sheetimport

import (
	"context"
	"errors"
	"io"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/sheetexport"
)

// Annotated is the file that the sheet was written to, with remarks beside its cells.
type Annotated struct {
	File  string   `json:"file"`
	Cells int32    `json:"cells"`
	Lost  []string `json:"lost,omitempty"` // what could not be kept of the workbook
}

// annotate fetches the sheet with the preview's errors and warnings in it, if so ordered.
func (o Order) annotate(ctx context.Context, c *client.Client, result *Result) error {
	if o.Annotate == "" {
		return nil
	}
	stream, err := c.Imports.AnnotateImport(ctx, &registryv1.AnnotateImportRequest{Id: result.ImportID, Options: o.options()})
	if err != nil {
		return err
	}
	a := &Annotated{File: o.Annotate}
	err = sheetexport.WriteFile(o.Annotate, func(out io.Writer) error { return a.take(stream, out) })
	if err == nil {
		result.Annotated = a
	}
	return err
}

func (a *Annotated) take(from interface {
	Recv() (*registryv1.AnnotateImportResponse, error)
}, out io.Writer,
) error {
	for {
		p, err := from.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if p.GetFileName() != "" {
			a.Cells, a.Lost = p.GetCellCount(), p.GetLost()
		}
		if _, err := out.Write(p.GetContent()); err != nil {
			return err
		}
	}
}
