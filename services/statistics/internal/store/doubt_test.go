package store_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// pagedViews are views that are read from pages of cells.
func pagedViews(tree unittree.Tree, m int) []store.View {
	var views []store.View
	for _, part := range []statistics.Part{
		{Listing: statistics.All, By: statistics.ByCategory},
		{Listing: "city", By: statistics.ByNature},
		{Listing: statistics.All, By: statistics.ByListing, Category: "industry"},
		{Listing: statistics.All, By: statistics.ByCategory, Nature: "new"},
		{Listing: "county", Category: "livelihood", Nature: "continued"},
		{Listing: statistics.All, By: statistics.BySize},
		{Listing: statistics.All, By: statistics.BySize, Category: "industry"},
		{Listing: "city", By: statistics.ByStage, Nature: "new"},
		{Listing: statistics.All, By: statistics.ByTag + "six-new"},
		{Listing: statistics.All, By: statistics.ByTag + "six-new", Category: "industry"},
	} {
		v := store.View{
			Year: 2020, Month: m, Units: []string{"37", "3716", "3703"}, Part: part,
			Plan: true, Dimensions: true, Below: tree.Subtree(2020, "37"),
		}
		views = append(views, v)
		v.Lifecycle = true
		views = append(views, v)
	}
	return views
}

func readViews(t *testing.T, s *store.Store, views []store.View) []store.Rollup {
	t.Helper()
	out := make([]store.Rollup, len(views))
	for i, v := range views {
		r, err := s.Rollup(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = bare(r, v.Lifecycle)
	}
	return out
}

// bare is a roll-up without what tells how it was read, without zeros, and without lifecycles
// that nobody asked for: facts tell them all the same.
func bare(r store.Rollup, lifecycle bool) store.Rollup {
	r.Status, r.Unplaced = store.Status{}, false
	asked := func(f statistics.Figures) statistics.Figures {
		if !lifecycle {
			f.Lifecycle = statistics.Lifecycle{}
		}
		return f
	}
	units := make(map[string]statistics.Figures)
	for unit, f := range r.Units {
		units[unit] = asked(f)
	}
	r.Units = withoutZeros(units)
	var groups []statistics.Group
	for _, g := range r.Groups {
		if g.Figures = asked(g.Figures); !g.Figures.IsZero() {
			groups = append(groups, g)
		}
	}
	r.Groups = groups
	return r
}

// stamp does what a process does to the applier that knows nothing of pages.
func stamp(t *testing.T, db *pgtest.DB) {
	t.Helper()
	exec(t, db, `UPDATE applier SET stamp = stamp + 1, sequence = sequence + 1`)
}

// spoil leaves pages as such a process does that applied half of the facts.
func spoil(t *testing.T, db *pgtest.DB) {
	t.Helper()
	exec(t, db, `UPDATE cell_page SET categories = '{}', natures = '{}', sums = '{}' WHERE month > 5`)
	exec(t, db, `UPDATE dimension_page SET keys = '{}', sums = '{}' WHERE month > 5`)
	stamp(t, db)
}

func exec(t *testing.T, db *pgtest.DB, sql string) {
	t.Helper()
	if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func wantDoubted(t *testing.T, s *store.Store, want bool) {
	t.Helper()
	if since, err := s.NoteDoubt(t.Context()); err != nil || since != 0 != want {
		t.Fatalf("NoteDoubt() = %d, %v, want a doubt: %t", since, err, want)
	}
}

// settle compares pages that are doubted now.
func settle(t *testing.T, s *store.Store) bool {
	t.Helper()
	since, err := s.NoteDoubt(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	settled, err := s.SettleDoubt(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	return settled
}

// TestDoubtedPagesAreNotRead but the facts, until the pages are compared with them.
func TestDoubtedPagesAreNotRead(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 13))
	s, db := newStore(t)
	for _, facts := range randomHistory(rng).unique().shuffled(rng) {
		apply(t, s, db, facts)
	}
	tree, err := s.UnitTree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	views := append(pagedViews(tree, 3), pagedViews(tree, 11)...)
	want := readViews(t, s, views)
	wantDoubted(t, s, false)

	spoil(t, db)
	if diff := cmp.Diff(want, readViews(t, s, views)); diff != "" {
		t.Errorf("while pages are doubted (-before +now):\n%s", diff)
	}
	wantDoubted(t, s, true)
	if diff := cmp.Diff(want, readViews(t, s, views)); diff != "" || !s.SawDoubt() {
		t.Errorf("when that was noted, seen: %t (-before +now):\n%s", s.SawDoubt(), diff)
	}

	apply(t, s, db, store.Facts{Reports: []store.Report{report(99, 1, 1, 1)}}) // of a project that nobody knows
	wantDoubted(t, s, true)

	if !settle(t, s) {
		t.Fatal("the doubt was not ended")
	}
	wantDoubted(t, s, false)
	wantNoDifferences(t, s)
	if diff := cmp.Diff(want, readViews(t, s, views)); diff != "" || s.SawDoubt() {
		t.Errorf("after pages were mended, doubt seen: %t (-before +now):\n%s", s.SawDoubt(), diff)
	}
}

// TestADoubtStaysWhereAnotherCame while the pages were compared.
func TestADoubtStaysWhereAnotherCame(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{
		Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}, Reports: []store.Report{report(1, 7, 1, 50)},
	})
	exec(t, db, `
CREATE FUNCTION stamp_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN UPDATE applier SET stamp = stamp + 1; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER stamp_again AFTER UPDATE ON cell_page DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (OLD.sums <> NEW.sums) EXECUTE FUNCTION stamp_again()`)
	spoil(t, db)
	if settle(t, s) {
		t.Fatal("the doubt was ended although somebody applied meanwhile")
	}
	wantDoubted(t, s, true)
	exec(t, db, `DROP TRIGGER stamp_again ON cell_page`)
	if !settle(t, s) {
		t.Fatal("the doubt was not ended")
	}
	wantDoubted(t, s, false)
}

// TestOneProcessSettlesAtATime, and the others leave it to that one.
func TestOneProcessSettlesAtATime(t *testing.T) {
	s, db := newStore(t)
	apply(t, s, db, store.Facts{Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}})
	spoil(t, db)
	other, err := db.Pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Release()
	const lock, unlock = `SELECT pg_advisory_lock(hashtextextended('pacesetter.statistics.settle', 0))`, `SELECT pg_advisory_unlock_all()`
	if _, err := other.Exec(t.Context(), lock); err != nil {
		t.Fatal(err)
	}
	if settle(t, s) {
		t.Error("two compare at once")
	}
	if _, err := other.Exec(t.Context(), unlock); err != nil {
		t.Fatal(err)
	}
	if !settle(t, s) {
		t.Error("nobody ends the doubt")
	}
}

// TestDoubtedPagesAreNotPublished, and are once they were compared.
func TestDoubtedPagesAreNotPublished(t *testing.T) {
	db := pgtest.New(t, "statistics", store.Schemas()...)
	s := store.New(db.Pool, 10)
	apply(t, s, db, store.Facts{
		Units: binzhou(), Projects: []store.Project{project(1, 1, nil)}, Reports: []store.Report{report(1, 7, 1, 50)},
	})
	spoil(t, db)
	if _, err := publish(t, db, s); errs.ReasonOf(err) != "FIGURES_UNDER_COMPARISON" || errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("got %v, want FIGURES_UNDER_COMPARISON", err)
	}
	if !settle(t, s) {
		t.Fatal("the doubt was not ended")
	}
	c, err := publish(t, db, s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.FrozenRollup(t.Context(), c, store.View{Year: 2020, Month: 7, Units: []string{"3716"}, Part: statistics.Part{Listing: statistics.All}})
	if err != nil || r.Units["3716"].Invested != 50 {
		t.Errorf("%d yuan published, %v, want 50", r.Units["3716"].Invested, err)
	}
}

func publish(t *testing.T, db *pgtest.DB, s *store.Store) (statistics.Cutoff, error) {
	t.Helper()
	var c statistics.Cutoff
	err := pg.InTx(t.Context(), db.Pool, func(tx pgx.Tx) error {
		var err error
		draft := statistics.Cutoff{ID: uuid.NewString(), Unit: "3716", Month: month.Month{Year: 2020, Month: 7}}
		c, err = s.Publish(t.Context(), tx, draft, func(_ unittree.Tree, c statistics.Cutoff, published int) (statistics.Cutoff, error) {
			return statistics.Publish(c, published, time.Date(2020, 8, 2, 0, 0, 0, 0, time.UTC))
		}, func(statistics.Cutoff) (outbox.Message, error) {
			return outbox.Message{Topic: "t", Key: "cutoff/3716", Type: "published", Version: 1, Subject: "3716", At: day(1), Body: []byte{1}}, nil
		})
		return err
	})
	return c, err
}

// TestNobodyPublishesWithoutPages: a process of the version before them is told to try later.
func TestNobodyPublishesWithoutPages(t *testing.T) {
	_, db := newStore(t)
	_, err := db.Pool.Exec(t.Context(), `
INSERT INTO cutoff (id, unit, year, month, revision, at, event_time, publisher, note, lifecycle)
VALUES (gen_random_uuid(), '3716', 2020, 7, 1, now(), now(), 'someone', '', true)`)
	if err := pg.Wrap(err); errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("got %v, want that it may work later", err)
	}
}
