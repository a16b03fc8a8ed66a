// Package upload takes a sheet as browsers send files, multipart, and hands it to
// the registry as one call.
package upload

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// MaxFile is the largest sheet, in bytes; the registry has the same limit.
const MaxFile = 10 << 20

// maxForm leaves room for the other fields and the boundaries.
const maxForm = MaxFile + 1<<16

// Handler answers POST /api/v1/imports:upload with fields file, unit, month, annex.
func Handler(imports registryv1.ImportServiceClient, failures *rest.ErrorWriter) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, err := read(w, r)
		if err != nil {
			failures.Write(r.Context(), w, err)
			return
		}
		response, err := imports.CreateImport(r.Context(), request)
		if err != nil {
			failures.Write(r.Context(), w, err)
			return
		}
		body, err := rest.Marshaler().Marshal(response)
		if err != nil {
			failures.Write(r.Context(), w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(body) //nolint:gosec // G705: JSON with its own content type and nosniff.
	})
}

func read(w http.ResponseWriter, r *http.Request) (*registryv1.CreateImportRequest, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseMultipartForm(maxForm); err != nil { //nolint:gosec // G120: MaxBytesReader above bounds the body.
		return nil, formError(err)
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, header, err := r.FormFile("file")
	if err != nil {
		return nil, errs.Invalid("UPLOAD_FILE_MISSING", "form has no file: %v", err).At("file")
	}
	content, err := readFile(file, header)
	if err != nil {
		return nil, err
	}
	annex, err := strconv.ParseInt(r.FormValue("annex"), 10, 32)
	if err != nil {
		return nil, errs.Invalid("ANNEX_INVALID", "annex %q", r.FormValue("annex")).At("annex")
	}
	return &registryv1.CreateImportRequest{
		Unit: text(r.FormValue("unit")), Month: text(r.FormValue("month")), Annex: int32(annex),
		FileName: text(header.Filename), Content: content,
	}, nil
}

// text is what a message can carry of what a form says: old programs send GBK.
func text(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func readFile(file multipart.File, header *multipart.FileHeader) ([]byte, error) {
	defer func() { _ = file.Close() }()
	if header.Size > MaxFile {
		return nil, tooLarge()
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, errs.Invalid("UPLOAD_INVALID", "file: %v", err).At("file")
	}
	return content, nil
}

func formError(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge()
	}
	return errs.Invalid("UPLOAD_INVALID", "form: %v", err).At("file")
}

func tooLarge() error {
	return errs.Invalid("UPLOAD_TOO_LARGE", "file exceeds %d bytes", MaxFile).With("limit", strconv.Itoa(MaxFile>>20)).At("file")
}
