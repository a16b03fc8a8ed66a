package inbox

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"pacesetter/pkg/kafka"
)

// A group reader may stop reading and say nothing: one that joins while the brokers
// are still electing leaders may be given no partitions, the farewell of an ended
// generation may come late and end the readers of the next, a connection may meet the
// same error for ever. The sign is the same each time: somewhere there is more, and
// the group does not move there. Every member looks for that sign, whatever else it
// reads meanwhile, and opens its reader anew.

// errStalled ends a reader that has to be opened anew.
var errStalled = errors.New("the group stands still although there is more")

const (
	stallTimeout = 5 * time.Second
	// Checks in a row that find a partition at the same offset: more than a group needs
	// to deal out its partitions again, and not the same number for every member.
	stallPatience, stallSpread = 3, 3
)

// watchStall ends the reader when the group stands still, until ctx ends.
func (c *Consumer) watchStall(ctx context.Context, end context.CancelCauseFunc) {
	tick := time.NewTicker(c.cfg.stallCheck)
	defer tick.Stop()
	s := stall{patience: stallPatience + rand.IntN(stallSpread)} //nolint:gosec // no secret
	var before int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		batches := c.batches.Load()
		switch held := batches == before && batches%2 == 1; {
		case held: // the database is what we wait for
			s.look(nil)
		case s.look(c.behind(ctx)):
			end(errStalled)
			return
		}
		before = batches
	}
}

// behind is where the group has not read all; nothing is known of a Kafka that is away.
func (c *Consumer) behind(ctx context.Context) map[kafka.Partition]int64 {
	ctx, cancel := context.WithTimeout(ctx, stallTimeout)
	defer cancel()
	late, err := kafka.Behind(ctx, c.cfg.Kafka, c.cfg.Group, c.cfg.Topics...)
	if err != nil && ctx.Err() == nil {
		c.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "inbox could not compare its offsets", slog.String("consumer", c.cfg.Name), slog.Any("error", err))
	}
	return late
}

// stall remembers where the group stood, and for how many checks.
type stall struct {
	patience int
	seen     map[kafka.Partition]standing
}

type standing struct {
	offset int64
	checks int // that found it there again
}

// look takes in where the group is behind now, and tells whether it has stood still
// somewhere for too long.
func (s *stall) look(late map[kafka.Partition]int64) bool {
	still := false
	now := make(map[kafka.Partition]standing, len(late))
	for p, offset := range late {
		found := standing{offset: offset}
		if was, known := s.seen[p]; known && was.offset == offset {
			found.checks = was.checks + 1
		}
		still = still || found.checks >= s.patience
		now[p] = found
	}
	s.seen = now
	return still
}
