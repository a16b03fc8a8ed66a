package server

import (
	"context"
	"maps"
	"slices"
	"unicode/utf8"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/sheet"
	"pacesetter/services/registry/internal/store"
)

// The most choices of a call, and the most characters of a header.
const (
	mostColumnChoices = 100
	longestHeader     = 200
)

// headers are what people said that a unit's headers mean, by sheet.HeaderKey: the key
// of a field, empty for a column that is not imported.
type headers map[string]string

// headersOf are those that hold for the unit's next sheet of the annex.
func (s *Server) headersOf(ctx context.Context, unit string, annex int) (headers, error) {
	said, err := s.store.SheetColumns(ctx, unit, annex)
	return said, err
}

// forSheet are the headers as a sheet of the annex is read by them. A field that the
// annex has no more is not imported.
func (h headers) forSheet(annex int) sheet.Headers {
	own := make(sheet.Headers, len(h))
	form, known := sheet.FormOf(annex)
	if !known {
		return own
	}
	for header, key := range h {
		own[header], _ = form.Field(key)
	}
	return own
}

// columnChoices are what a call says of headers: new meanings, and forgotten ones.
type columnChoices struct {
	said      headers
	forgotten []string
}

// toColumnChoices judges what a person says of headers.
func toColumnChoices(annex int, in []*registryv1.ColumnChoice) (columnChoices, error) {
	out := columnChoices{said: headers{}}
	form, known := sheet.FormOf(annex)
	if !known && len(in) == 0 {
		return out, nil // what is read refuses the annex
	}
	if len(in) > mostColumnChoices {
		return out, columnInvalid("")
	}
	for _, c := range in {
		key := sheet.HeaderKey(c.GetHeader())
		if key == "" || utf8.RuneCountInString(c.GetHeader()) > longestHeader || !known {
			return out, columnInvalid(c.GetHeader())
		}
		switch c.GetChoice().(type) {
		case *registryv1.ColumnChoice_Field:
			field, ok := form.Field(c.GetField())
			if !ok {
				return out, errs.Invalid("FIELD_UNKNOWN", "no field %.60q", c.GetField()).With("value", shown(c.GetField())).At("columns")
			}
			out.said[key] = field.Key()
		case *registryv1.ColumnChoice_Ignore:
			out.said[key] = ""
		case *registryv1.ColumnChoice_Forget:
			out.forgotten = append(out.forgotten, key)
		default:
			return out, columnInvalid(c.GetHeader())
		}
	}
	return out, nil
}

func columnInvalid(header string) *errs.Error {
	return errs.Invalid("COLUMN_INVALID", "column %.60q", header).With("value", shown(header)).At("columns")
}

// over are the headers with the choices laid over them.
func (c columnChoices) over(h headers) headers {
	all := maps.Clone(h)
	maps.Copy(all, c.said)
	for _, key := range c.forgotten {
		delete(all, key)
	}
	return all
}

// check refuses choices that the sheet can't follow: it has no such header, or another
// column for the field.
func (c columnChoices) check(o *sheet.Sheet) error {
	for key, field := range c.said {
		at := slices.IndexFunc(o.Heads, func(h sheet.Heading) bool { return sheet.HeaderKey(h.Text) == key })
		switch {
		case at < 0:
			return columnInvalid(key)
		case o.Heads[at].Column.Key() != field:
			return errs.Invalid("COLUMN_TAKEN", "column %.60q is another's %s", key, field).
				With("value", shown(o.Heads[at].Text)).With("field", titleOf(o, field)).At("columns")
		}
	}
	return nil
}

func titleOf(o *sheet.Sheet, key string) string {
	c, _ := o.Form.Field(key)
	return o.ColumnName(c)
}

// MapColumns implements registryv1.ImportServiceServer.
func (s *Server) MapColumns(ctx context.Context, req *registryv1.MapColumnsRequest) (*registryv1.MapColumnsResponse, error) {
	o, err := s.visibleImport(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	choices, err := toColumnChoices(o.Annex, req.GetColumns())
	if err != nil {
		return nil, err
	}
	if len(choices.said)+len(choices.forgotten) == 0 {
		return nil, columnInvalid("")
	}
	if o.options, err = s.importOptions(req.GetOptions()); err != nil {
		return nil, err
	}
	if o, err = s.readWith(ctx, o, choices); err != nil {
		return nil, err
	}
	newResp := func() *registryv1.MapColumnsResponse { return &registryv1.MapColumnsResponse{} }
	_, err = mutate(ctx, s, "MapColumns", "", req, newResp, func(tx *store.Tx) (*registryv1.MapColumnsResponse, error) {
		kept := &registryv1.MapColumnsResponse{Import: o.message(o.Import)}
		return kept, tx.KeepColumns(ctx, o.Unit, o.Annex, choices.said, choices.forgotten)
	})
	if err != nil {
		return nil, err
	}
	preview, err := s.preview(ctx, o)
	return &registryv1.MapColumnsResponse{Import: o.previewed(preview), Preview: preview}, err
}

// readWith is the import with its kept sheet, read by the choices too.
func (s *Server) readWith(ctx context.Context, o openImport, choices columnChoices) (openImport, error) {
	said, err := s.headersOf(ctx, o.Unit, o.Annex)
	if err != nil {
		return o, err
	}
	content, err := s.store.ImportFile(ctx, o.ID)
	if err != nil {
		return o, err
	}
	if o, err = o.read(content, choices.over(said)); err != nil {
		return o, err
	}
	return o, choices.check(o.sheet)
}

// tellColumns tells how the sheet's columns were read, and what they may be.
func (o openImport) tellColumns(out *registryv1.Preview) {
	for _, h := range o.sheet.Heads {
		c := &registryv1.SheetColumn{Letter: h.Letter(), Header: h.Text, Field: h.Column.Key(), Sample: h.Sample}
		switch {
		case h.Own:
			c.Source = registryv1.ColumnSource_COLUMN_SOURCE_REMEMBERED
		case h.Column != 0:
			c.Source = registryv1.ColumnSource_COLUMN_SOURCE_HEADER
		}
		out.Columns = append(out.Columns, c)
	}
	for _, c := range o.sheet.Form.Columns() {
		out.Fields = append(out.Fields, &registryv1.SheetField{Key: c.Key(), Title: o.sheet.ColumnName(c)})
	}
	out.Lacking = o.sheet.Lacking
}
