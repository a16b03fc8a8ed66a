package inbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// CommandHelp says what Command takes.
const CommandHelp = "list | replay [ID…]: messages that could not be applied"

// Command is the subcommand with which somebody looks at a service's parked messages
// and applies them again. list prints one line for each, with what was wrong with it;
// replay applies those with the ids named, all where none is.
func (c *Consumer) Command(ctx context.Context, args []string, out io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "list":
		return c.list(ctx, out)
	case len(args) > 0 && args[0] == "replay":
		ids, err := parseIDs(args[1:])
		if err != nil {
			return err
		}
		return c.Replay(ctx, ids...)
	default:
		return errors.New("parked takes list, or replay with the ids of messages or none for all")
	}
}

func (c *Consumer) list(ctx context.Context, out io.Writer) error {
	messages, err := Parked(ctx, c.pool)
	if err != nil {
		return err
	}
	for _, m := range messages {
		_, err := fmt.Fprintf(out, "%d\t%s\t%s\t%s/%d@%d\t%d\t%s\n", m.ID, m.ParkedAt.Format(time.RFC3339), m.Event.Key,
			m.Event.Topic, m.Event.Partition, m.Event.Offset, m.Attempts, strings.ReplaceAll(m.Error, "\n", " "))
		if err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "parked %d\n", len(messages))
	return err
}

func parseIDs(texts []string) ([]int64, error) {
	ids := make([]int64, len(texts))
	for i, text := range texts {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not the id of a parked message", text)
		}
		ids[i] = id
	}
	return ids, nil
}
