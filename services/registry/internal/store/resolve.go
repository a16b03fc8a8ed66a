package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// NaturalKey is by what a project without a national code is known: unit, name and
// company, both names in the form in which they are compared.
type NaturalKey struct{ Unit, Name, Company string }

// KeyOf is a project's natural key.
func KeyOf(p registry.Project) NaturalKey {
	return NaturalKey{p.LatestUnit(), registry.NormaliseName(p.Name), registry.NormaliseName(p.Company.Name)}
}

// Wanted are names under which projects are looked for. IDs need no looking for:
// LockProjects leaves out those that nobody has.
type Wanted struct {
	Codes []string
	Keys  []NaturalKey
}

// Found says which project each name means; names of nobody are left out.
type Found struct {
	Codes map[string]registry.ProjectID
	Keys  map[NaturalKey]registry.ProjectID
}

const (
	findCodesSQL = `SELECT id::text, national_code FROM project WHERE national_code = ANY($1)`
	findKeysSQL  = `
SELECT p.id::text, p.key_unit, p.key_name, p.key_company
FROM unnest($1::text[], $2::text[], $3::text[]) AS k (unit, name, company)
JOIN project p ON p.key_unit = k.unit AND p.key_name = k.name AND p.key_company = k.company AND p.stage <> 'withdrawn'`
)

// byIndexSQL lasts until the transaction ends.
const byIndexSQL = `
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)`

// ByIndex keeps the planner from reading whole tables where a thousand keys are to
// be looked up. Plans are made once per connection, often while the tables are still
// empty, and nothing tells them that they have grown by a hundred thousand rows since.
func (t *Tx) ByIndex(ctx context.Context) error {
	if _, err := t.tx.Exec(ctx, byIndexSQL); err != nil {
		return fmt.Errorf("set the planner: %w", err)
	}
	return nil
}

// Find looks for projects under all these names in one round trip.
func (t *Tx) Find(ctx context.Context, w Wanted) (Found, error) {
	f := Found{
		Codes: make(map[string]registry.ProjectID, len(w.Codes)),
		Keys:  make(map[NaturalKey]registry.ProjectID, len(w.Keys)),
	}
	var id registry.ProjectID
	var code string
	var key NaturalKey
	batch := &pgx.Batch{}
	queueFind(batch, len(w.Codes), findCodesSQL, []any{w.Codes}, []any{&id, &code}, func() { f.Codes[code] = id })
	keys := []any{
		column(w.Keys, func(k NaturalKey) string { return k.Unit }),
		column(w.Keys, func(k NaturalKey) string { return k.Name }),
		column(w.Keys, func(k NaturalKey) string { return k.Company }),
	}
	queueFind(batch, len(w.Keys), findKeysSQL, keys, []any{&id, &key.Unit, &key.Name, &key.Company}, func() { f.Keys[key] = id })
	if batch.Len() == 0 {
		return f, nil
	}
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return Found{}, fmt.Errorf("find projects: %w", err)
	}
	return f, nil
}

// queueFind queues a statement unless nothing is looked for by it.
func queueFind(batch *pgx.Batch, n int, sql string, args, into []any, note func()) {
	if n == 0 {
		return
	}
	batch.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, into, func() error { note(); return nil })
		return err
	})
}
