// Package grants knows what people hold: it asks the registry, which keeps the
// grants, and remembers the answers for as long as they may be used. It decides
// nothing about them.
package grants

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc/metadata"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const (
	// Kept is how long an answer is used without asking again.
	Kept = time.Minute
	// Outage is how long the last answer is used, for reads only, while the registry is
	// away.
	Outage = 15 * time.Minute
	// patience is how long the registry may take to answer: every request waits for it.
	patience = 2 * time.Second
	// pause is how long nobody asks again after a failure: a registry that hangs must not
	// hold up each request.
	pause = 5 * time.Second
	// most bounds the memory; beyond it answers go that are too old to be used.
	most = 10_000
)

// Source asks the registry what people hold.
type Source struct {
	client registryv1.GrantServiceClient
	tokens authn.TokenSource
	log    *slog.Logger
	now    func() time.Time
	asked  *prometheus.CounterVec

	mu     sync.Mutex
	known  map[string]answer
	warned time.Time
}

// answer is what the registry said, and when it was asked in vain since.
type answer struct {
	grants []authn.Grant
	asOf   time.Time // when it was asked; zero: it never answered
	failed time.Time
}

// Config is what a source needs.
type Config struct {
	Client     registryv1.GrantServiceClient
	Tokens     authn.TokenSource // of the gateway's own
	Log        *slog.Logger
	Registerer prometheus.Registerer
	Now        func() time.Time
}

// NewSource makes a source.
func NewSource(cfg Config) *Source {
	s := &Source{
		client: cfg.Client, tokens: cfg.Tokens, log: cfg.Log, now: cfg.Now, known: map[string]answer{},
		asked: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pacesetter_gateway_grants_asked_total",
			Help: "Questions to the registry what somebody holds, by outcome: told, or away.",
		}, []string{"outcome"}),
	}
	cfg.Registerer.MustRegister(s.asked)
	return s
}

// Held is what somebody holds.
type Held struct {
	Grants []authn.Grant
	// AsOf is the time that the grants are known of.
	AsOf time.Time
	// ReadOnlyUntil is set while the registry is away: until then the grants count, for
	// reads only.
	ReadOnlyUntil time.Time
}

// Of tells what a principal holds. It fails with GRANTS_UNAVAILABLE while the
// registry is away and nothing young enough is remembered.
func (s *Source) Of(ctx context.Context, principal string) (Held, error) {
	now := s.now()
	last := s.recall(principal)
	if !last.asOf.IsZero() && now.Sub(last.asOf) < Kept {
		return Held{Grants: last.grants, AsOf: last.asOf}, nil
	}
	if now.Sub(last.failed) < pause {
		return last.whileAway(now, nil)
	}
	granted, err := s.ask(ctx, principal)
	if err != nil {
		last.failed = now
		s.keep(principal, last, now)
		s.warn(ctx, now, err)
		return last.whileAway(now, err)
	}
	s.asked.WithLabelValues("told").Inc()
	s.keep(principal, answer{grants: granted, asOf: now}, now)
	return Held{Grants: granted, AsOf: now}, nil
}

// warn counts a failure and logs the first of a minute: an outage fails for everybody.
func (s *Source) warn(ctx context.Context, now time.Time, err error) {
	s.asked.WithLabelValues("away").Inc()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.warned) >= time.Minute {
		s.warned = now
		s.log.WarnContext(ctx, "registry does not tell grants", "error", err.Error())
	}
}

// whileAway is what counts while the registry is away.
func (a answer) whileAway(now time.Time, cause error) (Held, error) {
	until := a.asOf.Add(Outage)
	if a.asOf.IsZero() || !now.Before(until) {
		return Held{}, errs.Unavailable("GRANTS_UNAVAILABLE", "the registry is away and no young answer is known").Wrap(cause)
	}
	return Held{Grants: a.grants, AsOf: a.asOf, ReadOnlyUntil: until}, nil
}

// ask does not end with the request that asks: a browser that leaves a page says nothing
// about the registry, and its next requests must not find it away.
func (s *Source) ask(ctx context.Context, principal string) ([]authn.Grant, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	token, err := s.tokens.Token(ctx)
	if err != nil {
		return nil, err
	}
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token) // ours, whoever stands behind ctx
	resp, err := s.client.GrantsOf(ctx, &registryv1.GrantsOfRequest{Principal: principal})
	if err != nil {
		return nil, err
	}
	var granted []authn.Grant
	for _, g := range resp.GetGrants() {
		granted = append(granted, authn.Grant{Role: authn.Role(g.GetRole()), Unit: g.GetUnit(), Department: g.GetDepartment()})
	}
	return granted, nil
}

func (s *Source) recall(principal string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[principal]
}

func (s *Source) keep(principal string, a answer, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= most {
		for who, old := range s.known {
			if now.Sub(old.asOf) >= Outage {
				delete(s.known, who)
			}
		}
	}
	if !s.known[principal].asOf.After(a.asOf) { // else somebody else was luckier meanwhile
		s.known[principal] = a
	}
}
