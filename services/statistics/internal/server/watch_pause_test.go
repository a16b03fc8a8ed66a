package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// TestAWatcherOfGroupsRestsBetweenReadings, and misses nothing that comes meanwhile; all
// others are told at once.
func TestAWatcherOfGroupsRestsBetweenReadings(t *testing.T) {
	for by, want := range map[statistics.Dimension]time.Duration{
		statistics.ByNothing: 0, statistics.ByListing: 0, statistics.ByCategory: 0, statistics.ByNature: 0,
		statistics.BySize: groupPause, statistics.ByIndustry: groupPause, statistics.ByStage: groupPause, "tag:six-new": groupPause,
	} {
		t.Run(string(by), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &watcher{wake: make(chan struct{}, 1)}
				w.wake <- struct{}{}
				began := time.Now()
				if err := nextReading(t.Context(), w, pauseOf(store.View{Part: statistics.Part{By: by}})); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(began); got != want {
					t.Errorf("rested %s, want %s", got, want)
				}
			})
		})
	}
}

func TestARestEndsWithItsWatcher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), groupPause/2)
		defer cancel()
		began := time.Now()
		if err := nextReading(ctx, &watcher{}, groupPause); err == nil || time.Since(began) != groupPause/2 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}
