//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	killRounds = 2               // at least, of every process
	downFor    = 2 * time.Second // before a killed process is started again
	settleFor  = 4 * time.Second // before the next one is killed
)

// killer ends processes as a crash would, one after the other, and starts each
// again.
type killer struct {
	p     *platform
	tally *tally
	kills map[string]int
}

func newKiller(p *platform, t *tally) *killer {
	return &killer{p: p, tally: t, kills: map[string]int{}}
}

// victims are the processes of a round: each service, each replica of statistics,
// PostgreSQL, and one node of Kafka, always another.
func (k *killer) victims(round int) []string {
	return []string{"registry", "statistics", fmt.Sprintf("kafka-%d", round%3+1), "gateway", "statistics-2", "postgres"}
}

// run kills until it is enough and everything was killed often enough.
func (k *killer) run(ctx context.Context, enough func() bool) error {
	for round := 0; round < killRounds || !enough(); round++ {
		for _, name := range k.victims(round) {
			if round >= killRounds && enough() {
				return nil
			}
			if err := k.strike(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *killer) strike(ctx context.Context, name string) error {
	if err := k.p.Kill(name); err != nil {
		return err
	}
	k.kills[name]++
	pause(ctx, downFor)
	if err := k.p.revive(ctx, name); err != nil {
		return fmt.Errorf("start %s again: %w", name, err)
	}
	pause(ctx, settleFor)
	return ctx.Err()
}

// killAll ends several at once.
func (k *killer) killAll(names ...string) error {
	for _, name := range names {
		if err := k.p.Kill(name); err != nil {
			return err
		}
		k.kills[name]++
	}
	return nil
}

// reviveAll starts several at the same time: nodes of Kafka wait for each other.
func (k *killer) reviveAll(ctx context.Context, names ...string) error {
	failed := make(chan error, len(names))
	for _, name := range names {
		go func() { failed <- k.p.revive(ctx, name) }()
	}
	for range names {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

// String tells how often what was killed.
func (k *killer) String() string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(k.kills)) {
		list = append(list, fmt.Sprintf("%s %d×", name, k.kills[name]))
	}
	return strings.Join(list, ", ")
}
