package service

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// streamGrace is how long streams may take to end by themselves when the
// process does.
const streamGrace = time.Second

// Runner is work that goes on beside the calls: a relay, a consumer, a sweep.
// Run returns soon after ctx ends. An error ends the process; nil means that
// the work is done. A String method names it in that error.
type Runner interface {
	Run(ctx context.Context) error
}

// Run serves until ctx ends or something fails, then ends in order: not ready,
// calls drained, runners told to end, so that a relay still tells what the
// last calls wrote. It returns nil after an orderly end.
func (s *Service) Run(ctx context.Context, runners ...Runner) error {
	ops, calls, err := s.listen(ctx)
	if err != nil {
		return err
	}
	g, failed := errgroup.WithContext(ctx)
	// Runners and the operators' port outlive ctx until the calls are drained.
	rest, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	g.Go(func() error { return serveHTTP(rest, newHTTPServer(s.opsHandler(), s.log), ops, streamGrace) })
	if calls != nil {
		g.Go(func() error { return s.serveGRPC(calls) })
	}
	for _, r := range runners {
		g.Go(func() error { return runOne(rest, r) })
	}
	g.Go(func() error {
		<-failed.Done()
		s.drain(ctx)
		end()
		return nil
	})
	s.log.InfoContext(ctx, "serving")
	err = g.Wait()
	s.close(ctx)
	return err
}

func (s *Service) listen(ctx context.Context) (net.Listener, net.Listener, error) {
	ops, calls := s.opts.OpsListener, s.opts.GRPCListener
	var err error
	if ops == nil {
		if ops, err = listen(ctx, s.cfg.OpsAddr); err != nil {
			return nil, nil, err
		}
	}
	if calls == nil && !s.opts.NoGRPC {
		if calls, err = listen(ctx, s.cfg.GRPCAddr); err != nil {
			return nil, nil, errors.Join(err, ops.Close())
		}
	}
	return ops, calls, nil
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	lis, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return lis, nil
}

// serveGRPC serves until the server is stopped, which may be before it began: a process
// that is told to end at once ends as orderly as any other.
func (s *Service) serveGRPC(lis net.Listener) error {
	s.health.SetServingStatus("", grpc_health_v1.HealthCheckResponse_SERVING)
	if err := s.grpc.Serve(lis); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
		return fmt.Errorf("serve gRPC: %w", err)
	}
	return nil
}

// serveHTTP serves until ctx ends, then lets requests in flight end.
func serveHTTP(ctx context.Context, srv *http.Server, lis net.Listener, grace time.Duration) error {
	done := make(chan error, 1)
	go func() {
		if srv.TLSConfig != nil {
			done <- srv.ServeTLS(lis, "", "")
			return
		}
		done <- srv.Serve(lis)
	}()
	select {
	case err := <-done:
		return fmt.Errorf("serve HTTP on %s: %w", lis.Addr(), err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		_ = srv.Close() // those that don't end in time are cut
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve HTTP on %s: %w", lis.Addr(), err)
	}
	return nil
}

// runOne runs r; that it was told to end is no fault.
func runOne(ctx context.Context, r Runner) error {
	err := r.Run(ctx)
	if err == nil || ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	if named, ok := r.(fmt.Stringer); ok {
		return fmt.Errorf("%s: %w", named, err)
	}
	return fmt.Errorf("%T: %w", r, err)
}

// drain lets calls in flight end, streams a moment after they were asked to,
// and cuts what is left after the drain timeout.
func (s *Service) drain(ctx context.Context) {
	s.log.InfoContext(ctx, "draining")
	close(s.draining)
	s.health.Shutdown()
	streams := time.AfterFunc(streamGrace, s.endStreams)
	defer streams.Stop()
	cut := time.AfterFunc(s.cfg.drainTimeout(), s.grpc.Stop)
	defer cut.Stop()
	s.grpc.GracefulStop()
}

// close ends what New began.
func (s *Service) close(ctx context.Context) {
	s.endStreams()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := s.tracing.Shutdown(ctx); err != nil {
		s.log.WarnContext(ctx, "last traces not sent", "error", err.Error())
	}
	s.log.InfoContext(ctx, "ended")
}
