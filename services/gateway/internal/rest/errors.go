package rest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/genproto/googleapis/rpc/code"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
)

// ErrorWriter answers failures of every HTTP interface in the same form.
type ErrorWriter struct {
	catalogue errs.Catalogue
	log       *slog.Logger
}

// NewErrorWriter answers in the sentences of c, where a service sent none.
func NewErrorWriter(c errs.Catalogue, log *slog.Logger) *ErrorWriter {
	return &ErrorWriter{catalogue: c, log: log}
}

// ErrorBody is the JSON of a failure.
type ErrorBody struct {
	// Code and Status are those of google.rpc.Code.
	Code   int    `json:"code"`
	Status string `json:"status"`
	// Reason is stable, for programs; Message is a Chinese sentence, for people.
	Reason  string `json:"reason"`
	Message string `json:"message"`
	// TraceID is what a person reads out on the phone.
	TraceID string       `json:"trace_id,omitempty"`
	Fields  []ErrorField `json:"fields,omitempty"`
}

// ErrorField is one part of the request that is wrong.
type ErrorField struct {
	Path    string `json:"path"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Write answers with err.
func (w *ErrorWriter) Write(ctx context.Context, rw http.ResponseWriter, err error) {
	e, ours := errs.As(errgrpc.FromError(err))
	if !ours {
		e = errs.Internal(errs.ReasonInternal, "unexpected").Wrap(err)
	}
	if e.Kind == errs.KindInternal {
		w.log.ErrorContext(ctx, "request failed", "reason", e.Reason, "error", e.Error())
	}
	if e.RetryAfter > 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(int((e.RetryAfter+time.Second-1)/time.Second)))
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(runtime.HTTPStatusFromCode(errgrpc.Code(e.Kind)))
	_ = json.NewEncoder(rw).Encode(w.Body(ctx, e))
}

// Body is what Write answers.
func (w *ErrorWriter) Body(ctx context.Context, e *errs.Error) ErrorBody {
	c := errgrpc.Code(e.Kind)
	body := ErrorBody{
		Code: int(c), Status: code.Code(c).String(), //nolint:gosec // G115: codes are 0 to 16.
		Reason: e.Reason, TraceID: traceID(ctx),
	}
	body.Message = strings.ReplaceAll(errgrpc.Sentence(e, w.catalogue), "{trace_id}", body.TraceID)
	for _, f := range e.Fields {
		message := f.Message
		if message == "" {
			message = w.catalogue.Sentence(f.Reason, f.Params)
		}
		body.Fields = append(body.Fields, ErrorField{Path: f.Path, Reason: f.Reason, Message: message})
	}
	return body
}

// handle is the mux's error handler. What the services refused comes as ours; any
// other status was made by the mux itself, which could not read the request.
func (w *ErrorWriter) handle(ctx context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, rw http.ResponseWriter, _ *http.Request, err error) {
	if _, ours := errs.As(err); !ours && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		err = unread(err)
	}
	w.Write(ctx, rw, err)
}

// unread refuses a request that the mux could not read, and names the parameter
// where it is one.
func unread(err error) error {
	if name, ok := queryErrorIn(err); ok {
		return QueryInvalid(name)
	}
	return errs.Invalid("BODY_INVALID", "request cannot be read: %v", err)
}

func (w *ErrorWriter) handleRouting(ctx context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, rw http.ResponseWriter, r *http.Request, status int) {
	w.Write(ctx, rw, errs.NotFound("ROUTE_UNKNOWN", "%s %s: HTTP %d", r.Method, r.URL.Path, status))
}

func traceID(ctx context.Context) string {
	if id := trace.SpanContextFromContext(ctx).TraceID(); id.IsValid() {
		return id.String()
	}
	return ""
}
