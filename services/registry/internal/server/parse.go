package server

import (
	"strings"

	"github.com/google/uuid"

	"pacesetter/pkg/money"
	"pacesetter/pkg/percent"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// projectID reads a project's ID. What is no UUID names nothing.
func projectID(text string) (registry.ProjectID, error) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(uuid.Nil.String()) {
		return "", registry.ProjectNotFound(registry.ProjectID(text))
	}
	return registry.ProjectID(id.String()), nil
}

func toUnit(u *registryv1.Unit) unittree.Unit {
	return unittree.Unit{
		Code: u.GetCode(), Name: u.GetName(), Kind: toKind(u.GetKind()), GBCode: u.GetGbCode(),
		Aliases: u.GetAliases(), Settings: toSettings(u.GetSettings()),
	}
}

// toKind is the kind in the domain's words, empty for none.
func toKind(k registryv1.UnitKind) string {
	switch k {
	case registryv1.UnitKind_UNIT_KIND_PROVINCE:
		return unittree.KindProvince
	case registryv1.UnitKind_UNIT_KIND_CITY:
		return unittree.KindCity
	case registryv1.UnitKind_UNIT_KIND_COUNTY:
		return unittree.KindCounty
	case registryv1.UnitKind_UNIT_KIND_ZONE:
		return unittree.KindZone
	case registryv1.UnitKind_UNIT_KIND_TOWNSHIP:
		return unittree.KindTownship
	case registryv1.UnitKind_UNIT_KIND_UNSPECIFIED:
	}
	return ""
}

func toSettings(s *registryv1.UnitSettings) unittree.OwnSettings {
	var own unittree.OwnSettings
	if s == nil {
		return own
	}
	own.AutoAccept = s.AutoAccept
	if s.Decimals != nil {
		decimals := int(s.GetDecimals())
		own.Decimals = &decimals
	}
	own.PaceRounding = toRounding(s.GetPaceRounding())
	own.PaceRule = toPaceRule(s.GetPaceRule())
	if set := s.GetTagSystems(); set != nil {
		own.TagSystems = append([]string{}, set.GetKeys()...) // none is not the same as inherited
	}
	return own
}

// toRounding is nil where the setting is inherited; an unknown one becomes a value
// that the domain refuses.
func toRounding(r registryv1.PaceRounding) *percent.Rounding {
	rounding := percent.Rounding(r.String())
	switch r {
	case registryv1.PaceRounding_PACE_ROUNDING_UNSPECIFIED:
		return nil
	case registryv1.PaceRounding_PACE_ROUNDING_NONE:
		rounding = percent.RoundingNone
	case registryv1.PaceRounding_PACE_ROUNDING_CUT:
		rounding = percent.RoundingCut
	case registryv1.PaceRounding_PACE_ROUNDING_HALF_UP:
		rounding = percent.RoundingHalfUp
	}
	return &rounding
}

// toPaceRule is as toRounding.
func toPaceRule(r registryv1.PaceRule) *percent.PaceRule {
	rule := percent.PaceRule(r.String())
	switch r {
	case registryv1.PaceRule_PACE_RULE_UNSPECIFIED:
		return nil
	case registryv1.PaceRule_PACE_RULE_CALENDAR:
		rule = percent.PaceByCalendar
	case registryv1.PaceRule_PACE_RULE_PLAN:
		rule = percent.PaceByApprovedPlan
	}
	return &rule
}

func toProject(p *registryv1.Project) registry.Project {
	out := registry.Project{
		Name: p.GetName(), NationalCode: p.GetNationalCode(),
		Company: registry.Company{Name: p.GetCompany().GetName(), CreditCode: p.GetCompany().GetCreditCode()},
		Stage:   toStage(p.GetStage()), Scale: p.GetScale(), Place: p.GetPlace(),
		StartYear: int(p.GetStartYear()), EndYear: int(p.GetEndYear()), Library: toLibrary(p.GetLibrary()), Tags: toTags(p.GetTags()),
	}
	for _, e := range p.GetStages() {
		out.Stages = append(out.Stages, registry.StageEntry{Stage: toStage(e.GetStage()), Date: e.GetDate()})
	}
	for _, y := range p.GetYears() {
		out.Years = append(out.Years, toYear(y))
	}
	return out
}

func toYear(y *registryv1.ProjectYear) registry.Year {
	out := registry.Year{
		Year: int(y.GetYear()), Unit: y.GetUnit(), Category: y.GetCategory(), Industry: y.GetIndustry(), Nature: toNature(y.GetNature()),
		TotalInvestment: money.Yuan(y.GetTotalInvestmentYuan()), Planned: money.Yuan(y.GetPlannedYuan()),
		NeedsNewLand: y.GetNeedsNewLand(), StartMonth: int(y.GetStartMonth()),
	}
	for _, l := range y.GetListings() {
		out.Listings = append(out.Listings, registry.Listing{Key: l.GetKey(), FromMonth: int(l.GetFromMonth()), Confirmed: l.GetConfirmed()})
	}
	return out
}

// toNature is the nature in the domain's words, empty for none.
func toNature(n registryv1.Nature) registry.Nature {
	switch n {
	case registryv1.Nature_NATURE_NEW:
		return registry.NatureNew
	case registryv1.Nature_NATURE_CONTINUED:
		return registry.NatureContinued
	case registryv1.Nature_NATURE_UNSPECIFIED:
	}
	return ""
}

// toStage is the stage in the domain's words, empty for none: the contract numbers
// them in the domain's order.
func toStage(s registryv1.Stage) registry.Stage {
	stages := registry.Stages()
	if s < 1 || int(s) > len(stages) {
		return ""
	}
	return stages[s-1]
}

func toFigures(f *registryv1.Figures) registry.Figures {
	return registry.Figures{
		Month: money.Yuan(f.GetMonthYuan()), YearToDate: money.Yuan(f.GetYearToDateYuan()), Cumulative: money.Yuan(f.GetCumulativeYuan()),
	}
}

func toStatus(s registryv1.ReportStatus) store.Status {
	switch s {
	case registryv1.ReportStatus_REPORT_STATUS_REPORTED:
		return store.StatusReported
	case registryv1.ReportStatus_REPORT_STATUS_MISSING:
		return store.StatusMissing
	case registryv1.ReportStatus_REPORT_STATUS_UNSPECIFIED:
	}
	return store.StatusAny
}

// toOrder reads "rate desc"; the store knows which keys there are.
func toOrder(text string) store.Order {
	key, desc := strings.CutSuffix(strings.TrimSpace(text), " desc")
	return store.Order{Key: strings.TrimSpace(key), Desc: desc}
}
