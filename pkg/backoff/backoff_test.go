package backoff

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestPausesGrowUpToTheirLimitAndStartOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &Backoff{Min: time.Second, Max: 5 * time.Second}
		for _, most := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second} {
			begin := time.Now()
			if err := b.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begin); took > most || took < most/2 {
				t.Fatalf("waited %s, want between half and all of %s", took, most)
			}
		}
		b.Reset()
		if got := b.step(); got > time.Second {
			t.Fatalf("after Reset the pause is %s", got)
		}
	})
}

func TestADoneContextEndsTheWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := &Backoff{Min: time.Hour, Max: time.Hour}
	if err := b.Wait(ctx); err == nil {
		t.Fatal("Wait() = nil")
	}
}
