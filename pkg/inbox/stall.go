package inbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pacesetter/pkg/kafka"
)

// A group reader that joins while the brokers are still electing leaders may be
// given no partitions, and then never looks again: it says nothing and fetches
// nothing. Whoever has been idle for a while therefore asks whether the group
// stands still although there is more, and opens its reader anew if it does.

// errStalled ends a reader that has to be opened anew.
var errStalled = errors.New("the group stands still although there is more")

const stallTimeout = 5 * time.Second

// stall remembers where the group stood when it was asked last.
type stall struct {
	idle int // checks of the reader that brought nothing, in a row
	late map[kafka.Partition]int64
}

// seen starts afresh: messages come.
func (s *stall) seen() { *s = stall{} }

// stands tells, after each stretch of idleness, whether some partition has more and
// nobody has moved in it since the check before.
func (s *stall) stands(ctx context.Context, c *Consumer) bool {
	if s.idle++; s.idle%int(c.cfg.stallCheck/idleAfter) != 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, stallTimeout)
	defer cancel()
	late, err := kafka.Behind(ctx, c.cfg.Kafka, c.cfg.Group, c.cfg.Topics...)
	if err != nil {
		c.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "inbox could not compare its offsets", slog.String("consumer", c.cfg.Name), slog.Any("error", err))
		late = nil
	}
	before := s.late
	s.late = late
	return unmoved(before, late)
}

func unmoved(before, now map[kafka.Partition]int64) bool {
	for p, offset := range now {
		if was, known := before[p]; known && was == offset {
			return true
		}
	}
	return false
}
