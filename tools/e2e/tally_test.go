//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/errs"
)

// tally counts what happened, for the test's own report.
type tally struct {
	mu      sync.Mutex
	counts  map[string]int
	longest time.Duration // that a write took from its first attempt to its answer
	wrong   []string      // what must never happen
}

func newTally() *tally { return &tally{counts: map[string]int{}} }

func (c *tally) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[what]++
}

func (c *tally) took(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.longest = max(c.longest, d)
}

// fault notes what must never happen.
func (c *tally) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *tally) faults() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.wrong)
}

// String lists all counts, one a line.
func (c *tally) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var text strings.Builder
	for _, what := range slices.Sorted(maps.Keys(c.counts)) {
		fmt.Fprintf(&text, "\n  %-44s %d", what, c.counts[what])
	}
	fmt.Fprintf(&text, "\n  %-44s %s", "longest wait for an acknowledgement", c.longest.Round(10*time.Millisecond))
	return text.String()
}

// verdict is what a failed attempt means for its request.
type verdict int

const (
	again   verdict = iota // the answer is unknown or a retry was asked for
	refused                // an answer like any other
)

// judge names a failure and says what it means. A retry is asked for by 429, 503
// and their gRPC codes, and by silence; an internal error is a fault of the
// platform, retried only so that the rest can be tested.
func (c *tally) judge(err error) (verdict, string) {
	var rest *refusal
	e, ours := errs.As(err)
	switch {
	case errors.As(err, &rest):
		c.noteInternal(rest.Reason, err)
		if rest.Status >= http.StatusInternalServerError || rest.Status == http.StatusTooManyRequests || rest.Status == 499 {
			return again, fmt.Sprintf("HTTP %d %s", rest.Status, rest.Reason)
		}
		return refused, fmt.Sprintf("HTTP %d %s", rest.Status, rest.Reason)
	case ours:
		c.noteInternal(e.Reason, err)
		if slices.Contains([]errs.Kind{errs.KindUnavailable, errs.KindExhausted, errs.KindInternal}, e.Kind) {
			return again, "gRPC " + e.Kind.String() + " " + e.Reason
		}
		return refused, "gRPC " + e.Kind.String() + " " + e.Reason
	default:
		return again, "no answer"
	}
}

func (c *tally) noteInternal(reason string, err error) {
	if reason == errs.ReasonInternal {
		c.fault("internal error: %v", err)
	}
}
