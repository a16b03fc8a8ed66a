package events_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"pacesetter/pkg/testsignal"
	"pacesetter/services/statistics/internal/store"
)

// heard is a log that tells a test what was said.
type heard struct{ lines *testsignal.Signal[string] }

// Enabled implements slog.Handler.
func (heard) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (h heard) Handle(_ context.Context, r slog.Record) error {
	h.lines.Emit(r.Message)
	return nil
}

// WithAttrs implements slog.Handler.
func (h heard) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements slog.Handler.
func (h heard) WithGroup(string) slog.Handler { return h }

// untilKept waits until each fact, or a newer one, is kept: figures alone wouldn't
// tell of one that counts nowhere yet.
func (w *world) untilKept(t *testing.T, facts []told) {
	t.Helper()
	for !w.keeps(t, facts) {
		w.applied.Wait(t)
	}
}

func (w *world) keeps(t *testing.T, facts []told) bool {
	t.Helper()
	versions := map[string]int64{}
	for _, entity := range store.Entities() {
		err := w.store.EachState(t.Context(), entity, func(s store.State) error {
			versions[string(entity)+"/"+s.ID] = s.Version
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range facts {
		if versions[f.key] < f.version {
			return false
		}
	}
	return true
}

func said(line string) func(string) bool {
	return func(s string) bool { return strings.Contains(s, line) }
}
