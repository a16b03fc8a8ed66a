package server

import (
	"context"
	"strconv"

	"pacesetter/pkg/money"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// CheckStatedTotals implements registryv1.HonestyServiceServer.
func (s *Server) CheckStatedTotals(ctx context.Context, req *registryv1.CheckStatedTotalsRequest) (*registryv1.CheckStatedTotalsResponse, error) {
	units, err := s.unitsOf(ctx, int(req.GetYear()), req.GetUnit())
	if err != nil {
		return nil, err
	}
	if err := knownEnums(req, ""); err != nil {
		return nil, err
	}
	figures := make([]registry.Stated, 0, len(req.GetFigures()))
	for _, f := range req.GetFigures() {
		figures = append(figures, registry.Stated{
			Measure: toMeasure(f.GetMeasure()), Dimension: registry.Line(f.GetDimension()), Key: registry.Line(f.GetKey()),
			Value: f.GetValue(), RoundedTo: f.GetRoundedTo(),
		})
	}
	if err := registry.CheckStated(figures); err != nil {
		return nil, err
	}
	held, err := s.store.Held(ctx, int(req.GetYear()), units)
	if err != nil {
		return nil, err
	}
	within, n := registry.StatedTotals(figures)
	against, m := registry.AgainstRegister(figures, held)
	resp := &registryv1.CheckStatedTotalsResponse{Compared: small(n + m)}
	for _, c := range append(within, against...) {
		resp.Contradictions = append(resp.Contradictions, s.contradiction(c))
	}
	return resp, nil
}

// unitsOf lists the units of a subtree whose projects the caller may see; a unit must
// be named.
func (s *Server) unitsOf(ctx context.Context, year int, unit string) ([]string, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	if unit == "" {
		return nil, registry.UnitNotFound(unit).At("unit")
	}
	if err := registry.SoundYear(year, "year"); err != nil {
		return nil, err
	}
	return a.subtree(year, unit)
}

func toMeasure(m registryv1.Measure) registry.Measure {
	switch m {
	case registryv1.Measure_MEASURE_PROJECTS:
		return registry.MeasureProjects
	case registryv1.Measure_MEASURE_TOTAL_INVESTMENT:
		return registry.MeasureTotal
	case registryv1.Measure_MEASURE_PLANNED:
		return registry.MeasurePlanned
	case registryv1.Measure_MEASURE_UNSPECIFIED:
	}
	return ""
}

func measure(m registry.Measure) registryv1.Measure {
	return map[registry.Measure]registryv1.Measure{
		registry.MeasureProjects: registryv1.Measure_MEASURE_PROJECTS,
		registry.MeasureTotal:    registryv1.Measure_MEASURE_TOTAL_INVESTMENT,
		registry.MeasurePlanned:  registryv1.Measure_MEASURE_PLANNED,
	}[m]
}

func (s *Server) contradiction(c registry.Contradiction) *registryv1.Contradiction {
	reason, kind := "STATED_CONTRADICTS_REGISTER", registryv1.ContradictionKind_CONTRADICTION_KIND_REGISTER
	switch c.Kind {
	case registry.ContradictsParts:
		reason, kind = "STATED_CONTRADICTS_PARTS", registryv1.ContradictionKind_CONTRADICTION_KIND_PARTS
	case registry.ContradictsOther:
		reason, kind = "STATED_CONTRADICTS_OTHER", registryv1.ContradictionKind_CONTRADICTION_KIND_DECOMPOSITIONS
	case registry.ContradictsRegister:
	}
	return &registryv1.Contradiction{
		Kind: kind, Measure: measure(c.Measure), Dimension: c.Dimension, OtherDimension: c.Other, Key: c.Key,
		Stated: c.Stated, Found: c.Found, Difference: c.Found - c.Stated,
		Message: s.catalogue.Sentence(reason, map[string]string{
			"dimension": dimensionName(c.Dimension), "other": dimensionName(c.Other), "what": s.partName(c),
			"stated": saidOf(c.Measure, c.Stated), "found": saidOf(c.Measure, c.Found), "difference": saidOf(c.Measure, c.Found-c.Stated),
		}),
	}
}

// dimensionName is what people call a dimension of the register; a paper's own words
// stay as they are.
func dimensionName(dimension string) string {
	switch dimension {
	case registry.DimensionCategory:
		return "类别"
	case registry.DimensionNature:
		return "建设性质"
	case registry.DimensionListing:
		return "名单"
	}
	return dimension
}

// partName is what people call the part that a figure is about.
func (s *Server) partName(c registry.Contradiction) string {
	switch c.Dimension {
	case "":
		return "合计"
	case registry.DimensionCategory:
		return s.vocabulary.CategoryName(c.Key)
	case registry.DimensionListing:
		if l, ok := s.vocabulary.Listing(c.Key); ok {
			return l.Name
		}
	case registry.DimensionNature:
		switch registry.Nature(c.Key) {
		case registry.NatureNew:
			return "新建"
		case registry.NatureContinued:
			return "续建"
		}
	}
	return c.Key
}

// saidOf is a figure as sentences say it.
func saidOf(m registry.Measure, value int64) string {
	if m == registry.MeasureProjects {
		return strconv.FormatInt(value, 10) + " 个"
	}
	return money.FormatYi(money.Yuan(value)) + " 亿元"
}
