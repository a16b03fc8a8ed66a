package audit

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// entryColumns are what scanEntry reads, of a table called e.
const entryColumns = `e.id, e.at, e.principal, e.rpc, e.request_id, e.request_hash, e.answer_hash, e.grants, e.subject`

// entryRow reads rows that somebody may have tampered with, or that are not there at
// all: what is missing becomes zero, and zero fits no hash.
type entryRow struct {
	id                              *int64
	at                              pgtype.Timestamptz
	principal, rpc, grants, subject *string
	requestID                       *[16]byte
	request, answer                 []byte
}

func (r *entryRow) targets() []any {
	return []any{&r.id, &r.at, &r.principal, &r.rpc, &r.requestID, &r.request, &r.answer, &r.grants, &r.subject}
}

func (r *entryRow) entry() Entry {
	return Entry{
		ID: orZero(r.id), At: finite(r.at), Principal: orZero(r.principal), RPC: orZero(r.rpc), RequestID: uuid.UUID(orZero(r.requestID)),
		Request: hashOf(r.request), Answer: hashOf(r.answer), Grants: orZero(r.grants), Subject: orZero(r.subject),
	}
}

func orZero[T any](v *T) T {
	var zero T
	if v == nil {
		return zero
	}
	return *v
}

// finite is a time in UTC; infinity, which no entry has, becomes zero.
func finite(t pgtype.Timestamptz) time.Time {
	if !t.Valid || t.InfinityModifier != pgtype.Finite {
		return time.Time{}
	}
	return t.Time.UTC()
}

// blockColumns are what scanBlock reads.
const blockColumns = `number, previous, root, entries, sealed_at, hash`

// stored is a block with the hash that its row claims.
type stored struct {
	Block

	hash Hash
}

func scanBlock(row pgx.CollectableRow) (stored, error) {
	var s stored
	var previous, root, hash []byte
	var at pgtype.Timestamptz
	err := row.Scan(&s.Number, &previous, &root, &s.Entries, &at, &hash)
	s.Previous, s.Root, s.hash, s.SealedAt = hashOf(previous), hashOf(root), hashOf(hash), finite(at)
	return s, err
}

func (s stored) head() Head { return Head{Number: s.Number, Hash: s.hash, SealedAt: s.SealedAt} }
