package audit

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// TestEachKindOfTamperingIsFoundAndNamed does to four blocks of three entries, 1 to 12,
// what somebody with the owner's rights could do.
func TestEachKindOfTamperingIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	const forged = "decode(repeat('00', 32), 'hex')"
	for name, tc := range map[string]struct {
		do   []string
		want ChainError
	}{
		"an entry's principal is changed": {
			[]string{"UPDATE audit_entry SET principal = 'somebody else' WHERE id = 5"},
			ChainError{EntryChanged, 2, 5, 1},
		},
		"an entry's time is changed by a microsecond": {
			[]string{"UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE id = 5"},
			ChainError{EntryChanged, 2, 5, 1},
		},
		"an entry's time is none": {
			[]string{"ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_at_is_a_time", "UPDATE audit_entry SET at = 'infinity' WHERE id = 5"},
			ChainError{EntryChanged, 2, 5, 1},
		},
		"an entry's principal is taken away": {
			[]string{"ALTER TABLE audit_entry ALTER principal DROP NOT NULL", "UPDATE audit_entry SET principal = NULL WHERE id = 5"},
			ChainError{EntryChanged, 2, 5, 1},
		},
		"a letter moves from one field to the next": {
			[]string{"UPDATE audit_entry SET principal = principal || 'S', rpc = substr(rpc, 2) WHERE id = 5"},
			ChainError{EntryChanged, 2, 5, 1},
		},
		"an entry is deleted": {
			[]string{"DELETE FROM audit_entry WHERE id = 5"},
			ChainError{EntryMissing, 2, 5, 1},
		},
		"an entry is deleted with its place": {
			[]string{"DELETE FROM audit_entry WHERE id = 5", "DELETE FROM audit_leaf WHERE entry = 5"},
			ChainError{LeafMissing, 2, 0, 1},
		},
		"the last entry of a block is deleted with its place": {
			[]string{"DELETE FROM audit_entry WHERE id = 6", "DELETE FROM audit_leaf WHERE entry = 6"},
			ChainError{BlockMiscounted, 2, 0, 0},
		},
		"an entry is deleted and its block counts one less": {
			[]string{"DELETE FROM audit_entry WHERE id = 6", "DELETE FROM audit_leaf WHERE entry = 6", "UPDATE audit_block SET entries = 2 WHERE number = 2"},
			ChainError{BlockChanged, 2, 0, 0},
		},
		"an entry is inserted and sealed by nobody": {
			[]string{"INSERT INTO audit_entry (principal, rpc, request_id, request_hash, answer_hash, grants, subject) VALUES ('x', 'x', gen_random_uuid(), " + forged + ", " + forged + ", '', '')"},
			ChainError{EntryInserted, 0, 13, 0},
		},
		"an entry is put into an old block": {
			[]string{
				"INSERT INTO audit_entry (principal, rpc, request_id, request_hash, answer_hash, grants, subject) VALUES ('x', 'x', gen_random_uuid(), " + forged + ", " + forged + ", '', '')",
				"INSERT INTO audit_leaf (block, position, entry, hash) VALUES (2, 3, 13, " + forged + ")",
			},
			ChainError{EntryChanged, 2, 13, 3},
		},
		"two entries change places": {
			[]string{
				"UPDATE audit_leaf SET position = 99 WHERE entry = 4", "UPDATE audit_leaf SET position = 0 WHERE entry = 5", "UPDATE audit_leaf SET position = 1 WHERE entry = 4",
			},
			ChainError{EntryMoved, 2, 4, 1},
		},
		"an entry's hash is forged": {
			[]string{"UPDATE audit_leaf SET hash = " + forged + " WHERE entry = 5"},
			ChainError{EntryChanged, 2, 5, 1},
		},
		"an entry moves to another block": {
			[]string{"UPDATE audit_leaf SET block = 3, position = 3 WHERE entry = 6"},
			ChainError{BlockMiscounted, 2, 0, 0},
		},
		"a block's root is forged": {
			[]string{"UPDATE audit_block SET root = " + forged + " WHERE number = 2"},
			ChainError{BlockChanged, 2, 0, 0},
		},
		"a block's time is changed": {
			[]string{"UPDATE audit_block SET sealed_at = sealed_at - interval '1 hour' WHERE number = 2"},
			ChainError{BlockChanged, 2, 0, 0},
		},
		"a block's hash is forged": {
			[]string{"UPDATE audit_block SET hash = " + forged + " WHERE number = 2"},
			ChainError{BlockChanged, 2, 0, 0},
		},
		"a block is linked elsewhere": {
			[]string{"UPDATE audit_block SET previous = " + forged + " WHERE number = 2"},
			ChainError{BlockUnlinked, 2, 0, 0},
		},
		"the first block is linked to something": {
			[]string{"UPDATE audit_block SET previous = root WHERE number = 1"},
			ChainError{BlockUnlinked, 1, 0, 0},
		},
		"two blocks change places": {
			[]string{
				"UPDATE audit_block SET number = 99 WHERE number = 2", "UPDATE audit_block SET number = 2 WHERE number = 3", "UPDATE audit_block SET number = 3 WHERE number = 99",
			},
			ChainError{BlockUnlinked, 2, 0, 0},
		},
		"a block is deleted": {
			[]string{"DELETE FROM audit_block WHERE number = 2"},
			ChainError{BlockMissing, 2, 0, 0},
		},
		"a block is deleted with its entries": {
			[]string{"DELETE FROM audit_entry WHERE id IN (4, 5, 6)", "DELETE FROM audit_leaf WHERE block = 2", "DELETE FROM audit_block WHERE number = 2"},
			ChainError{BlockMissing, 2, 0, 0},
		},
		"a block is deleted with its entries and the rest moves up": {
			[]string{
				"DELETE FROM audit_entry WHERE id IN (4, 5, 6)", "DELETE FROM audit_leaf WHERE block = 2", "DELETE FROM audit_block WHERE number = 2",
				"UPDATE audit_leaf SET block = 2 WHERE block = 3", "UPDATE audit_block SET number = 2 WHERE number = 3",
				"UPDATE audit_leaf SET block = 3 WHERE block = 4", "UPDATE audit_block SET number = 3 WHERE number = 4",
			},
			ChainError{BlockUnlinked, 2, 0, 0},
		},
		"the last block is deleted": {
			[]string{"DELETE FROM audit_block WHERE number = 4"},
			ChainError{BlockMissing, 4, 0, 0},
		},
		"the last block is deleted with its places": {
			[]string{"DELETE FROM audit_leaf WHERE block = 4", "DELETE FROM audit_block WHERE number = 4"},
			ChainError{EntryInserted, 0, 10, 0},
		},
		"an entry that waits is deleted": {
			[]string{"INSERT INTO audit_pending (entry) VALUES (13)"},
			ChainError{EntryMissing, 0, 13, 0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			b.blocks(4, 3)
			b.mustVerify(4, 12, 0)
			b.tamper(tc.do...)
			_, err := b.verify(Stretch{})
			wantFault(t, err, tc.want)
		})
	}
}

func wantFault(t *testing.T, err error, want ChainError) {
	t.Helper()
	f, ok := errors.AsType[*ChainError](err)
	if !ok {
		t.Fatalf("%v is no fault", err)
	}
	if diff := cmp.Diff(want, *f); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestANotedHeadShowsWhatTheChainAloneCannot cuts a chain at its end, and writes one
// anew from the beginning, so that each fits in itself.
func TestANotedHeadShowsWhatTheChainAloneCannot(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rewrite        func(b *book)
		blocks, second int64
	}{
		"the end is cut off": {func(b *book) {
			b.tamper("DELETE FROM audit_leaf WHERE block >= 3", "DELETE FROM audit_block WHERE number >= 3", "DELETE FROM audit_entry WHERE id >= 7")
		}, 2, 0},
		"all of it is written anew": {func(b *book) {
			b.tamper("DELETE FROM audit_leaf", "DELETE FROM audit_block", "UPDATE audit_entry SET principal = 'nobody' WHERE id = 5",
				"INSERT INTO audit_pending (entry) SELECT id FROM audit_entry")
			b.seal(12)
		}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			b.blocks(4, 3)
			noted := b.head()
			b.record(1)
			b.seal(1)
			if v, err := b.verify(Stretch{Head: noted.Hash}); err != nil || v.Head == noted {
				t.Fatalf("Verify() = %+v, %v: an earlier head is part of the chain", v, err)
			}
			b.tamper("DELETE FROM audit_leaf WHERE block = 5", "DELETE FROM audit_block WHERE number = 5", "DELETE FROM audit_entry WHERE id = 13")
			tc.rewrite(b)
			if v, err := b.verify(Stretch{}); err != nil || v.Blocks != tc.blocks {
				t.Fatalf("Verify() = %+v, %v: the forgery is good", v, err)
			}
			_, err := b.verify(Stretch{Head: noted.Hash})
			wantFault(t, err, ChainError{What: HeadLost})
		})
	}
}

func TestAStretchIsVerifiedByItself(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(4, 2)
	b.tamper("UPDATE audit_entry SET rpc = 'x' WHERE id = 1")
	for name, tc := range map[string]struct {
		stretch Stretch
		blocks  int64
		want    *ChainError
	}{
		"behind the fault": {Stretch{From: 2, To: 3}, 2, nil},
		"to the end":       {Stretch{From: 2}, 3, nil},
		"with the fault":   {Stretch{To: 2}, 0, &ChainError{EntryChanged, 1, 1, 0}},
		"beyond the end":   {Stretch{From: 2, To: 9}, 0, &ChainError{BlockMissing, 5, 0, 0}},
		"nothing there":    {Stretch{From: 8, To: 9}, 0, &ChainError{BlockMissing, 8, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := b.verify(tc.stretch)
			if tc.want != nil {
				wantFault(t, err, *tc.want)
				return
			}
			if err != nil || v.Blocks != tc.blocks {
				t.Errorf("Verify() = %+v, %v", v, err)
			}
		})
	}
}

func TestAChainIsOneServices(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(1, 1)
	_, err := Verify(t.Context(), b.Pool, Stretch{Service: "another"})
	wantFault(t, err, ChainError{What: BlockChanged, Block: 1})
}

// TestNobodyChangesTheRecord asks for every verb that the tables do not have.
func TestNobodyChangesTheRecord(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(1, 2)
	for _, table := range []string{"audit_entry", "audit_block", "audit_leaf"} {
		column := map[string]string{"audit_entry": "rpc = 'x'", "audit_block": "entries = 9", "audit_leaf": "position = 9"}[table]
		for _, sql := range []string{
			"UPDATE " + table + " SET " + column, "UPDATE " + table + " SET " + column + " WHERE false", "DELETE FROM " + table, "TRUNCATE " + table + " CASCADE",
		} {
			for role, pool := range map[string]interface {
				Begin(ctx context.Context) (pgx.Tx, error)
			}{"application": b.Pool, "owner": b.Owner} {
				tx, err := pool.Begin(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				_, err = tx.Exec(t.Context(), sql)
				if refused, ok := errors.AsType[*pgconn.PgError](err); !ok || refused.Code != "42501" {
					t.Errorf("%s as %s: %v, want insufficient_privilege", sql, role, err)
				}
				if err := tx.Rollback(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	b.mustVerify(1, 2, 0)
}
