package bench

import "slices"

// Figure is one comparison, as build/bench.json lists it.
type Figure struct {
	Name     string  `json:"name"`
	Ours     float64 `json:"ours"`
	Baseline float64 `json:"baseline"`
	Ratio    float64 `json:"ratio"` // of ours to the baseline
	Unit     string  `json:"unit"`
	Mark     float64 `json:"mark"`  // what the ratio has to reach; 0: shown for comparison only
	Bound    string  `json:"bound"` // whether the mark is the least or the most: atLeast, atMost
	Met      bool    `json:"met"`
}

// Bounds of a mark.
const (
	atLeast = "at least"
	atMost  = "at most"
)

// mark is what a ratio has to reach.
type mark struct {
	bound string
	ratio float64
}

func least(ratio float64) mark { return mark{atLeast, ratio} }

func most(ratio float64) mark { return mark{atMost, ratio} }

// shown is for figures that stand beside the others for comparison.
func shown() mark { return mark{atLeast, 0} }

func (m mark) met(ratio float64) bool {
	if m.bound == atMost {
		return ratio <= m.ratio
	}
	return ratio >= m.ratio
}

// pair is what one round found.
type pair struct{ ours, baseline float64 }

// compare makes a figure of rounds: medians of both, and the median of the ratios.
func compare(name, unit string, m mark, rounds []pair) Figure {
	ratio := medianOf(rounds, func(p pair) float64 { return p.ours / p.baseline })
	return Figure{
		Name: name, Unit: unit,
		Ours:     medianOf(rounds, func(p pair) float64 { return p.ours }),
		Baseline: medianOf(rounds, func(p pair) float64 { return p.baseline }),
		Ratio:    ratio, Mark: m.ratio, Bound: m.bound, Met: m.met(ratio),
	}
}

func medianOf[T any](from []T, value func(T) float64) float64 {
	values := make([]float64, len(from))
	for i, v := range from {
		values[i] = value(v)
	}
	return quantile(values, 0.5)
}

// quantile is the value below which the share q of the values lies.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); q == 0.5 && n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
