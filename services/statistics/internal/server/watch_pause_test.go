package server

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// TestAWatcherOfGroupsRestsBetweenReadings, and misses nothing that comes meanwhile; all
// others are told at once.
func TestAWatcherOfGroupsRestsBetweenReadings(t *testing.T) {
	for by, want := range map[statistics.Dimension]struct{ trusted, doubted time.Duration }{
		statistics.ByNothing: {0, 0}, statistics.ByListing: {0, 0}, statistics.ByCategory: {0, groupPause}, statistics.ByNature: {0, groupPause},
		statistics.BySize: {groupPause, groupPause}, statistics.ByIndustry: {groupPause, groupPause}, statistics.ByStage: {groupPause, groupPause},
		"tag:six-new": {groupPause, groupPause},
	} {
		v := store.View{Part: statistics.Part{By: by}}
		for doubted, want := range map[bool]time.Duration{false: want.trusted, true: want.doubted} {
			t.Run(fmt.Sprintf("%s, doubted %t", by, doubted), func(t *testing.T) { wantRest(t, pauseOf(v, doubted), want) })
		}
	}
}

func wantRest(t *testing.T, pause, want time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{wake: make(chan struct{}, 1)}
		w.wake <- struct{}{}
		began := time.Now()
		if err := nextReading(t.Context(), w, pause); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(began); got != want {
			t.Errorf("rested %s, want %s", got, want)
		}
	})
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
