package upload

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

const (
	// longest is how long a browser may take to send a document.
	longest = 10 * time.Minute
	// pieceSize is how much of a document is in memory at a time.
	pieceSize = 256 << 10
	// maxField bounds a field of a document's form, in bytes: a note of the longest is less.
	maxField = 4 << 10
)

// Document answers POST /api/v1/projects/{project}/documents:upload with fields kind,
// title, document_id, version, note, sha256 and, as the last one, file. The bytes go on
// as they come; the registry says when there are too many. A body that breaks off ends the
// call to the registry before its end, and nothing is kept.
func Document(documents registryv1.DocumentServiceClient, failures *rest.ErrorWriter) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel() // also what ends a call whose body broke off
		response, err := pass(ctx, documents, r)
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		body, err := rest.Marshaler().Marshal(response)
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(body) //nolint:gosec // G705: JSON with its own content type and nosniff.
	})
}

// pass hands a document on.
func pass(ctx context.Context, documents registryv1.DocumentServiceClient, r *http.Request) (*registryv1.UploadDocumentResponse, error) {
	head := &registryv1.DocumentUpload{ProjectId: r.PathValue("project"), RequestId: rest.KeyOf(ctx)}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, formError(err)
	}
	file, err := readHead(form, head)
	if err != nil {
		return nil, err
	}
	out, err := documents.UploadDocument(ctx)
	if err != nil {
		return nil, err
	}
	err = send(out, head, file)
	switch {
	case errors.Is(err, io.EOF):
		return out.CloseAndRecv() // the registry has refused already: this is what it says
	case err != nil:
		return nil, err
	}
	if _, err := form.NextPart(); !errors.Is(err, io.EOF) {
		return nil, errs.Invalid("UPLOAD_INVALID", "form goes on after its file, or breaks off: %v", err).At("file")
	}
	return out.CloseAndRecv()
}

// readHead reads a form up to its file.
func readHead(form *multipart.Reader, head *registryv1.DocumentUpload) (*multipart.Part, error) {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errs.Invalid("UPLOAD_FILE_MISSING", "form has no file").At("file")
		}
		if err != nil {
			return nil, formError(err)
		}
		if part.FormName() == "file" {
			head.FileName = text(part.FileName())
			return part, nil
		}
		if err := readField(part, head); err != nil {
			return nil, err
		}
	}
}

func readField(part *multipart.Part, head *registryv1.DocumentUpload) error {
	name := text(part.FormName())
	said, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil || len(said) > maxField {
		return errs.Invalid("UPLOAD_INVALID", "field %.40q: %d bytes, %v", name, len(said), err).At(name)
	}
	value := text(string(said))
	switch name {
	case "kind":
		head.Kind = value
	case "title":
		head.Title = value
	case "document_id":
		head.DocumentId = value
	case "note":
		head.Note = value
	case "sha256":
		head.Sha256 = value
	case "version":
		if head.Version, err = strconv.ParseInt(value, 10, 64); err != nil {
			return errs.Invalid("UPLOAD_INVALID", "version %.40q", value).At(name)
		}
	default:
		return errs.Invalid("UPLOAD_INVALID", "unknown field %.40q", name).At(name)
	}
	return nil
}

// send hands the head and the file's bytes on. It fails with io.EOF where the registry has
// refused already.
func send(out grpc.ClientStreamingClient[registryv1.UploadDocumentRequest, registryv1.UploadDocumentResponse], head *registryv1.DocumentUpload, file io.Reader) error {
	next := &registryv1.UploadDocumentRequest{Part: &registryv1.UploadDocumentRequest_Head{Head: head}}
	for {
		if err := out.Send(next); err != nil {
			return err
		}
		piece := make([]byte, pieceSize)
		n, err := io.ReadFull(file, piece)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !wholeTail(err, file):
			return formError(err)
		}
		next = &registryv1.UploadDocumentRequest{Part: &registryv1.UploadDocumentRequest_Content{Content: piece[:n]}}
	}
}

// wholeTail tells a last piece that is shorter from a body that broke off, which
// io.ReadFull tells by the same error: after the whole file there is its end.
func wholeTail(err error, file io.Reader) bool {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	_, after := file.Read(make([]byte, 1))
	return errors.Is(after, io.EOF)
}
