package store_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

const proposeSQL = `
INSERT INTO policy_version (key, number, body, effective_date, source, reason, proposed_by, propose_time)
VALUES ('conduct', $1, '{ "explain_days": 5 }', '2020-06-01', '样例', '统一', 'one', now())`

const policyWatchTick = 10 * time.Millisecond

// TestTheWatchReadsThePolicies: a replica has a book as soon as it runs.
func TestTheWatchReadsThePolicies(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- store.NewPolicyWatch(s, slog.New(slog.DiscardHandler)).Run(ctx) }()
	tick := time.NewTicker(policyWatchTick)
	defer tick.Stop()
	for _, err := s.Policies(); err != nil; _, err = s.Policies() {
		<-tick.C
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

const decideSQL = `UPDATE policy_version SET state = $2, decided_by = $3, decide_time = now(), decide_reason = '' WHERE number = $1`

func exec(t *testing.T, db *pgtest.DB, statement string, args ...any) error {
	t.Helper()
	_, err := db.Pool.Exec(t.Context(), statement, args...)
	return err
}

// TestWhatTheApplicationMayNotDoToPolicies: its role inserts proposals and decides them
// once, by a second person; the database refuses the rest.
func TestWhatTheApplicationMayNotDoToPolicies(t *testing.T) {
	t.Parallel()
	_, db := open(t)
	if err := exec(t, db, proposeSQL, 3); err != nil {
		t.Fatal(err)
	}
	refused := func(what, statement string, args ...any) {
		t.Helper()
		if err := exec(t, db, statement, args...); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	refused("a second open proposal", proposeSQL, 4)
	refused("one's own approval", decideSQL, 3, "approved", "one")
	refused("a state of nobody", decideSQL, 3, "lost", "two")
	refused("another body", `UPDATE policy_version SET body = '{}'`)
	refused("a deletion", `DELETE FROM policy_version`)
	refused("an approved one from the beginning", `
INSERT INTO policy_version (key, number, body, effective_date, source, reason, proposed_by, propose_time, state, decided_by, decide_time, decide_reason)
VALUES ('checks', 3, '{}', '2020-06-01', '样例', '统一', 'one', now(), 'approved', 'two', now(), '')`)
	if err := exec(t, db, decideSQL, 3, "approved", "two"); err != nil {
		t.Fatal(err)
	}
	refused("a second decision", decideSQL, 3, "rejected", "three")
	refused("the number again", proposeSQL, 3)
	if err := exec(t, db, proposeSQL, 4); err != nil {
		t.Errorf("the next: %v", err)
	}
}

func TestTheBookFollowsTheTable(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	if _, err := s.Policies(); err == nil {
		t.Error("a book before it was read")
	}
	days := func() int {
		t.Helper()
		if err := s.RefreshPolicies(t.Context()); err != nil {
			t.Fatal(err)
		}
		book, err := s.Policies()
		if err != nil {
			t.Fatal(err)
		}
		return book.Conduct("2020-06-01").ExplainDays
	}
	shipped := days()
	for _, step := range []struct {
		statement string
		args      []any
		want      int
	}{
		{proposeSQL, []any{3}, shipped},
		{decideSQL, []any{3, "rejected", "two"}, shipped},
		{proposeSQL, []any{4}, shipped},
		{decideSQL, []any{4, "approved", "two"}, 5},
	} {
		if err := exec(t, db, step.statement, step.args...); err != nil {
			t.Fatal(err)
		}
		if got := days(); got != step.want {
			t.Errorf("%d days after %v, want %d", got, step.args, step.want)
		}
	}
	versions, err := s.PolicyVersions(t.Context(), registry.PolicyConduct)
	if err != nil || len(versions) != 2 || versions[0].Number != 4 || versions[0].Body != `{ "explain_days": 5 }` {
		t.Errorf("%v, %v", versions, err)
	}
}
