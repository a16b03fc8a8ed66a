package download

import (
	"context"
	"net/http"
	"path"
	"strconv"
	"strings"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/rest"
)

// Document answers GET /api/v1/projects/{project}/documents/{id}/versions/{number}/content.
// It is always a file to be saved, never a page of ours.
func Document(documents registryv1.DocumentServiceClient, failures *rest.ErrorWriter) http.Handler {
	return rest.GetOnly(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel()
		number, err := strconv.ParseInt(r.PathValue("number"), 10, 32)
		if err != nil {
			number = -1 // no version's, as the registry will say
		}
		stream, err := documents.DownloadDocument(ctx, &registryv1.DownloadDocumentRequest{
			ProjectId: r.PathValue("project"), Id: r.PathValue("id"), Number: int32(number),
		})
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		first, err := stream.Recv()
		if err != nil {
			failures.Write(ctx, w, err)
			return
		}
		documentHeader(w.Header(), first.GetFileName(), first.GetVersion())
		send(w, first, stream)
	})
}

// documentHeader describes a version. With its length a browser sees when it broke off.
func documentHeader(h http.Header, name string, v *registryv1.DocumentVersion) {
	h.Set("Content-Type", v.GetMediaType())
	h.Set("Content-Length", strconv.FormatInt(v.GetSizeBytes(), 10))
	h.Set("Content-Disposition", disposition(name, "document"+plainEnding(name)))
	h.Set("Content-Security-Policy", "sandbox")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}

// plainEnding is a name's ending where it is letters and digits, for old browsers.
func plainEnding(name string) string {
	ending := strings.ToLower(path.Ext(name))
	if strings.Trim(ending, ".abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return ending
}
