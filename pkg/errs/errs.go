// Package errs owns the one error type that every refusal travels in: a closed
// set of kinds, a stable reason for programs, parameters for the sentence that
// people read, and an English message for logs. It knows nothing of gRPC, HTTP
// or SQL, so that a domain package may use it.
package errs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Kind says what an error means to the caller. The set is closed: a new kind
// needs a row in errgrpc's table, and the build fails until it has one.
type Kind uint8

// The kinds, in the words of the caller.
const (
	KindInternal        Kind = iota // our fault
	KindInvalid                     // the request can never work
	KindUnauthenticated             // sign in
	KindDenied                      // not you
	KindNotFound                    // no such thing, or you may not know of it
	KindExists                      // a unique rule was hit
	KindConflict                    // someone else changed it: read again and retry
	KindPrecondition                // the state forbids it: retrying won't help
	KindExhausted                   // slow down
	KindUnavailable                 // safe to retry
)

// Kinds returns every kind, for tables and tests that must be complete.
func Kinds() []Kind {
	return []Kind{
		KindInternal, KindInvalid, KindUnauthenticated, KindDenied, KindNotFound,
		KindExists, KindConflict, KindPrecondition, KindExhausted, KindUnavailable,
	}
}

// String returns the kind's name in lower case, as logs show it.
func (k Kind) String() string {
	names := [...]string{
		"internal", "invalid", "unauthenticated", "denied", "not found",
		"exists", "conflict", "precondition", "exhausted", "unavailable",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// ReasonInternal is the reason of every error that carries none of its own.
const ReasonInternal = "INTERNAL"

// Error is a refusal or a failure. Reason and Params are public and make the
// Chinese sentence; Msg is English, for logs and programmers; Err is the cause,
// which only logs ever see.
type Error struct {
	Kind       Kind
	Reason     string
	Params     map[string]string
	Fields     []Field
	RetryAfter time.Duration
	Msg        string
	Err        error
}

// Field names one part of a request that is wrong. Message is the Chinese
// sentence, filled in at the edge; the domain leaves it empty.
type Field struct {
	Path    string
	Reason  string
	Params  map[string]string
	Message string
}

// Invalid says that the request can never work.
func Invalid(reason, format string, args ...any) *Error {
	return newError(KindInvalid, reason, format, args)
}

// Unauthenticated says that the caller must sign in.
func Unauthenticated(reason, format string, args ...any) *Error {
	return newError(KindUnauthenticated, reason, format, args)
}

// Denied says that this caller may not do it.
func Denied(reason, format string, args ...any) *Error {
	return newError(KindDenied, reason, format, args)
}

// NotFound says that there is no such thing, or none the caller may know of.
func NotFound(reason, format string, args ...any) *Error {
	return newError(KindNotFound, reason, format, args)
}

// Exists says that a unique rule was hit.
func Exists(reason, format string, args ...any) *Error {
	return newError(KindExists, reason, format, args)
}

// Conflict says that someone else changed the thing meanwhile.
func Conflict(reason, format string, args ...any) *Error {
	return newError(KindConflict, reason, format, args)
}

// Precondition says that the present state forbids it.
func Precondition(reason, format string, args ...any) *Error {
	return newError(KindPrecondition, reason, format, args)
}

// Exhausted says that a limit is used up; see RetryIn.
func Exhausted(reason, format string, args ...any) *Error {
	return newError(KindExhausted, reason, format, args)
}

// Unavailable says that the surroundings are away and a retry is safe.
func Unavailable(reason, format string, args ...any) *Error {
	return newError(KindUnavailable, reason, format, args)
}

// Internal says that it is our fault. Callers see a fixed text, logs see msg.
func Internal(reason, format string, args ...any) *Error {
	return newError(KindInternal, reason, format, args)
}

func newError(k Kind, reason, format string, args []any) *Error {
	return &Error{Kind: k, Reason: reason, Msg: fmt.Sprintf(format, args...)}
}

// Error returns the English message with its reason and cause. A nil *Error
// says so, so that a log line about one never panics.
func (e *Error) Error() string {
	switch {
	case e == nil:
		return "<nil>"
	case e.Err != nil:
		return e.Reason + ": " + e.Msg + ": " + e.Err.Error()
	default:
		return e.Reason + ": " + e.Msg
	}
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// With returns a copy that carries a parameter of the Chinese sentence.
func (e *Error) With(key, value string) *Error {
	c := e.clone()
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	c.Params[key] = value
	return c
}

// At returns a copy that names path as the field at fault, for e's reason.
func (e *Error) At(path string) *Error {
	return e.WithFields(Field{Path: path, Reason: e.Reason, Params: maps.Clone(e.Params)})
}

// WithFields returns a copy that also lists fields, for a request with several faults.
func (e *Error) WithFields(fields ...Field) *Error {
	c := e.clone()
	c.Fields = append(c.Fields, fields...)
	return c
}

// RetryIn returns a copy that tells the caller when to come back.
func (e *Error) RetryIn(d time.Duration) *Error {
	c := e.clone()
	c.RetryAfter = d
	return c
}

// Wrap returns a copy with err as its cause, which logs see and callers don't.
func (e *Error) Wrap(err error) *Error {
	c := e.clone()
	c.Err = err
	return c
}

func (e *Error) clone() *Error {
	c := *e
	c.Params = maps.Clone(e.Params)
	c.Fields = slices.Clone(e.Fields)
	return &c
}

// As returns the *Error in err's chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e) && e != nil
	return e, ok
}

// KindOf returns the kind of err; a foreign error is KindInternal.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return KindInternal
}

// ReasonOf returns the reason of err, ReasonInternal for a foreign one and ""
// for nil.
func ReasonOf(err error) string {
	if err == nil {
		return ""
	}
	if e, ok := As(err); ok {
		return e.Reason
	}
	return ReasonInternal
}
