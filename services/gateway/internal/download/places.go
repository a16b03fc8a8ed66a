package download

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/shares"
)

// comeBack is when a refused export may be asked for again: most take a few seconds.
const comeBack = 5 * time.Second

// Places bound how many exports are under way at once, from the first question to the last
// byte: each holds a draft, and a page of rows of the services meanwhile. Nobody has more of
// them than their share.
type Places struct {
	taken chan struct{}
	each  *shares.Shares
	ended *prometheus.CounterVec
}

// NewPlaces makes as many places as there may be exports at once, at least one, of which each
// caller may have some, and measures into r.
func NewPlaces(most, each int, r prometheus.Registerer) *Places {
	p := &Places{
		taken: make(chan struct{}, max(1, most)),
		each:  shares.New(each),
		ended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pacesetter_gateway_exports_total",
			Help: "Exports by view and what became of them: OK, the reason of a refusal, or BROKEN_OFF where the caller left before it had all of the file.",
		}, []string{"view", "outcome"}),
	}
	r.MustRegister(p.ended, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "pacesetter_gateway_exports_under_way",
		Help: "Exports that are being made or sent now.",
	}, func() float64 { return float64(len(p.taken)) }))
	return p
}

// take takes a place until leave is called. Where the caller has its share it fails with
// EXPORTS_UNDER_WAY, where all are taken with EXPORTS_TOO_MANY, both at once: who waited would
// be silent towards the proxy all the same.
func (p *Places) take(ctx context.Context) (leave func(), err error) {
	who := authn.PrincipalOf(ctx).ID
	done, ok := p.each.Take(who)
	if !ok {
		return nil, errs.Exhausted("EXPORTS_UNDER_WAY", "%s has %d exports under way", who, p.each.Most()).
			With("limit", strconv.Itoa(p.each.Most())).RetryIn(comeBack)
	}
	select {
	case p.taken <- struct{}{}:
		return func() { <-p.taken; done() }, nil
	default:
		done()
		return nil, errs.Exhausted("EXPORTS_TOO_MANY", "%d exports are under way", cap(p.taken)).
			With("limit", strconv.Itoa(cap(p.taken))).RetryIn(comeBack)
	}
}

// brokenOff is the outcome of an export whose file was not taken whole.
const brokenOff = "BROKEN_OFF"

// count remembers what became of an export of a view.
func (p *Places) count(view, outcome string) { p.ended.WithLabelValues(view, outcome).Inc() }
