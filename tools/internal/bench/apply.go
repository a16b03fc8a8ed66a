package bench

import (
	"context"
	"time"
)

// measureApply lets statistics and the bare loop read the same topic in turns, each
// into empty tables. Both are timed between their first batch and their last, since
// joining a consumer group takes seconds that say nothing of either. In the last
// round statistics goes on to the end: what it leaves is asked afterwards.
func measureApply(ctx context.Context, w *world) ([]Figure, error) {
	events, err := w.events(ctx)
	if err != nil {
		return nil, err
	}
	want := min(events*9/10, maxApplied)
	w.say("%d events in the topic, %d timed", events, want)
	rounds, err := w.applyRounds(ctx, want, events)
	if err != nil {
		return nil, err
	}
	return []Figure{compare("apply", "events/s", least(0.4), rounds)}, nil
}

const (
	maxApplied = 400_000 // bounds how many events a round times
	watchEvery = 20 * time.Millisecond
)

func (w *world) applyRounds(ctx context.Context, want, all int) ([]pair, error) {
	var rounds []pair
	for round := 1; round <= w.rounds; round++ {
		theirs, err := w.applyBare(ctx, round, want)
		if err != nil {
			return nil, err
		}
		rest := want
		if round == w.rounds {
			rest = all
		}
		ours, err := w.applyOurs(ctx, want, rest)
		if err != nil {
			return nil, err
		}
		w.say("apply %.0f events/s, bare %.0f", ours, theirs)
		rounds = append(rounds, pair{ours, theirs})
	}
	return rounds, nil
}

// applyOurs lets statistics apply rest events and tells how many a second the first
// of them were; it goes on running if they are all.
func (w *world) applyOurs(ctx context.Context, want, rest int) (float64, error) {
	if err := w.copyDatabase(ctx, emptyDatabase, largeDatabase); err != nil {
		return 0, err
	}
	s, err := w.follow(ctx, largeDatabase)
	if err != nil {
		return 0, err
	}
	rate, err := watchRate(ctx, watchEvery, want, func() (int, error) { return s.applied(ctx) })
	if err == nil && rest > want {
		return rate, s.awaitApplied(ctx, rest)
	}
	s.Stop(stopGrace)
	return rate, err
}

// watchRate watches a count grow from the first sight of something until want, and
// tells by how many a second it did.
func watchRate(ctx context.Context, every time.Duration, want int, count func() (int, error)) (float64, error) {
	var (
		first, last int
		began, seen time.Time
	)
	err := until(ctx, every, func() (bool, error) {
		n, err := count()
		if n > last {
			last, seen = n, now()
		}
		if first == 0 && n > 0 {
			first, began = n, seen
		}
		return n >= want, err
	})
	return float64(last-first) / seen.Sub(began).Seconds(), err
}
