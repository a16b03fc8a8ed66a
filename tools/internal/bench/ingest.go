package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"pacesetter/tools/internal/ingest"
)

// ingestChunks is how many chunks of 1,000 reports each side writes in a round.
func (o options) ingestChunks() int { return max(int(100*o.scale), 3) }

// measureIngest loads the province: a hundredth first, of which a copy of statistics
// is kept to be asked later, then the whole. On the way the bulk interface and bare
// COPY write the same chunks in turns.
func measureIngest(ctx context.Context, w *world) ([]Figure, error) {
	if w.reuse {
		return nil, nil
	}
	if err := w.load.part(); err != nil {
		return nil, err
	}
	if err := w.keepSmall(ctx); err != nil {
		return nil, err
	}
	rounds, err := w.ingestRounds(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.load.part(); err != nil {
		return nil, err
	}
	figure := func(name string, m mark, of func(ingestRates) pair) Figure {
		pairs := make([]pair, len(rounds))
		for i, r := range rounds {
			pairs[i] = of(r)
		}
		return compare(name, "rows/s", m, pairs)
	}
	return []Figure{
		figure("ingest", least(0.3), func(r ingestRates) pair { return pair{r.told, r.bare} }),
		figure("ingest.tables", least(0.3), func(r ingestRates) pair { return pair{r.told, r.all} }),
		figure("ingest.untold", shown(), func(r ingestRates) pair { return pair{r.untold, r.bare} }),
		figure("ingest.untold.tables", shown(), func(r ingestRates) pair { return pair{r.untold, r.all} }),
	}, w.awaitTold(ctx)
}

func (w *world) ingestRounds(ctx context.Context) ([]ingestRates, error) {
	bare, err := newBareTables(ctx, w, bareDatabase, false)
	if err != nil {
		return nil, err
	}
	defer bare.close(ctx)
	all, err := newBareTables(ctx, w, bareAllDatabase, true)
	if err != nil {
		return nil, err
	}
	defer all.close(ctx)
	var rounds []ingestRates
	for range w.rounds {
		r, err := ingestTurns(ctx, w, bare, all)
		if err != nil {
			return nil, err
		}
		w.say("ingest %.0f rows/s, with the broker halted %.0f; bare %.0f, all tables %.0f", r.told, r.untold, r.bare, r.all)
		rounds = append(rounds, r)
	}
	return rounds, nil
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

	bareAllDatabase = "bare_all"
)

// ingestRates are rows a second of one round: of the registry while it tells Kafka of
// them at the same time, of the registry while it can't, and of bare COPY of the
// least and of all rows.
type ingestRates struct{ told, untold, bare, all float64 }

func ingestTurns(ctx context.Context, w *world, bare, all *bareTables) (ingestRates, error) {
	var r ingestRates
	chunks, err := w.nextChunks(ctx)
	if err != nil {
		return r, err
	}
	if r.told, err = w.sendTimed(chunks); err != nil {
		return r, err
	}
	if err := w.awaitTold(ctx); err != nil {
		return r, err
	}
	if r.bare, err = bare.copyTimed(ctx, w, chunks); err != nil {
		return r, err
	}
	if r.all, err = all.copyTimed(ctx, w, chunks); err != nil {
		return r, err
	}
	if chunks, err = w.nextChunks(ctx); err != nil {
		return r, err
	}
	err = w.withoutBroker(func() error {
		var err error
		r.untold, err = w.sendTimed(chunks)
		return err
	})
	return r, err
}

// nextChunks are the chunks of a turn, with nothing left to be told of those before.
func (w *world) nextChunks(ctx context.Context) ([]ingest.Chunk, error) {
	chunks, err := w.load.take(w.ingestChunks())
	if err != nil {
		return nil, err
	}
	return chunks, w.awaitTold(ctx)
}

func (w *world) sendTimed(chunks []ingest.Chunk) (float64, error) {
	registry, err := w.platform.PID("registry")
	if err != nil {
		return 0, err
	}
	return w.rowsTimed(chunks, registry, func() error { return sendAll(w.load, chunks) })
}

func (b *bareTables) copyTimed(ctx context.Context, w *world, chunks []ingest.Chunk) (float64, error) {
	prepared := b.prepare(chunks)
	return w.rowsTimed(chunks, os.Getpid(), func() error { return b.copyAll(ctx, prepared) })
}

// rowsTimed tells how many rows a second f writes, and says at what cost.
func (w *world) rowsTimed(chunks []ingest.Chunk, pid int, f func() error) (float64, error) {
	rows := 0
	for _, c := range chunks {
		rows += len(c.Rows)
	}
	before := w.used(pid)
	took, err := timed(f)
	w.say("each row took %s", w.used(pid).since(before, max(rows, 1)))
	return float64(rows) / took.Seconds(), err
}

// withoutBroker halts the broker while f runs, as a network that swallows everything
// would.
func (w *world) withoutBroker(f func() error) error {
	broker, err := w.platform.PID("broker")
	if err != nil {
		return err
	}
	if err := syscall.Kill(broker, syscall.SIGSTOP); err != nil {
		return fmt.Errorf("halt the broker: %w", err)
	}
	err = f()
	return errors.Join(err, syscall.Kill(broker, syscall.SIGCONT))
}

func sendAll(l *loader, chunks []ingest.Chunk) error {
	for _, c := range chunks {
		if err := l.send(c); err != nil {
			return err
		}
	}
	return nil
}
