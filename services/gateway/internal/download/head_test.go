package download

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"google.golang.org/grpc"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// files counts the streams that are opened.
type files struct {
	registryv1.SheetServiceClient
	registryv1.ImportServiceClient
	registryv1.DocumentServiceClient

	opened int
}

func (f *files) ExportSheet(context.Context, *registryv1.ExportSheetRequest, ...grpc.CallOption) (grpc.ServerStreamingClient[registryv1.ExportSheetResponse], error) {
	f.opened++
	return nil, context.Canceled
}

func (f *files) AnnotateImport(context.Context, *registryv1.AnnotateImportRequest, ...grpc.CallOption) (grpc.ServerStreamingClient[registryv1.AnnotateImportResponse], error) {
	f.opened++
	return nil, context.Canceled
}

func (f *files) DownloadDocument(context.Context, *registryv1.DownloadDocumentRequest, ...grpc.CallOption) (grpc.ServerStreamingClient[registryv1.DownloadDocumentResponse], error) {
	f.opened++
	return nil, context.Canceled
}

// TestOnlyWhoTakesAFileHasOneSent: what asks for the head alone has no workbook made and no
// document read.
func TestOnlyWhoTakesAFileHasOneSent(t *testing.T) {
	c, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	failures, f := rest.NewErrorWriter(c, slog.New(slog.DiscardHandler)), &files{}
	for name, handler := range map[string]http.Handler{"sheet": Sheet(f, failures), "annotated": Annotated(f, failures), "document": Document(f, failures)} {
		mux := http.NewServeMux()
		mux.Handle("GET /{annex}", handler)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/3?unit=bc&month=2020-05", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodGet || f.opened != 0 {
			t.Errorf("%s: status %d, allows %q, %d opened", name, w.Code, w.Header().Get("Allow"), f.opened)
		}
	}
}
