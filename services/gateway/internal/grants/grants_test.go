package grants

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// away is a registry that answers or doesn't; the gate's tests ask a real one.
type away struct {
	registryv1.GrantServiceClient
	err   error
	asked int
}

func (a *away) GrantsOf(ctx context.Context, _ *registryv1.GrantsOfRequest, _ ...grpc.CallOption) (*registryv1.GrantsOfResponse, error) {
	a.asked++
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &registryv1.GrantsOfResponse{Grants: []*registryv1.Grant{{Role: "county", Unit: "bc"}}}, a.err
}

func newSource(registry *away) (*Source, *time.Time) {
	clock := time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC)
	return NewSource(Config{
		Client: registry, Tokens: authn.StaticToken("ours"), Log: slog.New(slog.DiscardHandler),
		Registerer: prometheus.NewRegistry(), Now: func() time.Time { return clock },
	}), &clock
}

func TestTheRegistryIsAskedOnceAMinute(t *testing.T) {
	t.Parallel()
	registry := &away{}
	s, clock := newSource(registry)
	for range 120 {
		held, err := s.Of(t.Context(), "li")
		if diff := cmp.Diff([]authn.Grant{{Role: "county", Unit: "bc"}}, held.Grants); diff != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s", err, diff)
		}
		*clock = clock.Add(time.Second)
	}
	if registry.asked != 2 {
		t.Errorf("asked %d times in two minutes", registry.asked)
	}
}

func TestARegistryThatIsAwayIsNotAskedByEveryRequest(t *testing.T) {
	t.Parallel()
	registry := &away{err: errors.New("away")}
	s, clock := newSource(registry)
	for range 60 {
		if _, err := s.Of(t.Context(), "li"); errs.ReasonOf(err) != "GRANTS_UNAVAILABLE" || errs.KindOf(err) != errs.KindUnavailable {
			t.Fatal(err)
		}
		*clock = clock.Add(time.Second)
	}
	if registry.asked != 12 {
		t.Errorf("asked %d times in a minute", registry.asked)
	}
	registry.err = nil
	if held, err := s.Of(t.Context(), "li"); err != nil || !held.ReadOnlyUntil.IsZero() {
		t.Errorf("back again: %+v, %v", held, err)
	}
}

func TestARequestThatIsGivenUpDoesNotMakeTheRegistrySeemAway(t *testing.T) {
	t.Parallel()
	s, _ := newSource(&away{})
	givenUp, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = s.Of(givenUp, "li")
	if held, err := s.Of(t.Context(), "li"); err != nil || !held.ReadOnlyUntil.IsZero() {
		t.Errorf("the next request of the same person: %+v, %v", held, err)
	}
}

func TestTheMemoryHasAnEnd(t *testing.T) {
	t.Parallel()
	s, clock := newSource(&away{})
	for i := range most + 10 {
		if i == most {
			*clock = clock.Add(Outage)
		}
		if _, err := s.Of(t.Context(), fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.known) != 10 {
		t.Errorf("%d remembered", len(s.known))
	}
}
