package inbox

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"pacesetter/pkg/kafka"
)

// A member may stop reading and say nothing: one that joins while the brokers are still
// electing leaders may be given no partitions, a connection may meet the same error for ever.
// The sign is the same each time: a broker has more, and for several looks in a row nothing
// comes of it. Every member looks for that sign where it is its own to judge (its partitions,
// and those that nobody has) and joins anew.
//
// Only the brokers are timed. How long the database takes with a batch, this member's or
// another's, is no sign: what has come and waits for its turn counts as come.

// errStalled ends a member that has to join anew.
var errStalled = errors.New("nothing comes although there is more")

const (
	stallTimeout = 5 * time.Second
	// Looks in a row that find a partition at the same offset: more than a group needs
	// to deal out its partitions again, and not the same number for every member.
	stallPatience, stallSpread = 3, 3
)

// watchStall ends the member when nothing comes any more, until ctx ends.
func (c *Consumer) watchStall(ctx context.Context, m *kafka.Member, end context.CancelCauseFunc) {
	tick := time.NewTicker(c.cfg.stallCheck)
	defer tick.Stop()
	s := stall{patience: stallPatience + rand.IntN(stallSpread)} //nolint:gosec // no secret
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		still := s.look(c.unread(ctx, m))
		c.cfg.looked.Emit(still)
		if still {
			end(errStalled)
			return
		}
	}
}

// unread is where something should come; nothing is known of a Kafka that is away.
func (c *Consumer) unread(ctx context.Context, m *kafka.Member) map[kafka.Partition]int64 {
	ctx, cancel := context.WithTimeout(ctx, stallTimeout)
	defer cancel()
	late, err := m.Unread(ctx)
	if err != nil && ctx.Err() == nil {
		c.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "inbox could not compare its offsets", slog.String("consumer", c.cfg.Name), slog.Any("error", err))
	}
	return late
}

// stall remembers what was unread, and for how many looks.
type stall struct {
	patience int
	seen     map[kafka.Partition]standing
}

type standing struct {
	offset int64
	looks  int // that found it there again
}

// look takes in what is unread now, and tells whether that has stood still somewhere for
// too long.
func (s *stall) look(late map[kafka.Partition]int64) bool {
	still := false
	now := make(map[kafka.Partition]standing, len(late))
	for p, offset := range late {
		found := standing{offset: offset}
		if was, known := s.seen[p]; known && was.offset == offset {
			found.looks = was.looks + 1
		}
		still = still || found.looks >= s.patience
		now[p] = found
	}
	s.seen = now
	return still
}
