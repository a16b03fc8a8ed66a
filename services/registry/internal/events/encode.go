// Package events turns the register's state into what others are told: the public
// messages of the contract, the facts whose hashes are compared, and the outbox
// messages that carry them. It decides nothing, and what must not leave the register
// (cells kept verbatim) never gets in.
package events

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/percent"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// Unit is the unit's public state.
func Unit(u unittree.Unit) *registryv1.Unit {
	out := &registryv1.Unit{
		Code: u.Code, Name: u.Name, Kind: UnitKind(u.Kind), GbCode: u.GBCode, Aliases: u.Aliases,
		Settings: OwnSettings(u.Settings), Version: u.Version,
	}
	if u.Tile != nil {
		out.Tile = &registryv1.Tile{Col: Small(u.Tile.Col), Row: Small(u.Tile.Row)}
	}
	for _, p := range u.Places {
		out.Places = append(out.Places, &registryv1.Place{Parent: p.Parent, FromYear: Small(p.From), ToYear: Small(p.To)})
	}
	return out
}

// UnitKind is the kind on the wire.
func UnitKind(kind string) registryv1.UnitKind {
	return map[string]registryv1.UnitKind{
		unittree.KindProvince: registryv1.UnitKind_UNIT_KIND_PROVINCE,
		unittree.KindCity:     registryv1.UnitKind_UNIT_KIND_CITY,
		unittree.KindCounty:   registryv1.UnitKind_UNIT_KIND_COUNTY,
		unittree.KindZone:     registryv1.UnitKind_UNIT_KIND_ZONE,
		unittree.KindTownship: registryv1.UnitKind_UNIT_KIND_TOWNSHIP,
	}[kind]
}

// OwnSettings are a unit's own settings on the wire; what is inherited is absent.
func OwnSettings(s unittree.OwnSettings) *registryv1.UnitSettings {
	out := &registryv1.UnitSettings{AutoAccept: s.AutoAccept}
	if s.PaceRounding != nil {
		out.PaceRounding = PaceRounding(*s.PaceRounding)
	}
	if s.PaceRule != nil {
		out.PaceRule = PaceRule(*s.PaceRule)
	}
	if s.Decimals != nil {
		decimals := Small(*s.Decimals)
		out.Decimals = &decimals
	}
	if s.TagSystems != nil {
		out.TagSystems = &registryv1.TagSystems{Keys: s.TagSystems}
	}
	return out
}

// PaceRounding is the rounding on the wire.
func PaceRounding(r percent.Rounding) registryv1.PaceRounding {
	return map[percent.Rounding]registryv1.PaceRounding{
		percent.RoundingNone:   registryv1.PaceRounding_PACE_ROUNDING_NONE,
		percent.RoundingCut:    registryv1.PaceRounding_PACE_ROUNDING_CUT,
		percent.RoundingHalfUp: registryv1.PaceRounding_PACE_ROUNDING_HALF_UP,
	}[r]
}

// PaceRule is what the pace goes by on the wire.
func PaceRule(r percent.PaceRule) registryv1.PaceRule {
	return map[percent.PaceRule]registryv1.PaceRule{
		percent.PaceByCalendar:     registryv1.PaceRule_PACE_RULE_CALENDAR,
		percent.PaceByApprovedPlan: registryv1.PaceRule_PACE_RULE_PLAN,
	}[r]
}

// Project is the project's public state.
func Project(p registry.Project) *registryv1.Project {
	out := &registryv1.Project{
		Id: string(p.ID), Name: p.Name, NationalCode: p.NationalCode,
		Company: &registryv1.Company{Name: p.Company.Name, CreditCode: p.Company.CreditCode},
		Stage:   Stage(p.Stage), Version: p.Version,
		CreateTime: Time(p.Created), UpdateTime: Time(p.Updated),
		Scale: p.Scale, Place: p.Place, StartYear: Small(p.StartYear), EndYear: Small(p.EndYear),
		Library: Library(p.CurrentLibrary()), SubstantiveStartDate: p.SubstantiveStart,
		StatisticsEligible: p.StatisticsEligible(), StatisticsEntryDate: p.Statistics.Date,
		ParentId: string(p.Parent), Phase: Small(p.Phase), Attraction: attraction(p.Attraction), Tags: Tags(p.Tags),
	}
	for _, e := range p.Stages {
		out.Stages = append(out.Stages, StageEntry(p, e))
	}
	for _, y := range p.Years {
		out.Years = append(out.Years, ProjectYear(y))
	}
	out.FilledFacts = filledFacts(p)
	if o := p.Opening; o != nil {
		out.Opening = &registryv1.Opening{Month: o.Month.String(), YearYuan: int64(o.Year), CumulativeYuan: int64(o.Cumulative)}
	}
	return out
}

// Tags are tags on the wire.
func Tags(tags []registry.Tag) []string {
	var out []string
	for _, t := range tags {
		out = append(out, string(t))
	}
	return out
}

// filledFacts tell how complete the project's facts are, by year.
func filledFacts(p registry.Project) []*registryv1.FilledFacts {
	var out []*registryv1.FilledFacts
	for _, y := range p.Years {
		filled := p.FilledFacts(y)
		out = append(out, &registryv1.FilledFacts{
			Year: Small(y.Year), Listed: Small(filled.Listed), Filled: Small(filled.Listed - len(filled.Lacking)), Lacking: filled.Lacking,
		})
	}
	return out
}

// attraction is how a project was attracted, nil where nothing is known.
func attraction(a registry.Attraction) *registryv1.Attraction {
	if a == (registry.Attraction{}) {
		return nil
	}
	return &registryv1.Attraction{
		SignedDate: a.SignedDate, SignedYuan: int64(a.Signed), LandedDate: a.LandedDate, ArrivedYuan: int64(a.Arrived),
	}
}

// StageEntry is the day of a stage and of its certification.
func StageEntry(p registry.Project, e registry.StageEntry) *registryv1.StageEntry {
	return &registryv1.StageEntry{Stage: Stage(e.Stage), Date: e.Date, CertifiedDate: p.Certification(e.Stage).Date}
}

// Library is the library on the wire: the contract numbers them in the domain's order.
func Library(l registry.Library) registryv1.Library {
	for i, known := range registry.Libraries() {
		if l == known {
			return registryv1.Library(Small(i + 1))
		}
	}
	return registryv1.Library_LIBRARY_UNSPECIFIED
}

// ProjectYear is what counts in one year.
func ProjectYear(y registry.Year) *registryv1.ProjectYear {
	out := &registryv1.ProjectYear{
		Year: Small(y.Year), Unit: y.Unit, Category: y.Category, Industry: y.Industry, Nature: Nature(y.Nature),
		TotalInvestmentYuan: int64(y.TotalInvestment), PlannedYuan: int64(y.Planned),
		NeedsNewLand: y.NeedsNewLand, StartMonth: Small(y.StartMonth),
		ResumedDate: y.Resumption.Date, ResumptionExcused: y.Resumption.Excused(), Plan: approvedPlan(y.Plan),
	}
	for _, l := range y.Listings {
		out.Listings = append(out.Listings, &registryv1.Listing{Key: l.Key, FromMonth: Small(l.FromMonth), Confirmed: l.Confirmed})
	}
	return out
}

// approvedPlan is the plan in force, absent where none is.
func approvedPlan(a registry.ApprovedPlan) *registryv1.ApprovedPlan {
	if a.Number == 0 {
		return nil
	}
	return &registryv1.ApprovedPlan{Number: Small(a.Number), MonthYuan: MonthYuan(a.Months)}
}

// MonthYuan are the twelve figures of a plan by month.
func MonthYuan(m registry.MonthPlan) []int64 {
	out := make([]int64, len(m))
	for i, y := range m {
		out[i] = int64(y)
	}
	return out
}

// Nature is the nature on the wire.
func Nature(n registry.Nature) registryv1.Nature {
	switch n {
	case registry.NatureNew:
		return registryv1.Nature_NATURE_NEW
	case registry.NatureContinued:
		return registryv1.Nature_NATURE_CONTINUED
	}
	return registryv1.Nature_NATURE_UNSPECIFIED
}

// Stage is the stage on the wire: the contract numbers them in the domain's order.
func Stage(s registry.Stage) registryv1.Stage {
	for i, known := range registry.Stages() {
		if s == known {
			return registryv1.Stage(Small(i + 1))
		}
	}
	return registryv1.Stage_STAGE_UNSPECIFIED
}

// Figures are the three sums on the wire.
func Figures(f registry.Figures) *registryv1.Figures {
	return &registryv1.Figures{MonthYuan: int64(f.Month), YearToDateYuan: int64(f.YearToDate), CumulativeYuan: int64(f.Cumulative)}
}

// ReportState is the state on the wire.
func ReportState(s registry.State) registryv1.ReportState {
	switch s {
	case registry.StateDraft:
		return registryv1.ReportState_REPORT_STATE_DRAFT
	case registry.StateSubmitted:
		return registryv1.ReportState_REPORT_STATE_SUBMITTED
	case registry.StateReturned:
		return registryv1.ReportState_REPORT_STATE_RETURNED
	case registry.StateAccepted:
		return registryv1.ReportState_REPORT_STATE_ACCEPTED
	case registry.StateWithdrawn:
		return registryv1.ReportState_REPORT_STATE_WITHDRAWN
	}
	return registryv1.ReportState_REPORT_STATE_UNSPECIFIED
}

// Reported are a revision's figures as an event tells them.
func Reported(r *registry.Revision) *registryv1.ReportedFigures {
	if r == nil {
		return nil
	}
	return &registryv1.ReportedFigures{
		Revision: Small(r.Number), State: ReportState(r.State), Figures: Figures(r.Figures), Progress: r.Progress,
		SubmitTime: Time(r.SubmitTime), AcceptTime: Time(r.AcceptTime),
	}
}

// Report is the report's public state.
func Report(r registry.Report) *registryv1.ReportChanged {
	return &registryv1.ReportChanged{
		ProjectId: string(r.Project), Month: r.Month.String(), Version: r.Version,
		Accepted: Reported(r.Accepted), Pending: Reported(r.Pending),
		FirstSubmitTime: Time(r.FirstSubmit), OnTime: r.Punctual(),
	}
}

// Time is a time on the wire; the zero time is absent.
func Time(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

// Small is a number of the domain that is small by its rules: a year, a month, a
// revision, decimals.
func Small(n int) int32 { return int32(n) } //nolint:gosec // the domain has checked it
