// Package live passes statistics' streams on to browsers as server-sent events.
package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/gateway/internal/rest"
)

const (
	heartbeat = 15 * time.Second // keeps proxies from closing a quiet stream
	pause     = time.Second      // before a broken stream is opened again
)

// Renewer gives fresh tokens for a stream that outlives one.
type Renewer interface {
	Renew(ctx context.Context) (string, error)
}

// Handler answers GET /api/v1/rollups/{unit}/watch: an event "rollup" with
// WatchRollup's answer now and at each change, an event "problem" with the error's
// JSON while statistics is away. It ends when draining does.
func Handler(statistics statisticsv1.StatisticsServiceClient, renew Renewer, failures *rest.ErrorWriter, draining <-chan struct{}) http.Handler {
	return rest.GetOnly(func(w http.ResponseWriter, r *http.Request) {
		if name := wrongParameter(r.URL.Query()); name != "" {
			failures.Write(r.Context(), w, rest.QueryInvalid(name))
			return
		}
		l := &listener{statistics: statistics, renew: renew, failures: failures, w: w, r: r, out: http.NewResponseController(w)}
		_ = l.out.SetWriteDeadline(time.Time{}) // this answer has no end
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		go func() {
			select {
			case <-draining: // browsers come back to another replica by themselves
				cancel()
			case <-ctx.Done():
			}
		}()
		l.run(ctx)
	})
}

type listener struct {
	statistics statisticsv1.StatisticsServiceClient
	renew      Renewer
	failures   *rest.ErrorWriter
	w          http.ResponseWriter
	r          *http.Request
	out        *http.ResponseController
	begun      bool
	told       int // roll-ups so far
}

// run keeps a stream open until the browser leaves, or the request can never work.
func (l *listener) run(ctx context.Context) {
	bearer := authn.BearerOf(ctx)
	for ctx.Err() == nil {
		before := l.told
		err := l.stream(ctx, bearer)
		kind := errs.KindOf(err)
		switch {
		case ctx.Err() != nil:
			return
		case kind == errs.KindUnauthenticated: // our own short token has ended
			if bearer, err = l.renew.Renew(ctx); err != nil {
				l.fail(ctx, err)
				return
			}
			if l.told == before { // refused at once: so may be the fresh one
				wait(ctx, pause)
			}
		case kind == errs.KindUnavailable || err == nil:
			if err != nil && l.problem(ctx, err) != nil {
				return
			}
			wait(ctx, restAfter(err))
		default:
			l.fail(ctx, err)
			return
		}
	}
}

// stream passes one stream on until it ends.
func (l *listener) stream(ctx context.Context, bearer string) error {
	ctx, cancel := context.WithCancel(authn.WithBearer(ctx, bearer))
	defer cancel()
	stream, err := l.statistics.WatchRollup(ctx, request(l.r))
	if err != nil {
		return err
	}
	answers := make(chan *statisticsv1.WatchRollupResponse)
	failed := make(chan error, 1)
	go func() { failed <- receive(ctx, stream, answers) }()
	return l.pass(answers, failed)
}

func receive(ctx context.Context, from interface {
	Recv() (*statisticsv1.WatchRollupResponse, error)
}, to chan<- *statisticsv1.WatchRollupResponse,
) error {
	for {
		answer, err := from.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errgrpc.FromError(err)
		}
		select {
		case to <- answer:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (l *listener) pass(answers <-chan *statisticsv1.WatchRollupResponse, failed <-chan error) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case answer := <-answers:
			l.told++
			err = l.send("rollup", answer)
		case <-beat.C:
			err = l.write(": \n\n")
		case err := <-failed:
			return err
		}
		if err != nil {
			return err
		}
	}
}

func (l *listener) send(event string, body any) error {
	data, err := rest.Marshaler().Marshal(body)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	return l.write("event: " + event + "\ndata: " + string(data) + "\n\n")
}

func (l *listener) write(text string) error {
	if !l.begun {
		h := l.w.Header()
		h.Set("Content-Type", "text/event-stream; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
		l.begun = true
	}
	if _, err := io.WriteString(l.w, text); err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	if err := l.out.Flush(); err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	return nil
}

// fail ends the answer: as a plain error before the first event, else as an event.
func (l *listener) fail(ctx context.Context, err error) {
	if !l.begun {
		l.failures.Write(ctx, l.w, err)
		return
	}
	_ = l.problem(ctx, err)
}

func (l *listener) problem(ctx context.Context, err error) error {
	e, ours := errs.As(err)
	if !ours {
		e = errs.Internal(errs.ReasonInternal, "stream failed").Wrap(err)
	}
	return l.send("problem", l.failures.Body(ctx, e))
}

func request(r *http.Request) *statisticsv1.WatchRollupRequest {
	return &statisticsv1.WatchRollupRequest{
		Filter: &statisticsv1.RollupFilter{
			Unit: r.PathValue("unit"), Month: r.FormValue("month"), Listing: r.FormValue("listing"),
			Category: r.FormValue("category"), Nature: r.FormValue("nature"), Growth: r.FormValue("growth") == "true",
		},
		By: r.FormValue("by"),
	}
}

// wrongParameter is one that no watch has, or that cannot be read; empty where there is none.
func wrongParameter(query url.Values) string {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains([]string{"month", "listing", "category", "nature", "by", "growth"}, name) {
			return name
		}
	}
	if !slices.Contains([]string{"", "true", "false"}, query.Get("growth")) {
		return "growth"
	}
	return ""
}

// restAfter is how long nobody asks again after an error: as long as it says, if it does. No
// stream is silent for longer than a heartbeat.
func restAfter(err error) time.Duration {
	if e, ok := errs.As(err); ok {
		return min(max(pause, e.RetryAfter), heartbeat)
	}
	return pause
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
