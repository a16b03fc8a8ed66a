package server_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// publishBy publishes a month of the city by a replica whose clock shows that time.
func (w *world) publishBy(t *testing.T, clock time.Time, m month.Month, note string) statistics.Cutoff {
	t.Helper()
	var c statistics.Cutoff
	err := pg.InTx(t.Context(), w.db.Pool, func(tx pgx.Tx) error {
		draft := statistics.Cutoff{ID: uuid.NewString(), Unit: "3716", UnitName: "滨州市", Month: m, Publisher: "other", Note: note}
		var err error
		c, err = w.store.Publish(t.Context(), tx, draft, func(_ unittree.Tree, draft statistics.Cutoff, published int) (statistics.Cutoff, error) {
			return statistics.Publish(draft, published, clock)
		}, func(c statistics.Cutoff) (outbox.Message, error) { return events.OfCutoff(c, events.Published) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestACutoffIsDatedAfterWhatItCounts: another clock, ahead of the publisher's, recorded a
// fact that is counted; what was known at the cut-off's time has it, and nothing else.
func TestACutoffIsDatedAfterWhatItCounts(t *testing.T) {
	ahead := time.Now().Add(4 * time.Minute).UTC().Truncate(time.Microsecond)
	counted, late := correction(1, 2, 500), correction(1, 2, 900)
	counted.Recorded = ahead
	late.Version, late.Revision, late.Recorded = 3, 3, ahead.Add(time.Second)
	for name, facts := range map[string]store.Facts{
		"told by an event":       {Time: ahead, Reports: []store.Report{counted}},
		"filled in by reconcile": {Mend: true, Reports: []store.Report{counted}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, time.Minute)
			w.apply(t, binzhou())
			w.apply(t, facts)
			c := w.publish(t, "3716", "")
			if at := c.GetCutoffTime().AsTime(); !at.After(ahead) {
				t.Errorf("it is of %s, and counts what was recorded at %s", at, ahead)
			}
			w.apply(t, store.Facts{Time: late.Recorded, Reports: []store.Report{late}})
			w.wantKnownAsFrozen(t, c)
		})
	}
}

// wantKnownAsFrozen compares what the city's May had by a cut-off with what was known at its time.
func (w *world) wantKnownAsFrozen(t *testing.T, c *statisticsv1.Cutoff) {
	t.Helper()
	frozen := w.rollup(w.as(t, authn.RoleProvince, "37"), t, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId(), NoChildren: true})
	tree, err := w.store.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var known statistics.Figures
	past := store.Past{At: c.GetCutoffTime().AsTime(), Year: 2020, Month: 5, Units: tree.Subtree(2020, "3716")}
	err = w.store.EachKnown(t.Context(), past, func(k store.Known) {
		f, _ := statistics.OfProject(k.Project, statistics.All, 5)
		known.Invested += f.Invested
	})
	if err != nil || known.Invested != frozen.GetFigures().GetInvestedYuan() {
		t.Errorf("%d was known at its time, %v; %d was frozen", known.Invested, err, frozen.GetFigures().GetInvestedYuan())
	}
}

// TestFrozenGrowthHeedsNoClocks: a cut-off is compared with those that were there, and never
// with a later one, though other replicas published them by clocks ahead and behind.
func TestFrozenGrowthHeedsNoClocks(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, decade())
	before := month.Month{Year: 2020, Month: 2}
	w.publishBy(t, time.Now().Add(4*time.Minute), before, "")
	c := w.publishMonth(t, "3716", "2021-02", "")
	frozen := func() *statisticsv1.Rollup {
		return w.rollup(w.as(t, authn.RoleCity, "3716"), t, &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2021-02", Cutoff: c.GetId(), Growth: true})
	}
	then := frozen()
	if got, want := grown(then.GetFigures()), "year 330 -12.1, month - FORMER_MONTH_NOT_FROZEN, same month 170 0.0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.apply(t, store.Facts{Reports: []store.Report{{
		Origin: store.Origin{Version: 2}, Project: projectID(1), Year: 2020, Month: 2, Revision: 2, Invested: 100, ToDate: 150,
	}}})
	w.publishBy(t, time.Now().Add(-time.Minute), before, "更正")
	if now := frozen(); !proto.Equal(then, now) {
		t.Errorf("a later cut-off made it %s", grown(now.GetFigures()))
	}
}

// TestAWrongClockStopsOnlyWhomItTold: what counts in a unit and bears a date that is yet to
// come keeps that unit from publishing, and nobody else; a cut-off that was dated so keeps
// nobody from the next.
func TestAWrongClockStopsOnlyWhomItTold(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	tomorrow := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Microsecond)
	wrong := correction(1, 2, 500) // of a project of 371602
	wrong.Recorded = tomorrow
	stranger := unit("3703", "淄博新市", "37", nil)
	stranger.Version, stranger.Recorded = 2, tomorrow
	w.apply(t, store.Facts{Time: tomorrow, Units: []store.Unit{stranger}, Reports: []store.Report{wrong}})
	for _, code := range []string{"371602", "3716"} {
		_, err := w.cutoff.PublishCutoff(w.as(t, authn.RoleCity, "37"), &statisticsv1.PublishCutoffRequest{Unit: code, Month: "2020-05", RequestId: uuid.NewString()})
		wantReason(t, err, "RECORDED_AHEAD")
	}
	c := w.publish(t, "371603", "")
	if at := c.GetCutoffTime().AsTime(); !at.Before(tomorrow) || c.GetAsOfTime().AsTime().After(at) {
		t.Errorf("a county whose clocks are right publishes on %s, of events until %s", at, c.GetAsOfTime().AsTime())
	}
	mended := correction(1, 3, 500)
	mended.Version, mended.Revision, mended.Recorded = 3, 3, time.Now().UTC().Truncate(time.Microsecond)
	w.apply(t, store.Facts{Reports: []store.Report{mended}})
	ahead := w.publishBy(t, tomorrow, month.Month{Year: 2020, Month: 5}, "")
	if next := w.publish(t, "3716", "更正").GetCutoffTime().AsTime(); !next.Equal(ahead.Time.Add(time.Microsecond)) {
		t.Errorf("after a cut-off of %s the next is of %s", ahead.Time, next)
	}
}
