// Package download hands files to browsers: workbooks from the registry, piece by piece
// as they come, and what statistics and the registry tell as tables, once all of it is
// there. It keeps none of them, and decides nothing: who may have a file is whoever may
// have the answer behind it.
package download

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// longest is how long a browser may take to fetch a workbook, which the registry keeps
// on its disk meanwhile.
const longest = 10 * time.Minute

const contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Sheet answers GET /api/v1/sheets/{annex}?unit=&month=&blank=.
func Sheet(sheets registryv1.SheetServiceClient, failures *rest.ErrorWriter) http.Handler {
	return rest.GetOnly(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel()
		request, err := read(r)
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		stream, err := sheets.ExportSheet(ctx, request)
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		pass(ctx, w, stream, failures)
	})
}

// Annotated answers GET /api/v1/imports/{id}/annotated.
func Annotated(imports registryv1.ImportServiceClient, failures *rest.ErrorWriter) http.Handler {
	return rest.GetOnly(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel()
		stream, err := imports.AnnotateImport(ctx, &registryv1.AnnotateImportRequest{Id: r.PathValue("id")})
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		pass(ctx, w, stream, failures)
	})
}

func read(r *http.Request) (*registryv1.ExportSheetRequest, error) {
	annex, err := strconv.ParseInt(r.PathValue("annex"), 10, 32)
	if err != nil {
		return nil, errs.Invalid("ANNEX_INVALID", "annex %q", r.PathValue("annex")).At("annex")
	}
	query := r.URL.Query()
	blank, err := strconv.ParseBool(first(query.Get("blank"), "false"))
	if err != nil {
		return nil, errs.Invalid("BODY_INVALID", "blank %q", query.Get("blank")).At("blank")
	}
	return &registryv1.ExportSheetRequest{
		Annex: int32(annex), Unit: query.Get("unit"), Month: query.Get("month"), Blank: blank,
	}, nil
}

func first(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// piece is what every stream of a workbook sends; the name comes with the first.
type piece interface {
	GetFileName() string
	GetContent() []byte
}

type stream[P piece] interface{ Recv() (P, error) }

// pass hands the pieces on. What fails before the first of them is answered as any
// refusal; afterwards the answer breaks off, so that nobody takes half a file for one.
func pass[P piece](ctx context.Context, w http.ResponseWriter, from stream[P], failures *rest.ErrorWriter) {
	p, err := from.Recv()
	if err != nil {
		failures.Write(ctx, w, err)
		return
	}
	header(w, contentType, p.GetFileName())
	send(w, p, from)
}

// send writes a piece and those that follow; where one fails the answer breaks off.
func send[P piece](w io.Writer, p P, from stream[P]) {
	var err error
	for err == nil {
		if _, err = w.Write(p.GetContent()); err == nil {
			p, err = from.Recv()
		}
	}
	if !errors.Is(err, io.EOF) {
		panic(http.ErrAbortHandler)
	}
}

// Stream hands a file of a kind on whose first piece is there.
func Stream[P piece](w http.ResponseWriter, kind string, first P, rest stream[P]) {
	header(w, kind, first.GetFileName())
	send(w, first, rest)
}

func header(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", disposition(name, "sheet"+path.Ext(name)))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
}

// disposition names the file twice: as it is called, and for old browsers in ASCII.
func disposition(name, ascii string) string {
	name = strings.Map(func(c rune) rune {
		if c < ' ' || strings.ContainsRune(`/\:*?"<>|`, c) {
			return '_'
		}
		return c
	}, name)
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + url.PathEscape(name)
}
