package idempotency_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// effects counts what took effect.
var effects = pg.Schema{Name: "effects", FS: files(`
CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL);
DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT ON effect TO %I', current_setting('pacesetter.app_role')); END $$;`)}

func files(sql string) fs.FS {
	const head, foot = "-- +goose Up\n-- +goose StatementBegin\n", "\n-- +goose StatementEnd\n"
	return fstest.MapFS{"0001_first.sql": &fstest.MapFile{Data: []byte(head + sql + foot)}}
}

func database(t *testing.T) *pgtest.DB {
	t.Helper()
	return pgtest.New(t, "idempotency", idempotency.Schema(), audit.Schema(), effects)
}

func callOf(t *testing.T, who, id, note string) idempotency.Call {
	t.Helper()
	ctx := authn.WithPrincipal(t.Context(), authn.Principal{ID: who})
	c, err := idempotency.CallOf(ctx, "/test/Note", id, wrapperspb.String(note))
	if err != nil {
		t.Fatalf("CallOf() = %v", err)
	}
	return c
}

func do(t *testing.T, db *pgtest.DB, c idempotency.Call, f func(tx pgx.Tx) (*wrapperspb.StringValue, error)) (string, error) {
	t.Helper()
	answer, err := idempotency.Do(t.Context(), db.Pool, c, func() *wrapperspb.StringValue { return &wrapperspb.StringValue{} }, f)
	return answer.GetValue(), err
}

// note takes effect and answers with something new each time.
func note(ctx context.Context) func(tx pgx.Tx) (*wrapperspb.StringValue, error) {
	return func(tx pgx.Tx) (*wrapperspb.StringValue, error) {
		_, err := tx.Exec(ctx, "INSERT INTO effect (note) VALUES ('x')")
		return wrapperspb.String(uuid.NewString()), err
	}
}

func wantEffects(t *testing.T, db *pgtest.DB, want int) {
	t.Helper()
	var got int
	if err := db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM effect").Scan(&got); err != nil || got != want {
		t.Fatalf("%d effects, %v, want %d", got, err, want)
	}
}

func TestTwoDuplicatesAtOnceTakeEffectOnceAndAnswerTheSame(t *testing.T) {
	db, c := database(t), callOf(t, "li", uuid.NewString(), "a")
	inside, goOn := make(chan struct{}), make(chan struct{})
	type result struct {
		answer string
		err    error
	}
	results := make(chan result, 2)
	call := func(f func(tx pgx.Tx) (*wrapperspb.StringValue, error)) {
		answer, err := do(t, db, c, f)
		results <- result{answer, err}
	}
	go call(func(tx pgx.Tx) (*wrapperspb.StringValue, error) {
		close(inside)
		<-goOn
		return note(t.Context())(tx)
	})
	<-inside
	go call(note(t.Context()))
	untilWaiting(t, db) // the second is held by the first's key
	close(goOn)
	one, two := <-results, <-results
	if err := errors.Join(one.err, two.err); err != nil {
		t.Fatal(err)
	}
	if one.answer != two.answer || one.answer == "" {
		t.Fatalf("answers %q and %q differ", one.answer, two.answer)
	}
	wantEffects(t, db, 1)
}

func untilWaiting(t *testing.T, db *pgtest.DB) {
	t.Helper()
	const sql = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		var n int
		if err := db.Pool.QueryRow(t.Context(), sql).Scan(&n); err != nil || n > 0 {
			return
		}
	}
}

func TestOnlyTheSameCallIsADuplicate(t *testing.T) {
	id := uuid.NewString()
	for name, tc := range map[string]struct {
		who, id, note, reason string
		effects               int
	}{
		"the same again":                 {"li", id, "a", "", 1},
		"another request under its key":  {"li", id, "b", "REQUEST_ID_REUSED", 1},
		"another caller's same key":      {"wang", id, "a", "", 2},
		"another key, the same contents": {"li", uuid.NewString(), "a", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			db := database(t)
			if _, err := do(t, db, callOf(t, "li", id, "a"), note(t.Context())); err != nil {
				t.Fatal(err)
			}
			_, err := do(t, db, callOf(t, tc.who, tc.id, tc.note), note(t.Context()))
			if err != nil && errs.ReasonOf(err) != tc.reason || err == nil && tc.reason != "" {
				t.Fatalf("Do() = %v, want reason %q", err, tc.reason)
			}
			wantEffects(t, db, tc.effects)
		})
	}
}

func TestARefusalMayBeMendedUnderTheSameKey(t *testing.T) {
	db, id := database(t), uuid.NewString()
	_, err := do(t, db, callOf(t, "li", id, "bad"), func(tx pgx.Tx) (*wrapperspb.StringValue, error) {
		_, err := note(t.Context())(tx)
		return nil, errors.Join(err, errs.Precondition("CLOSED", "closed"))
	})
	if errs.ReasonOf(err) != "CLOSED" {
		t.Fatal(err)
	}
	wantEffects(t, db, 0)
	if _, err := do(t, db, callOf(t, "li", id, "good"), note(t.Context())); err != nil {
		t.Fatal(err)
	}
	wantEffects(t, db, 1)
}

func TestAPanicLeavesNoTrace(t *testing.T) {
	db, c := database(t), callOf(t, "li", uuid.NewString(), "a")
	func() {
		defer func() { _ = recover() }()
		_, _ = do(t, db, c, func(tx pgx.Tx) (*wrapperspb.StringValue, error) {
			_, _ = note(t.Context())(tx)
			panic("mid-way")
		})
	}()
	wantEffects(t, db, 0)
	if _, err := do(t, db, c, note(t.Context())); err != nil {
		t.Fatal(err)
	}
	wantEffects(t, db, 1)
}

func TestRequestIDsAreCanonicalUUIDs(t *testing.T) {
	for id, reason := range map[string]string{
		"":                                       "REQUEST_ID_REQUIRED",
		"abc":                                    "REQUEST_ID_INVALID",
		"{6ba7b810-9dad-11d1-80b4-00c04fd430c8}": "REQUEST_ID_INVALID",
		"urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8": "REQUEST_ID_INVALID",
		"6BA7B810-9DAD-11D1-80B4-00C04FD430C8":          "",
	} {
		t.Run("request ID "+id, func(t *testing.T) {
			_, err := idempotency.CallOf(t.Context(), "/test/Note", id, wrapperspb.String("a"))
			if err != nil && errs.ReasonOf(err) != reason || err == nil && reason != "" {
				t.Fatalf("CallOf() = %v, want reason %q", err, reason)
			}
		})
	}
}

func TestSweepForgetsOnlyWhatIsOld(t *testing.T) {
	db, old, young := database(t), uuid.NewString(), uuid.NewString()
	for _, id := range []string{old, young} {
		if _, err := do(t, db, callOf(t, "li", id, "a"), note(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Owner.Exec(t.Context(), "UPDATE idempotency SET created_at = now() - interval '91 days' WHERE request_id = $1", old); err != nil {
		t.Fatal(err)
	}
	n, err := idempotency.Sweep(t.Context(), db.Pool, time.Now().Add(-idempotency.Kept))
	if err != nil || n != 1 {
		t.Fatalf("Sweep() = %d, %v, want 1", n, err)
	}
	for _, id := range []string{old, young} {
		if _, err := do(t, db, callOf(t, "li", id, "a"), note(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	wantEffects(t, db, 3)
}

// TestACallThatTakesEffectLeavesOneEntry asks what the audit record holds after a call,
// its retry, and a refusal.
func TestACallThatTakesEffectLeavesOneEntry(t *testing.T) {
	db, id := database(t), uuid.NewString()
	who := authn.Principal{ID: "li", Grants: []authn.Grant{{Role: authn.RoleCounty, Unit: "bc"}, {Role: authn.RoleApprover, Unit: "bz", Department: "fgw"}}}
	ctx := authn.WithPrincipal(t.Context(), who)
	c, err := idempotency.CallOf(ctx, "Note", id, wrapperspb.String("a"))
	if err != nil {
		t.Fatal(err)
	}
	var answer *wrapperspb.StringValue
	for range 2 {
		answer, err = idempotency.Do(ctx, db.Pool, c, func() *wrapperspb.StringValue { return &wrapperspb.StringValue{} }, note(ctx))
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := callOf(t, "li", uuid.NewString(), "b")
	if _, err := do(t, db, refused, func(pgx.Tx) (*wrapperspb.StringValue, error) { return nil, errs.Precondition("CLOSED", "closed") }); err == nil {
		t.Fatal("not refused")
	}
	told, err := proto.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := audit.List(t.Context(), db.Pool, audit.Filter{}, audit.Position{}, 9)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	got := entries[0].Entry
	if got.At.IsZero() {
		t.Error("no time")
	}
	want := audit.Entry{
		ID: got.ID, At: got.At, Principal: "li", RPC: "Note", RequestID: uuid.MustParse(id), Request: c.Hash, Answer: sha256.Sum256(told),
		Grants: "county@bc approver@bz/fgw",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
