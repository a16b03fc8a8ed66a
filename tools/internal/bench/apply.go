package bench

import (
	"context"
	"time"
)

// measureApply lets statistics and the bare loop read the same topic in turns, each
// into empty tables. Both are timed over the same stretch of it, reports nearly
// alone: joining the consumer group takes seconds that say nothing of either, and the
// topic begins with projects. In the last round statistics goes on to the end: what
// it leaves is asked afterwards.
func measureApply(ctx context.Context, w *world) ([]Figure, error) {
	all, err := w.events(ctx)
	if err != nil {
		return nil, err
	}
	s := stretch{from: min(4*w.spec.Projects, all/3)}
	s.to = min(s.from+maxApplied, all*9/10)
	w.say("%d events in the topic, %d to %d timed", all, s.from, s.to)
	rounds, err := w.applyRounds(ctx, s, all)
	if err != nil {
		return nil, err
	}
	return []Figure{compare("apply", "events/s", least(0.4), rounds)}, nil
}

// stretch is a part of the topic, counted in events applied.
type stretch struct{ from, to int }

const (
	maxApplied = 400_000                // bounds how many events a round times
	watchEvery = 100 * time.Millisecond // telling the metrics costs the process itself
)

func (w *world) applyRounds(ctx context.Context, s stretch, all int) ([]pair, error) {
	var rounds []pair
	for round := 1; round <= w.rounds; round++ {
		theirs, err := w.applyBare(ctx, round, s)
		if err != nil {
			return nil, err
		}
		last := s.to
		if round == w.rounds {
			last = all
		}
		ours, err := w.applyOurs(ctx, s, last)
		if err != nil {
			return nil, err
		}
		w.say("apply %.0f events/s, bare %.0f", ours, theirs)
		rounds = append(rounds, pair{ours, theirs})
	}
	return rounds, nil
}

// applyOurs lets statistics apply events up to last and tells how many a second it
// did in the stretch; if that isn't all, it goes on running.
func (w *world) applyOurs(ctx context.Context, s stretch, last int) (float64, error) {
	if err := w.copyDatabase(ctx, emptyDatabase, largeDatabase); err != nil {
		return 0, err
	}
	p, err := w.follow(ctx, largeDatabase)
	if err != nil {
		return 0, err
	}
	rate, err := w.watchRate(ctx, p.PID(), watchEvery, s, func() (int, error) { return p.applied(ctx) })
	if err == nil && last > s.to {
		return rate, p.awaitApplied(ctx, last)
	}
	p.Stop(stopGrace)
	return rate, err
}

// watchRate watches a process count up to the stretch and through it, and tells by
// how many a second it did the latter.
func (w *world) watchRate(ctx context.Context, pid int, every time.Duration, s stretch, count func() (int, error)) (float64, error) {
	var (
		first, last int
		began, seen time.Time
		before      usage
	)
	err := until(ctx, every, func() (bool, error) {
		n, err := count()
		if n > last {
			last, seen = n, now()
		}
		if first == 0 && n >= max(s.from, 1) {
			first, began, before = n, seen, w.used(pid)
		}
		return n >= s.to, err
	})
	w.say("each event took %s", w.used(pid).since(before, max(last-first, 1)))
	return float64(last-first) / seen.Sub(began).Seconds(), err
}
