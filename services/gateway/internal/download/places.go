package download

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/errs"
)

// comeBack is when a refused export may be asked for again: most take a few seconds.
const comeBack = 5 * time.Second

// Places bound how many exports are under way at once, from the first question to the last
// byte: each holds a draft, and a page of rows of the services meanwhile.
type Places struct {
	taken chan struct{}
	ended *prometheus.CounterVec
}

// NewPlaces makes as many places as there may be exports at once, at least one, and measures
// into r.
func NewPlaces(most int, r prometheus.Registerer) *Places {
	p := &Places{
		taken: make(chan struct{}, max(1, most)),
		ended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pacesetter_gateway_exports_total",
			Help: "Exports by view and what became of them: OK, the reason of a refusal, or BROKEN_OFF where the browser did not take all of the file.",
		}, []string{"view", "outcome"}),
	}
	r.MustRegister(p.ended, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "pacesetter_gateway_exports_under_way",
		Help: "Exports that are being made or sent now.",
	}, func() float64 { return float64(len(p.taken)) }))
	return p
}

// take takes a place until leave is called. Where all are taken it fails with
// EXPORTS_TOO_MANY at once: who waited would be silent towards the proxy all the same.
func (p *Places) take() (leave func(), err error) {
	select {
	case p.taken <- struct{}{}:
		return func() { <-p.taken }, nil
	default:
		return nil, errs.Exhausted("EXPORTS_TOO_MANY", "%d exports are under way", cap(p.taken)).
			With("limit", strconv.Itoa(cap(p.taken))).RetryIn(comeBack)
	}
}

// brokenOff is the outcome of an export whose file was not taken whole.
const brokenOff = "BROKEN_OFF"

// count remembers what became of an export of a view.
func (p *Places) count(view, outcome string) { p.ended.WithLabelValues(view, outcome).Inc() }
