package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

// policyPoll is how long a policy that another replica approved may go unnoticed.
const policyPoll = 5 * time.Second

// policyCache is the book of policies as this replica last read it.
type policyCache struct {
	current atomic.Pointer[policyBook]
	reading sync.Mutex // so that no reading overwrites a later one
}

// policyBook is a book and how many approved versions it has: they only grow more.
type policyBook struct {
	approved int
	book     registry.PolicyBook
}

// Policies is the book of policies. It fails with POLICIES_NOT_READY until it was read once.
func (s *Store) Policies() (registry.PolicyBook, error) {
	if b := s.policies.current.Load(); b != nil {
		return b.book, nil
	}
	return registry.PolicyBook{}, errs.Unavailable("POLICIES_NOT_READY", "no policies read yet")
}

const (
	approvedCountSQL  = `SELECT count(*) FROM policy_version WHERE state = 'approved'`
	policyVersionsSQL = `
SELECT key, number, body::text AS body, to_char(effective_date, 'YYYY-MM-DD') AS effective_date, source, state, reason,
       proposed_by, propose_time, decided_by, decide_time, decide_reason
FROM policy_version `
	proposePolicySQL = `
INSERT INTO policy_version (key, number, body, effective_date, source, reason, proposed_by, propose_time)
VALUES (@key, @number, @body::text::json, @date::text::date, @source, @reason, @by, @at)`
	decidePolicySQL = `
UPDATE policy_version SET state = $3, decided_by = $4, decide_time = $5, decide_reason = $6 WHERE key = $1 AND number = $2`
)

// RefreshPolicies reads the approved versions again if there are more of them. A version
// that this program can't parse leaves the book as it was.
func (s *Store) RefreshPolicies(ctx context.Context) error {
	s.policies.reading.Lock()
	defer s.policies.reading.Unlock()
	var approved int
	if err := s.pool.QueryRow(ctx, approvedCountSQL).Scan(&approved); err != nil {
		return fmt.Errorf("count policies: %w", err)
	}
	if b := s.policies.current.Load(); b != nil && b.approved == approved {
		return nil
	}
	rows, _ := s.pool.Query(ctx, policyVersionsSQL+`WHERE state = 'approved'`) // its error comes back from Collect
	versions, err := collectPolicies(rows)
	if err != nil {
		return err
	}
	book, err := bookOf(versions)
	if err != nil {
		return err
	}
	s.policies.current.Store(&policyBook{len(versions), book})
	return nil
}

func bookOf(approved []registry.PolicyVersion) (registry.PolicyBook, error) {
	shipped, err := registry.ShippedPolicies()
	if err != nil {
		return registry.PolicyBook{}, fmt.Errorf("read shipped policies: %w", err)
	}
	for i, v := range approved {
		if approved[i], err = v.Parsed(); err != nil {
			return registry.PolicyBook{}, fmt.Errorf("version %d of policy %s: %w", v.Number, v.Key, err)
		}
	}
	return registry.NewPolicyBook(shipped, approved), nil
}

// PolicyWatch keeps the store's policies fresh.
type PolicyWatch struct {
	store *Store
	log   *slog.Logger
}

// NewPolicyWatch makes the runner that follows what other replicas approve.
func NewPolicyWatch(s *Store, log *slog.Logger) *PolicyWatch { return &PolicyWatch{s, log} }

// String names the runner.
func (w *PolicyWatch) String() string { return "policy watch" }

// Run reads the policies until ctx ends; until the first reading it tries more often,
// because nothing is judged before.
func (w *PolicyWatch) Run(ctx context.Context) error {
	tick := time.NewTicker(treePoll)
	defer tick.Stop()
	for {
		err := w.store.RefreshPolicies(ctx)
		switch {
		case err == nil:
			tick.Reset(policyPoll)
		case ctx.Err() == nil:
			w.log.WarnContext(ctx, "policies not refreshed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

type policyRow struct {
	Key           string
	Number        int
	Body          string
	EffectiveDate string
	Source        string
	State         string
	Reason        string
	ProposedBy    string
	ProposeTime   time.Time
	DecidedBy     *string
	DecideTime    *time.Time
	DecideReason  *string
}

func (r policyRow) toDomain() registry.PolicyVersion {
	v := registry.PolicyVersion{
		Key: r.Key, Number: r.Number, Body: r.Body, EffectiveDate: r.EffectiveDate, Source: r.Source, State: registry.PolicyState(r.State),
		Proposed: registry.Step{By: r.ProposedBy, At: r.ProposeTime.UTC(), Reason: r.Reason},
	}
	if r.DecidedBy != nil {
		v.Decided = &registry.Step{By: *r.DecidedBy, At: r.DecideTime.UTC(), Reason: *r.DecideReason}
	}
	return v
}

func collectPolicies(rows pgx.Rows) ([]registry.PolicyVersion, error) {
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[policyRow])
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	return column(found, policyRow.toDomain), nil
}

// PolicyVersions are all versions of policies that were proposed, the latest first; of all
// policies where key is empty.
func (s *Store) PolicyVersions(ctx context.Context, key string) ([]registry.PolicyVersion, error) {
	return policyVersions(ctx, s.pool.Query, key)
}

// PolicyVersions reads the same as the transaction sees it.
func (t *Tx) PolicyVersions(ctx context.Context, key string) ([]registry.PolicyVersion, error) {
	return policyVersions(ctx, t.tx.Query, key)
}

type queryFunc func(ctx context.Context, sql string, args ...any) (pgx.Rows, error)

func policyVersions(ctx context.Context, query queryFunc, key string) ([]registry.PolicyVersion, error) {
	rows, _ := query(ctx, policyVersionsSQL+`WHERE $1 IN ('', key) ORDER BY key, number DESC`, key) // its error comes back from Collect
	return collectPolicies(rows)
}

// ProposePolicy stores a proposed version. Of two that propose the same one fails with
// STALE_VERSION.
func (t *Tx) ProposePolicy(ctx context.Context, v registry.PolicyVersion) error {
	_, err := t.tx.Exec(ctx, proposePolicySQL, pgx.NamedArgs{
		"key": v.Key, "number": v.Number, "body": v.Body, "date": v.EffectiveDate, "source": v.Source,
		"reason": v.Proposed.Reason, "by": v.Proposed.By, "at": v.Proposed.At,
	})
	return wrapped("propose policy", v.Key, err)
}

// LockPolicy locks a version and reads it.
func (t *Tx) LockPolicy(ctx context.Context, key string, number int) (registry.PolicyVersion, error) {
	rows, _ := t.tx.Query(ctx, policyVersionsSQL+`WHERE key = $1 AND number = $2 FOR NO KEY UPDATE`, key, number)
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[policyRow])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return registry.PolicyVersion{}, registry.PolicyVersionNotFound(key, number)
	case err != nil:
		return registry.PolicyVersion{}, fmt.Errorf("lock policy %s: %w", key, err)
	}
	return row.toDomain(), nil
}

// DecidePolicy stores who approved or rejected a version, and why.
func (t *Tx) DecidePolicy(ctx context.Context, v registry.PolicyVersion) error {
	_, err := t.tx.Exec(ctx, decidePolicySQL, v.Key, v.Number, string(v.State), v.Decided.By, v.Decided.At, v.Decided.Reason)
	return wrapped("decide policy", v.Key, err)
}
