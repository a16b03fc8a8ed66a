package inbox

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func TestPortionsShrinkAtOnceAndGrowSlowly(t *testing.T) {
	times := func(n, events int) []int { return slices.Repeat([]int{events}, n) }
	for name, tc := range map[string]struct {
		events []int // of each portion in turn; negative: too much
		want   int
	}{
		"a whole batch at first":             {nil, 1000},
		"never more than a batch":            {times(3*growAfter, 1000), 1000},
		"halved":                             {[]int{-1000}, 500},
		"halved again":                       {[]int{-1000, -500, -250}, 125},
		"half of what was tried":             {[]int{-7}, 3},
		"one at least":                       {[]int{-1000, -2}, 1},
		"stays for a while":                  {slices.Concat([]int{-1000}, times(growAfter-1, 500)), 500},
		"grows":                              {slices.Concat([]int{-1000, -500}, times(growAfter, 250)), 500},
		"grows from one":                     {slices.Concat([]int{-2}, times(growAfter, 1)), 2},
		"grows up to a batch":                {slices.Concat([]int{-999}, times(growAfter, 499), times(growAfter, 998)), 1000},
		"small portions are no sign":         {slices.Concat([]int{-1000}, times(5*growAfter, 499)), 500},
		"one that does not fit begins anew":  {slices.Concat([]int{-1000}, times(growAfter-1, 500), []int{-500}, times(growAfter-1, 250)), 250},
		"a try that fails goes back to size": {slices.Concat([]int{-1000, -500}, times(growAfter, 250), []int{-500}), 250},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortion(1000)
			for _, n := range tc.events {
				if n < 0 {
					p.tooMuch(-n)
				} else {
					p.fits(n)
				}
			}
			if p.size != tc.want {
				t.Errorf("the next portion is %d, want %d", p.size, tc.want)
			}
		})
	}
}

// TestTheNextBatchBeginsWithWhatFitted: a database that is slow costs a timeout when it
// becomes so and when more is tried, not one for each batch; each is told.
func TestTheNextBatchBeginsWithWhatFitted(t *testing.T) {
	w := newWorld(t)
	var tries []int
	var told strings.Builder
	cfg, registry := w.config(t), prometheus.NewRegistry()
	cfg.BatchSize, cfg.Registerer, cfg.Log = 60, registry, slog.New(slog.NewTextHandler(&told, nil))
	c := NewConsumer(w.db.Pool, cfg, map[string]Handler{"project": func(ctx context.Context, tx pgx.Tx, batch []Event) error {
		tries = append(tries, len(batch))
		if err := outOfTime(ctx, tx, len(batch) > 20); err != nil {
			return err
		}
		return keep(ctx, tx, batch)
	}})
	four := []int{15, 15, 15, 15}
	for i, want := range [][]int{slices.Concat([]int{60, 30}, four), four, four, four, slices.Concat([]int{30}, four)} {
		tries = nil
		batch := &fetched{}
		for _, m := range projects(string(rune('a'+i)), 60) {
			c.take(batch, m)
		}
		if err := c.apply(w.ctx, batch); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(tries, want) {
			t.Errorf("batch %d is tried as %v, want %v", i, tries, want)
		}
	}
	if got := w.ask(t, `SELECT count(*) FROM thing`); got != "300" {
		t.Errorf("%s of 300 are kept", got)
	}
	wantHalvings(t, registry, told.String(), "events=60 next=30", "events=30 next=15", "events=30 next=15")
}

// outOfTime makes the transaction run into its statement's timeout, if it is too much.
func outOfTime(ctx context.Context, tx pgx.Tx, tooMuch bool) error {
	if !tooMuch {
		return nil
	}
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = '50ms'"); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "SELECT pg_sleep(60)")
	return err
}

func wantHalvings(t *testing.T, registry *prometheus.Registry, told string, want ...string) {
	t.Helper()
	var got []string
	for line := range strings.Lines(told) {
		if _, sizes, ok := strings.Cut(line, `level=WARN msg="inbox halves what ran out of time" consumer=test `); ok {
			got = append(got, strings.TrimSpace(sizes))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %q, want %q, in\n%s", got, want, told)
	}
	answer := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if counted := fmt.Sprintf("pacesetter_inbox_halved_total{service=\"test\"} %d\n", len(want)); !strings.Contains(answer.Body.String(), counted) {
		t.Errorf("no %q in\n%s", counted, answer.Body)
	}
}
