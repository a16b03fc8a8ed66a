package bench

import (
	"context"

	"pacesetter/tools/internal/ingest"
)

// ingestChunks is how many chunks of 1,000 reports each side writes in a round.
func (o options) ingestChunks() int { return max(int(100*o.scale), 3) }

// measureIngest loads the province: a hundredth first, of which a copy of statistics
// is kept to be asked later, then the whole. On the way the bulk interface and bare
// COPY write the same chunks in turns.
func measureIngest(ctx context.Context, w *world) ([]Figure, error) {
	if err := w.load.part(); err != nil {
		return nil, err
	}
	if err := w.keepSmall(ctx); err != nil {
		return nil, err
	}
	bare, err := newBareTables(ctx, w)
	if err != nil {
		return nil, err
	}
	defer bare.close(ctx)
	var rounds []pair
	for range w.rounds {
		round, err := ingestRound(ctx, w, bare)
		if err != nil {
			return nil, err
		}
		w.say("ingest %.0f rows/s, bare %.0f", round.ours, round.baseline)
		rounds = append(rounds, round)
	}
	if err := w.load.part(); err != nil {
		return nil, err
	}
	return []Figure{compare("ingest", "rows/s", least(0.3), rounds)}, w.awaitTold(ctx)
}

// keepSmall lets statistics apply what there is and keeps its database.
func (w *world) keepSmall(ctx context.Context) error {
	if err := w.awaitTold(ctx); err != nil {
		return err
	}
	if err := w.migrate(ctx, emptyDatabase); err != nil {
		return err
	}
	if err := w.copyDatabase(ctx, emptyDatabase, smallDatabase); err != nil {
		return err
	}
	s, err := w.follow(ctx, smallDatabase)
	if err != nil {
		return err
	}
	events, err := w.events(ctx)
	if err != nil {
		return err
	}
	err = s.awaitApplied(ctx, events)
	s.Stop(stopGrace)
	return err
}

// The databases of statistics.
const (
	emptyDatabase = "statistics_empty"
	smallDatabase = "statistics_small"
	largeDatabase = "statistics_large"
	bareDatabase  = "bare"
)

// ingestRound writes the same chunks by both. What has to be told is told between
// the two, so that neither's time is spent on it.
func ingestRound(ctx context.Context, w *world, bare *bareTables) (pair, error) {
	chunks, err := w.load.take(w.ingestChunks())
	if err != nil {
		return pair{}, err
	}
	if err := w.awaitTold(ctx); err != nil {
		return pair{}, err
	}
	ours, err := timed(func() error { return sendAll(w.load, chunks) })
	if err != nil {
		return pair{}, err
	}
	if err := w.awaitTold(ctx); err != nil {
		return pair{}, err
	}
	prepared := bare.prepare(chunks)
	theirs, err := timed(func() error { return bare.copyAll(ctx, prepared) })
	rows := float64(len(chunks) * ingest.MaxRows)
	return pair{rows / ours.Seconds(), rows / theirs.Seconds()}, err
}

func sendAll(l *loader, chunks []ingest.Chunk) error {
	for _, c := range chunks {
		if err := l.send(c); err != nil {
			return err
		}
	}
	return nil
}
