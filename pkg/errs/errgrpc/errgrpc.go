// Package errgrpc carries *errs.Error across gRPC, both ways. It owns the one
// table from kind to code and is the only place that makes a status; it knows
// no service and no reason of any service.
package errgrpc

import (
	"google.golang.org/grpc/codes"

	"pacesetter/pkg/errs"
)

// Domain is the ErrorInfo domain of every reason of ours.
const Domain = "pacesetter"

// locale of the sentence that people read.
const locale = "zh-CN"

// codeOf is the only place where a kind becomes a code. Nothing else may invent one.
var codeOf = map[errs.Kind]codes.Code{
	errs.KindInternal:        codes.Internal,
	errs.KindInvalid:         codes.InvalidArgument,
	errs.KindUnauthenticated: codes.Unauthenticated,
	errs.KindDenied:          codes.PermissionDenied,
	errs.KindNotFound:        codes.NotFound,
	errs.KindExists:          codes.AlreadyExists,
	errs.KindConflict:        codes.Aborted,
	errs.KindPrecondition:    codes.FailedPrecondition,
	errs.KindExhausted:       codes.ResourceExhausted,
	errs.KindUnavailable:     codes.Unavailable,
}

// Code returns the gRPC code of k; an unknown kind is our fault, hence Internal.
func Code(k errs.Kind) codes.Code {
	if c, ok := codeOf[k]; ok {
		return c
	}
	return codes.Internal
}

// kindOf reads the table backwards. The second result is false for codes that
// no kind has, which only gRPC itself or a foreign server can have made.
func kindOf(c codes.Code) (errs.Kind, bool) {
	for kind, code := range codeOf {
		if code == c {
			return kind, true
		}
	}
	return errs.KindInternal, false
}
