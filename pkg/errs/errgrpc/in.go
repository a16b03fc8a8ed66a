package errgrpc

import (
	"context"
	"errors"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"pacesetter/pkg/errs"
)

// Reasons that this package gives to failures that carry none of ours.
const (
	ReasonCanceled    = "CANCELED"
	ReasonDeadline    = "DEADLINE_EXCEEDED"
	ReasonUnavailable = "UPSTREAM_UNAVAILABLE"
	ReasonRefused     = "UPSTREAM_REFUSED"
	ReasonUnknownRPC  = "METHOD_UNKNOWN"
	ReasonTooLarge    = "MESSAGE_TOO_LARGE"
)

// remote is the cause of an error that came over the wire. It keeps the
// sentence of the service that refused, whose catalogue knows its own reasons.
type remote struct {
	code     codes.Code
	sentence string
}

func (r *remote) Error() string { return "answered " + r.code.String() }

// FromError rebuilds the *errs.Error that a status carries, so that kinds
// survive hops. Its fields come with their sentences, but without parameters.
func FromError(err error) error {
	if err == nil {
		return nil
	}
	return normalise(err)
}

func fromStatus(st *status.Status) *errs.Error {
	for _, d := range st.Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == Domain {
			return ours(st, info)
		}
	}
	return foreign(st)
}

func ours(st *status.Status, info *errdetails.ErrorInfo) *errs.Error {
	kind, _ := kindOf(st.Code())
	e := &errs.Error{Kind: kind, Reason: info.GetReason(), Params: info.GetMetadata(), Msg: st.Message()}
	cause := &remote{code: st.Code()}
	for _, d := range st.Details() {
		switch d := d.(type) {
		case *errdetails.LocalizedMessage:
			cause.sentence = d.GetMessage()
		case *errdetails.BadRequest:
			e.Fields = fields(d)
		case *errdetails.RetryInfo:
			e.RetryAfter = d.GetRetryDelay().AsDuration()
		}
	}
	e.Err = cause
	return e
}

func fields(br *errdetails.BadRequest) []errs.Field {
	var out []errs.Field
	for _, v := range br.GetFieldViolations() {
		out = append(out, errs.Field{Path: v.GetField(), Reason: v.GetReason(), Message: v.GetLocalizedMessage().GetMessage()})
	}
	return out
}

// foreign reads a status that no service of ours made: gRPC itself made it, or
// something between the two.
func foreign(st *status.Status) *errs.Error {
	cause := &remote{code: st.Code()}
	switch st.Code() { //nolint:exhaustive // the default is the rule, these are the exceptions
	case codes.Canceled:
		return errs.Unavailable(ReasonCanceled, "%s", st.Message()).Wrap(context.Canceled)
	case codes.DeadlineExceeded:
		return errs.Unavailable(ReasonDeadline, "%s", st.Message()).Wrap(context.DeadlineExceeded)
	case codes.Unavailable:
		return errs.Unavailable(ReasonUnavailable, "%s", st.Message()).Wrap(cause)
	case codes.ResourceExhausted:
		return errs.Exhausted(ReasonTooLarge, "%s", st.Message()).Wrap(cause)
	case codes.Unauthenticated:
		return errs.Unauthenticated("UNAUTHENTICATED", "%s", st.Message()).Wrap(cause)
	case codes.Unimplemented:
		return errs.Internal(ReasonUnknownRPC, "%s", st.Message()).Wrap(cause)
	default:
		kind, _ := kindOf(st.Code())
		return &errs.Error{Kind: kind, Reason: ReasonRefused, Msg: st.Message(), Err: cause}
	}
}

// fromContext reads the end of a context, which is no fault of ours: the caller
// left, or time ran out and a retry is safe.
func fromContext(err error) (*errs.Error, bool) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errs.Unavailable(ReasonDeadline, "deadline exceeded").Wrap(err), true
	case errors.Is(err, context.Canceled):
		return errs.Unavailable(ReasonCanceled, "canceled").Wrap(err), true
	default:
		return nil, false
	}
}
