package server

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/store"
)

// readTimeout bounds one reading that watchers share.
const readTimeout = 10 * time.Second

// WatchRollup implements statisticsv1.StatisticsServiceServer.
func (s *Server) WatchRollup(
	req *statisticsv1.WatchRollupRequest, stream grpc.ServerStreamingServer[statisticsv1.WatchRollupResponse],
) error {
	v, err := parseView(req.GetFilter(), req.GetBy())
	if err != nil {
		return err
	}
	ctx, cancel := s.untilTokenEnds(stream.Context())
	defer cancel()
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return endOf(ctx, err)
	}
	w, leave := s.hub.join(watchedBy(tree, v)...)
	defer leave()

	var told *statisticsv1.Rollup
	for {
		now, err := s.reading(ctx, v, told == nil)
		if err != nil {
			return endOf(ctx, err)
		}
		if told == nil || !sameFigures(told, now) {
			if err := stream.Send(&statisticsv1.WatchRollupResponse{Rollup: now}); err != nil {
				return endOf(ctx, err)
			}
			told = now
		}
		if err := nextReading(ctx, w, pauseOf(v, s.store.SawDoubt())); err != nil {
			return endOf(ctx, err)
		}
	}
}

// watchedBy are the figures whose changes a view shows: those of its unit and, where it tells
// growth, those of the year before. Sub-units that lay elsewhere then are not in them.
func watchedBy(tree store.Tree, v store.View) []store.Watched {
	unit, before := v.Units[0], v.Year-1
	out := []store.Watched{{Year: v.Year, Unit: unit}}
	if !v.Growth {
		return out
	}
	out = append(out, store.Watched{Year: before, Unit: unit})
	for _, child := range tree.Children(v.Year, unit) {
		if tree.Parent(before, child) != unit {
			out = append(out, store.Watched{Year: before, Unit: child})
		}
	}
	return out
}

// groupPause is how long a watcher of groups by a dimension of projects rests after each
// reading: where no cells are kept it adds all of a unit's projects up, and on the last day
// reports come many in a second.
const groupPause = 2 * time.Second

// pauseOf is how long a watcher of the view rests between two readings. While pages of cells are
// doubted, what is read from them otherwise is added up from projects too.
func pauseOf(v store.View, doubted bool) time.Duration {
	if v.By.OfProjects() || doubted && v.Paged() {
		return groupPause
	}
	return 0
}

// nextReading waits until there is something new to read, and the pause is over. A change
// that comes during the pause is kept by the watcher.
func nextReading(ctx context.Context, w *watcher, pause time.Duration) error {
	if pause > 0 {
		rest := time.NewTimer(pause)
		defer rest.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-rest.C:
		}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-w.wake:
		return nil
	}
}

// errTokenExpired ends a stream whose caller's token has run out.
var errTokenExpired = errs.Unauthenticated("TOKEN_EXPIRED", "the token of the stream's caller ended")

// untilTokenEnds ends the stream with the caller's token.
func (s *Server) untilTokenEnds(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := authn.ExpiryOf(authn.BearerOf(ctx))
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, end.Sub(s.now()), errTokenExpired)
}

// endOf says why a stream ended: its token, if that is what ended it.
func endOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errs.ReasonOf(cause) == errTokenExpired.Reason {
		return cause
	}
	return err
}

// reading is what a watcher is told next. Its first one is its own: a shared one may
// have begun before a change that nobody will wake the watcher for, because it
// hadn't joined yet.
func (s *Server) reading(ctx context.Context, v store.View, first bool) (*statisticsv1.Rollup, error) {
	if first {
		return s.rollup(ctx, v, true)
	}
	return s.watched(ctx, v)
}

// watched reads a view for all who watch the same at the same moment. Who may is
// judged for each of them.
func (s *Server) watched(ctx context.Context, v store.View) (*statisticsv1.Rollup, error) {
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.allow(ctx, tree, v.Year, v.Units[0]); err != nil {
		return nil, err
	}
	// A reading is shared by those who were woken by the same change: one that began
	// earlier may not have seen it. It must not end with its first asker.
	key := fmt.Sprintf("%d %d %d %q %q %q %q %q %t %t", s.hub.generation(), v.Year, v.Month, v.Units, v.Listing, v.Category, v.Nature, v.By, v.Lifecycle, v.Growth)
	result := s.shared.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
		defer cancel()
		return s.rollup(ctx, v, true)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-result:
		if refusal, ours := errs.As(r.Err); ours && refusal.Kind == errs.KindUnavailable { // for all
			return nil, refusal
		}
		if r.Err != nil { // it may be the first asker who lost sight of the unit, and not this one
			return s.rollup(ctx, v, true)
		}
		return r.Val.(*statisticsv1.Rollup), nil //nolint:forcetypeassert // the function above returns no other
	}
}

// sameFigures tells whether nothing changed that a reader would see.
func sameFigures(a, b *statisticsv1.Rollup) bool {
	x, y := proto.CloneOf(a), proto.CloneOf(b)
	x.AsOfTime, y.AsOfTime, x.Change, y.Change = nil, nil, 0, 0
	return proto.Equal(x, y)
}
