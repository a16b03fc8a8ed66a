package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/statistics/internal/statistics"
)

// TestWhoFindsNoPlaceIsSentAway after a while, and sooner if nobody waits for them any more.
func TestWhoFindsNoPlaceIsSentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(nil, 1)
		for range groupers {
			if _, err := s.enterGrouping(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		_, err := s.rollupsOfFacts(t.Context(), nil)
		if errs.ReasonOf(err) != "FIGURES_UNDER_COMPARISON" || time.Since(began) != factsWait {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), factsWait/2)
		defer cancel()
		if _, err := s.rollupsOfFacts(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v when the caller's time was over", err)
		}
	})
}

// TestWhoReadsDoubtedPagesWaitsForOnePlace at most: views that take a place to be read from
// pages are sent to the facts before, and sent away from there as all others are.
func TestWhoReadsDoubtedPagesWaitsForOnePlace(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "statistics", Schemas()...)
	if _, err := db.Owner.Exec(t.Context(), "UPDATE applier SET doubted = 1"); err != nil {
		t.Fatal(err)
	}
	s := New(db.Pool, 1)
	for range groupers {
		if _, err := s.enterGrouping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, by := range []statistics.Dimension{statistics.ByStage, statistics.ByTag + "six-new"} {
		t.Run(string(by), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 10*factsWait)
			defer cancel()
			_, err := s.Rollup(ctx, View{Year: 2020, Month: 5, Units: []string{"37"}, Part: statistics.Part{Listing: statistics.All, Category: "industry", By: by}})
			if errs.ReasonOf(err) != "FIGURES_UNDER_COMPARISON" {
				t.Errorf("%v", err)
			}
		})
	}
}
