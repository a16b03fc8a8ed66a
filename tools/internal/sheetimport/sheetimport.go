// Package sheetimport brings a clerk's monthly sheet into the register as the
// console's wizard does: upload, preview with a person's decisions, commit. It
// judges nothing itself: errors and warnings are the registry's.
package sheetimport

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
)

// Ledger is the number that stands for an office's own list of projects (旧台账), which is
// no annex.
const Ledger = 4

// maxFile is a byte more than the registry takes, so that it can refuse the file.
const maxFile = 10<<20 + 1

// Order is what a person asks for.
type Order struct {
	File   string
	Annex  int
	Unit   string // own code, GB/T 2260 code or name
	Month  string
	Commit bool
	Strict bool
	Reason string
	// Defaults of new rows; empty ones are the registry's: county, the section
	// heading, the start year.
	Listing, Category, Nature string
	Matches                   []*registryv1.RowDecision
	Annotate                  string                     // file for the sheet with remarks; "" for none
	Columns                   []*registryv1.ColumnChoice // what headers mean, kept for the unit's next sheets
	Undo                      string                     // ID of an import that is taken back; nothing else is done then
}

var natures = map[string]registryv1.Nature{
	"":          registryv1.Nature_NATURE_UNSPECIFIED,
	"new":       registryv1.Nature_NATURE_NEW,
	"continued": registryv1.Nature_NATURE_CONTINUED,
}

func (o Order) check() (month.Month, error) {
	if o.Annex < 1 || o.Annex > Ledger {
		return month.Month{}, errs.Invalid("ANNEX_UNKNOWN", "no annex %d", o.Annex).
			With("value", fmt.Sprint(o.Annex)).With("known", "1、2、3")
	}
	if err := rollup.Known("LISTING_UNKNOWN", o.Listing, client.Listings()); err != nil {
		return month.Month{}, err
	}
	if err := rollup.Known("NATURE_UNKNOWN", o.Nature, []string{"new", "continued"}); err != nil {
		return month.Month{}, err
	}
	return month.Parse(o.Month)
}

func (o Order) options() *registryv1.ImportOptions {
	return &registryv1.ImportOptions{
		Defaults:  &registryv1.NewProjectDefaults{Listing: o.Listing, Category: o.Category, Nature: natures[o.Nature]},
		Decisions: o.Matches,
	}
}

// Run uploads and previews the sheet and, if so ordered, commits it. The Result
// holds what there is to tell also where an error comes with it.
func Run(ctx context.Context, c *client.Client, o Order) (Result, error) {
	m, err := o.check()
	if err != nil {
		return Result{}, err
	}
	content, err := read(o.File)
	if err != nil {
		return Result{}, err
	}
	unit, err := c.FindUnit(ctx, m.Year, o.Unit)
	if err != nil {
		return Result{}, err
	}
	res, err := c.Imports.CreateImport(ctx, &registryv1.CreateImportRequest{
		Unit: unit.GetCode(), Month: m.String(), Annex: int32(o.Annex), FileName: filepath.Base(o.File), //nolint:gosec // 1 to 4
		Content: content, Columns: o.Columns, RequestId: uuid.NewString(),
	})
	if err != nil {
		return Result{}, err
	}
	result, err := o.proceed(ctx, c, res.GetImport())
	result.matched(o.Unit, unit)
	return result, err
}

func read(path string) ([]byte, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return content, nil
}

func (o Order) proceed(ctx context.Context, c *client.Client, i *registryv1.Import) (Result, error) {
	res, err := c.Imports.PreviewImport(ctx, &registryv1.PreviewImportRequest{Id: i.GetId(), Options: o.options()})
	if err != nil {
		return Result{}, err
	}
	result := previewed(res.GetImport(), res.GetPreview())
	if err := o.annotate(ctx, c, &result); err != nil {
		return result, err
	}
	nothing := res.GetPreview().GetValidCount() == 0 && (!o.Strict || len(result.Errors) == 0)
	if !o.Commit || nothing { // what writes nothing is committed all the same: the registry keeps what was decided
		return result, result.err()
	}
	done, err := c.Imports.CommitImport(ctx, &registryv1.CommitImportRequest{
		Id: i.GetId(), Options: o.options(), Fingerprint: res.GetPreview().GetFingerprint(),
		Strict: o.Strict, Reason: o.Reason, RequestId: uuid.NewString(),
	})
	if err != nil {
		return result, err
	}
	result.commit(done)
	return result, result.err()
}
