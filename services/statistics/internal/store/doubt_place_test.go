package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pacesetter/pkg/errs"
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
