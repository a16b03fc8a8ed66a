package errgrpc

import (
	"errors"
	"maps"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"pacesetter/pkg/errs"
)

// maxFields bounds the details: they travel in HTTP/2 trailers, which proxies limit.
const maxFields = 100

// ToStatus returns what the caller may know of err: code, reason, parameters,
// fields and the Chinese sentence from c. Causes stay behind. An internal error
// shows a fixed text and the trace ID, whatever its message says.
func ToStatus(err error, c errs.Catalogue, traceID string) *status.Status {
	if err == nil {
		return nil
	}
	e := normalise(err)
	if e.Kind == errs.KindInternal {
		e = generic(e, traceID)
	}
	st := status.New(Code(e.Kind), clean(e.Msg))
	full, derr := st.WithDetails(details(e, c)...)
	if derr != nil {
		return st
	}
	return full
}

// Sentence returns the Chinese sentence for err: from c, else the one that the
// answering service sent along.
func Sentence(err error, c errs.Catalogue) string {
	e := normalise(err)
	var sent *remote
	if !c.Has(e.Reason) && errors.As(e.Err, &sent) && sent.sentence != "" {
		return sent.sentence
	}
	return c.Sentence(e.Reason, e.Params)
}

// normalise finds our error in err, or makes one: a status that came from
// elsewhere keeps its meaning, anything else is our fault.
func normalise(err error) *errs.Error {
	if e, ok := errs.As(err); ok {
		return e
	}
	if e, ok := fromContext(err); ok {
		return e
	}
	if st, ok := status.FromError(err); ok {
		return fromStatus(st)
	}
	return errs.Internal(errs.ReasonInternal, "unexpected error").Wrap(err)
}

func generic(e *errs.Error, traceID string) *errs.Error {
	return errs.Internal(errs.ReasonInternal, "internal error, trace %s", traceID).
		With("trace_id", traceID).Wrap(e)
}

func details(e *errs.Error, c errs.Catalogue) []protoadapt.MessageV1 {
	out := []protoadapt.MessageV1{
		&errdetails.ErrorInfo{Reason: e.Reason, Domain: Domain, Metadata: cleanAll(e.Params)},
		sentence(Sentence(e, c)),
	}
	if len(e.Fields) > 0 {
		out = append(out, badRequest(e.Fields, c))
	}
	if e.RetryAfter > 0 {
		out = append(out, &errdetails.RetryInfo{RetryDelay: durationpb.New(e.RetryAfter)})
	}
	return out
}

func badRequest(fields []errs.Field, c errs.Catalogue) *errdetails.BadRequest {
	out := &errdetails.BadRequest{}
	for _, f := range fields[:min(len(fields), maxFields)] {
		text := f.Message
		if text == "" {
			text = c.Sentence(f.Reason, f.Params)
		}
		out.FieldViolations = append(out.FieldViolations, &errdetails.BadRequest_FieldViolation{
			Field: clean(f.Path), Reason: f.Reason, Description: clean(text), LocalizedMessage: sentence(text),
		})
	}
	return out
}

func sentence(text string) *errdetails.LocalizedMessage {
	return &errdetails.LocalizedMessage{Locale: locale, Message: clean(text)}
}

// clean makes text fit for protobuf: one invalid byte echoed from a request
// would otherwise cost the caller all the details.
func clean(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

func cleanAll(params map[string]string) map[string]string {
	out := maps.Clone(params)
	for k, v := range out {
		out[k] = clean(v)
	}
	return out
}
