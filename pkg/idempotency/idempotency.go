// Package idempotency makes a repeated request harmless: the first one takes
// effect, the others get its answer.
//
// The key is the caller, the RPC and the caller's request ID. It is written by
// the first statement of the effect's own transaction: a duplicate waits there
// until the first has committed or rolled back. A refusal rolls back, key and
// all, so that the caller may mend what was wrong and use the same key.
package idempotency

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/pg"
)

// Kept is how long an answer is kept for duplicates; see Sweep.
const Kept = 90 * 24 * time.Hour

// Call identifies a request.
type Call struct {
	Principal, RPC, RequestID string
	Hash                      [32]byte

	request proto.Message // of which the audit record tells the subject
}

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of keys and answers.
func Schema() pg.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return pg.Schema{Name: "idempotency", FS: files}
}

// CallOf identifies req, sent by ctx's caller. Without a request ID it fails
// with REQUEST_ID_REQUIRED, with one that is no UUID with REQUEST_ID_INVALID.
func CallOf(ctx context.Context, rpc, requestID string, req proto.Message) (Call, error) {
	id, err := parseID(requestID)
	if err != nil {
		return Call{}, err
	}
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(req)
	if err != nil {
		return Call{}, fmt.Errorf("hash request %s: %w", rpc, err)
	}
	return Call{Principal: caller(authn.PrincipalOf(ctx)), RPC: rpc, RequestID: id, Hash: sha256.Sum256(body), request: req}, nil
}

// parseID takes the one common form: the parser would take braces and URNs too.
func parseID(text string) (string, error) {
	const canonical = 36
	if text == "" {
		return "", errs.Invalid("REQUEST_ID_REQUIRED", "request_id is missing").At("request_id")
	}
	id, err := uuid.Parse(text)
	if err != nil || len(text) != canonical {
		return "", errs.Invalid("REQUEST_ID_INVALID", "request_id is not a UUID").At("request_id")
	}
	return id.String(), nil
}

func caller(p authn.Principal) string {
	if p.Service != "" {
		return "service:" + p.Service
	}
	return p.ID
}

const (
	claimSQL = `INSERT INTO idempotency (principal, rpc, request_id, hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	storeSQL = `UPDATE idempotency SET response = $4 WHERE principal = $1 AND rpc = $2 AND request_id = $3`
	findSQL  = `SELECT hash, response FROM idempotency WHERE principal = $1 AND rpc = $2 AND request_id = $3`
	sweepSQL = `DELETE FROM idempotency WHERE (principal, rpc, request_id) IN
(SELECT principal, rpc, request_id FROM idempotency WHERE created_at < $1 LIMIT $2)`
)

// Do runs f in a transaction unless c took effect before, and returns f's answer
// or the stored one, decoded into newResp's message. The same key with another
// request is refused with REQUEST_ID_REUSED. An error or a panic of f leaves no
// trace of the call.
func Do[R proto.Message](ctx context.Context, pool *pgxpool.Pool, c Call, newResp func() R, f func(tx pgx.Tx) (R, error)) (R, error) {
	var answer R
	err := pg.InTx(ctx, pool, func(tx pgx.Tx) error {
		first, err := c.claim(ctx, tx)
		if err != nil {
			return err
		}
		if !first {
			answer = newResp()
			return c.recall(ctx, tx, answer)
		}
		if answer, err = f(tx); err != nil {
			return err
		}
		return c.store(ctx, tx, answer)
	})
	if err != nil {
		var none R
		return none, err
	}
	return answer, nil
}

// claim reports whether c is the first of its kind, after waiting for one that
// is under way.
func (c Call) claim(ctx context.Context, tx pgx.Tx) (bool, error) {
	tag, err := tx.Exec(ctx, claimSQL, c.Principal, c.RPC, c.RequestID, c.Hash[:])
	if err != nil {
		return false, fmt.Errorf("claim request %s: %w", c.RequestID, err)
	}
	return tag.RowsAffected() == 1, nil
}

func (c Call) recall(ctx context.Context, tx pgx.Tx, answer proto.Message) error {
	var hash, response []byte
	err := tx.QueryRow(ctx, findSQL, c.Principal, c.RPC, c.RequestID).Scan(&hash, &response)
	if errors.Is(err, pgx.ErrNoRows) { // swept between the two statements
		return errs.Unavailable("DATABASE_UNAVAILABLE", "request %s is being forgotten, try again", c.RequestID)
	}
	if err != nil {
		return fmt.Errorf("recall request %s: %w", c.RequestID, err)
	}
	if subtle.ConstantTimeCompare(hash, c.Hash[:]) == 0 {
		return errs.Invalid("REQUEST_ID_REUSED", "request_id %s was used for another request", c.RequestID).At("request_id")
	}
	if err := proto.Unmarshal(response, answer); err != nil {
		return fmt.Errorf("decode answer of request %s: %w", c.RequestID, err)
	}
	return nil
}

// store keeps the answer for duplicates and notes the call in the audit record, both
// in one exchange with the database.
func (c Call) store(ctx context.Context, tx pgx.Tx, answer proto.Message) error {
	response, err := proto.MarshalOptions{Deterministic: true}.Marshal(answer)
	if err != nil {
		return fmt.Errorf("encode answer of request %s: %w", c.RequestID, err)
	}
	entry, err := c.entry(ctx, answer, response)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(storeSQL, c.Principal, c.RPC, c.RequestID, response)
	audit.Record(batch, entry)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("store answer of request %s: %w", c.RequestID, err)
	}
	return nil
}

func (c Call) entry(ctx context.Context, answer proto.Message, response []byte) (audit.Entry, error) {
	id, err := uuid.Parse(c.RequestID)
	if err != nil {
		return audit.Entry{}, fmt.Errorf("request ID %s: %w", c.RequestID, err)
	}
	return audit.Entry{
		Principal: c.Principal, RPC: c.RPC, RequestID: id, Request: c.Hash, Answer: sha256.Sum256(response),
		Grants: audit.GrantsOf(ctx), Subject: audit.SubjectOf(c.request, answer),
	}, nil
}

// Sweep forgets the calls made before olderThan and returns their number. It
// goes in portions, each its own transaction.
func Sweep(ctx context.Context, pool *pgxpool.Pool, olderThan time.Time) (int64, error) {
	const portion = 5000
	var swept int64
	for {
		tag, err := pool.Exec(ctx, sweepSQL, olderThan, portion)
		if err != nil {
			return swept, pg.Wrap(fmt.Errorf("sweep request IDs: %w", err))
		}
		swept += tag.RowsAffected()
		if tag.RowsAffected() < portion {
			return swept, nil
		}
	}
}
