package scenario

import (
	"context"
	"fmt"
	"strings"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
)

// statedPaper are the figures that a paper states, and which contradictions between
// them the platform must find by itself; none means that they agree.
type statedPaper struct {
	Figures        []statedFigure        `json:"figures"`
	Contradictions []statedContradiction `json:"contradictions"`
}

type statedFigure struct {
	Measure   string `json:"measure"` // projects, total_investment, planned
	Dimension string `json:"dimension,omitempty"`
	Key       string `json:"key,omitempty"`
	Value     int64  `json:"value"` // projects or yuan
	RoundedTo int64  `json:"rounded_to,omitempty"`
}

// statedContradiction names one that must be found.
type statedContradiction struct {
	Kind      string `json:"kind"` // parts, decompositions, register
	Measure   string `json:"measure"`
	Dimension string `json:"dimension,omitempty"`
	Stated    int64  `json:"stated"`
	Found     int64  `json:"found"`
}

func (s statedPaper) request(unit string, year int32) *registryv1.CheckStatedTotalsRequest {
	req := &registryv1.CheckStatedTotalsRequest{Unit: unit, Year: year}
	for _, f := range s.Figures {
		req.Figures = append(req.Figures, &registryv1.StatedFigure{
			Measure:   registryv1.Measure(registryv1.Measure_value["MEASURE_"+strings.ToUpper(f.Measure)]),
			Dimension: f.Dimension, Key: f.Key, Value: f.Value, RoundedTo: f.RoundedTo,
		})
	}
	return req
}

// checkStated has the platform compare what the paper states, shows what it says, and
// tells where that isn't what it must say.
func (l loading) checkStated(ctx context.Context) (string, error) {
	if l.Stated == nil {
		return "", nil
	}
	res, err := l.c.Honesty.CheckStatedTotals(client.As(ctx, authn.RoleProvince, l.c.Root()), l.Stated.request(l.Unit, l.planYear()))
	if err != nil {
		return "", fmt.Errorf("compare what the paper states: %w", err)
	}
	fmt.Fprintf(l.out, "\n文件所列数字互相核对、与项目库核对：比较 %d 处，矛盾 %d 处\n", res.GetCompared(), len(res.GetContradictions()))
	for _, c := range res.GetContradictions() {
		fmt.Fprintf(l.out, "  ! %s\n", c.GetMessage())
	}
	return l.Stated.unlike(res.GetContradictions()), nil
}

// unlike tells where the contradictions found aren't those that must be found.
func (s statedPaper) unlike(found []*registryv1.Contradiction) string {
	want, got := make([]string, 0, len(s.Contradictions)), make([]string, 0, len(found))
	for _, c := range s.Contradictions {
		want = append(want, fmt.Sprint(c))
	}
	for _, c := range found {
		got = append(got, fmt.Sprint(statedContradiction{
			Kind: word(c.GetKind().String(), "CONTRADICTION_KIND_"), Measure: word(c.GetMeasure().String(), "MEASURE_"),
			Dimension: c.GetDimension(), Stated: c.GetStated(), Found: c.GetFound(),
		}))
	}
	if a, b := strings.Join(want, " "), strings.Join(got, " "); a != b {
		return fmt.Sprintf("文件的矛盾应为 [%s]，平台指出 [%s]", a, b)
	}
	return ""
}
