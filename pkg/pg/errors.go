package pg

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"pacesetter/pkg/errs"
)

// Wrap turns trouble with the database itself into DATABASE_UNAVAILABLE, which
// callers may retry, and leaves every other error as it is. InTx and ReadTx
// have done it already; queries straight on the pool need it.
func Wrap(err error) error {
	switch _, refused := errs.As(err); {
	case err == nil || refused:
		return err
	case isAway(err):
		return errs.Unavailable("DATABASE_UNAVAILABLE", "database is not available").Wrap(err)
	default:
		return err
	}
}

// isAway tells errors that say "not now" about the database as a whole.
func isAway(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return awayCode(e.Code)
	}
	return lostConnection(err)
}

// awayCode tells the SQLSTATEs for which the same request may work in a moment:
// connection, refused sign-in, gave way to others, resources, operator, disk, a
// lock not had in time, and a standby that does not write.
func awayCode(code string) bool {
	switch class(code) {
	case "08", "28", "40", "53", "57", "58":
		return true
	default:
		return code == "55P03" || code == "25006"
	}
}

// lostConnection tells errors that came from the network and not from the
// server. A done context is the caller's own affair, except while connecting,
// where it is the connect timeout that ended first.
func lostConnection(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var network net.Error
	return errors.As(err, &network) || pgconn.SafeToRetry(err) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, puddle.ErrClosedPool)
}

// IsSurroundings tells whether err came from the surroundings (connection,
// grant, schema, disk, a done context …) and not from the data at hand: such
// work is to be repeated later as it is, never set aside.
func IsSurroundings(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch class(e.Code) {
		case "08", "25", "28", "40", "42", "53", "55", "57", "58":
			return true
		default:
			return false
		}
	}
	return errs.KindOf(err) == errs.KindUnavailable || lostConnection(err) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func class(code string) string {
	const length = 2
	return code[:min(length, len(code))]
}

// ConstraintOf returns the name of the constraint that err says was violated,
// "" for any other error. Stores map the names to reasons.
func ConstraintOf(err error) string {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || class(e.Code) != "23" {
		return ""
	}
	return e.ConstraintName
}
