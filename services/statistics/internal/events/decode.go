package events

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/month"
	"pacesetter/pkg/statehash"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// Payload is what an aggregate's event carries, or the registry streams.
type Payload struct {
	ID   string // as in the event's key, behind the entity
	Body []byte
	Seen int64     // of a mend: the version that was kept before the registry was asked
	Time time.Time // of the event, or when the registry says that the state became known; zero if nobody does
}

// Append decodes the payload of an entity into facts.
func Append(facts *store.Facts, entity store.Entity, p Payload) error {
	switch entity {
	case store.EntityUnit:
		u, err := decodeUnit(p)
		u.Seen = p.Seen
		facts.Units = append(facts.Units, u)
		return err
	case store.EntityProject:
		pr, err := decodeProject(p)
		pr.Seen = p.Seen
		facts.Projects = append(facts.Projects, pr)
		return err
	case store.EntityReport:
		r, err := decodeReport(p)
		r.Seen = p.Seen
		facts.Reports = append(facts.Reports, r)
		return err
	}
	return fmt.Errorf("no entity %q", entity)
}

// AppendGone adds that the registry has no such aggregate, of which version seen
// is kept.
func AppendGone(facts *store.Facts, entity store.Entity, id string, seen int64) error {
	origin := store.Origin{Seen: seen}
	switch entity {
	case store.EntityUnit:
		facts.Units = append(facts.Units, store.Unit{Origin: origin, Unit: unittree.Unit{Code: id}})
	case store.EntityProject:
		parsed, err := uuid.Parse(id)
		if err != nil {
			return fmt.Errorf("project %q: %w", id, err)
		}
		facts.Projects = append(facts.Projects, store.Project{Origin: origin, ID: parsed})
	case store.EntityReport:
		parsed, at, err := parseReportID(id)
		if err != nil {
			return err
		}
		facts.Reports = append(facts.Reports, store.Report{Origin: origin, Project: parsed, Year: at.Year, Month: at.Month})
	}
	return nil
}

// decodeUnit reads a UnitChanged.
func decodeUnit(p Payload) (store.Unit, error) {
	var m registryv1.UnitChanged
	if err := unmarshal(p, &m); err != nil {
		return store.Unit{}, err
	}
	u := m.GetUnit()
	if err := checkID(p.ID, u.GetCode(), u.GetVersion()); err != nil {
		return store.Unit{}, err
	}
	out := unittree.Unit{
		Code: u.GetCode(), Name: u.GetName(), Kind: kindOf(u.GetKind()), GBCode: u.GetGbCode(), Version: u.GetVersion(),
		Settings: unittree.OwnSettings{
			PaceRounding: roundingOf(u.GetSettings().GetPaceRounding()), PaceRule: paceRuleOf(u.GetSettings().GetPaceRule()),
		},
	}
	if s := u.GetSettings(); s != nil && s.Decimals != nil {
		decimals := int(s.GetDecimals())
		out.Settings.Decimals = &decimals
	}
	for _, place := range u.GetPlaces() {
		if from, to := place.GetFromYear(), place.GetToYear(); min(from, to) < 0 || max(from, to) > 9999 {
			return store.Unit{}, fmt.Errorf("unit %s: place from %d to %d", u.GetCode(), from, to)
		}
		out.Places = append(out.Places, unittree.Place{Parent: place.GetParent(), From: int(place.GetFromYear()), To: int(place.GetToYear())})
	}
	return store.Unit{Origin: originOf(u.GetVersion(), p.Time, &registryv1.UnitFacts{Unit: u}), Unit: out}, nil
}

func kindOf(k registryv1.UnitKind) string {
	return map[registryv1.UnitKind]string{
		registryv1.UnitKind_UNIT_KIND_UNSPECIFIED: "",
		registryv1.UnitKind_UNIT_KIND_PROVINCE:    unittree.KindProvince,
		registryv1.UnitKind_UNIT_KIND_CITY:        unittree.KindCity,
		registryv1.UnitKind_UNIT_KIND_COUNTY:      unittree.KindCounty,
		registryv1.UnitKind_UNIT_KIND_ZONE:        unittree.KindZone,
		registryv1.UnitKind_UNIT_KIND_TOWNSHIP:    unittree.KindTownship,
	}[k]
}

func roundingOf(r registryv1.PaceRounding) *unittree.Rounding {
	rounding, ok := map[registryv1.PaceRounding]unittree.Rounding{ //nolint:exhaustive // unspecified inherits
		registryv1.PaceRounding_PACE_ROUNDING_NONE:    unittree.RoundingNone,
		registryv1.PaceRounding_PACE_ROUNDING_CUT:     unittree.RoundingCut,
		registryv1.PaceRounding_PACE_ROUNDING_HALF_UP: unittree.RoundingHalfUp,
	}[r]
	if !ok {
		return nil
	}
	return &rounding
}

// decodeProject reads a ProjectChanged.
func decodeProject(p Payload) (store.Project, error) {
	var m registryv1.ProjectChanged
	if err := unmarshal(p, &m); err != nil {
		return store.Project{}, err
	}
	in := m.GetProject()
	if err := checkID(p.ID, in.GetId(), in.GetVersion()); err != nil {
		return store.Project{}, err
	}
	id, err := uuid.Parse(in.GetId())
	if err != nil {
		return store.Project{}, fmt.Errorf("project %q: %w", in.GetId(), err)
	}
	end := endDate(in)
	out := store.Project{
		Origin: originOf(in.GetVersion(), recordTime(in.GetUpdateTime(), p.Time), projectFacts(in, end)),
		ID:     id, Name: in.GetName(),
	}
	if out.EndYear, out.EndMonth, err = monthOfDate(end); err != nil {
		return store.Project{}, fmt.Errorf("project %s: %w", id, err)
	}
	milestones, err := decodeMilestones(in)
	if err != nil {
		return store.Project{}, fmt.Errorf("project %s: %w", id, err)
	}
	for _, y := range in.GetYears() {
		year, err := decodeYear(y, described(milestones, in.GetFilledFacts(), y.GetYear()))
		if err != nil {
			return store.Project{}, fmt.Errorf("project %s: %w", id, err)
		}
		if year.Milestones.Stages, err = stagesOf(in, year.Year); err != nil {
			return store.Project{}, fmt.Errorf("project %s: %w", id, err)
		}
		out.Years = append(out.Years, year)
	}
	return out, nil
}

// projectFacts are what is kept of a project; the registry's say the same.
func projectFacts(in *registryv1.Project, end string) *registryv1.ProjectFacts {
	return &registryv1.ProjectFacts{
		Id: in.GetId(), Version: in.GetVersion(), Years: in.GetYears(), EndDate: end, Name: in.GetName(),
		Library: in.GetLibrary(), Stage: in.GetStage(), Stages: in.GetStages(), EndYear: in.GetEndYear(),
		StatisticsEligible: in.GetStatisticsEligible(), StatisticsEntryDate: in.GetStatisticsEntryDate(),
		Attraction: in.GetAttraction(), FilledFacts: in.GetFilledFacts(), Tags: in.GetTags(),
	}
}

func decodeYear(y *registryv1.ProjectYear, milestones statistics.Milestones) (statistics.Project, error) {
	if y.GetYear() < month.MinYear || y.GetYear() > month.MaxYear {
		return statistics.Project{}, fmt.Errorf("year %d", y.GetYear())
	}
	out := statistics.Project{
		Year: int(y.GetYear()), Unit: y.GetUnit(), Category: y.GetCategory(), Nature: natureOf(y.GetNature()),
		TotalInvestment: y.GetTotalInvestmentYuan(), Planned: y.GetPlannedYuan(),
	}
	for _, l := range y.GetListings() {
		if !l.GetConfirmed() {
			continue // a proposal is shown by the registry and counted nowhere
		}
		if from := l.GetFromMonth(); from < 0 || from > statistics.Months {
			return statistics.Project{}, fmt.Errorf("listing %s from month %d", l.GetKey(), from)
		}
		out.Listings = append(out.Listings, statistics.Listing{Key: l.GetKey(), From: int(l.GetFromMonth())})
	}
	statistics.SortListings(out.Listings)
	var err error
	out.Milestones, err = yearMilestones(milestones, y)
	out.Milestones.Section, out.Milestones.Placed = sectionOf(y.GetIndustry()), true
	return out, err
}

func natureOf(n registryv1.Nature) string {
	return map[registryv1.Nature]string{
		registryv1.Nature_NATURE_UNSPECIFIED: "",
		registryv1.Nature_NATURE_NEW:         statistics.NatureNew,
		registryv1.Nature_NATURE_CONTINUED:   statistics.NatureContinued,
	}[n]
}

// endDate is the earliest day on which the project was completed or left; the
// registry's ProjectFacts say the same.
func endDate(p *registryv1.Project) string {
	end := ""
	for _, e := range p.GetStages() {
		if e.GetStage() >= registryv1.Stage_STAGE_COMPLETED && (end == "" || e.GetDate() < end) {
			end = e.GetDate()
		}
	}
	return end
}

func monthOfDate(date string) (year, m int, err error) {
	if date == "" {
		return 0, 0, nil
	}
	of, err := month.Parse(date[:min(len(date), len("2020-05"))])
	return of.Year, of.Month, err
}

// decodeReport reads a ReportChanged. What waits for acceptance is not counted.
func decodeReport(p Payload) (store.Report, error) {
	var m registryv1.ReportChanged
	if err := unmarshal(p, &m); err != nil {
		return store.Report{}, err
	}
	if err := checkID(p.ID, m.GetProjectId()+"/"+m.GetMonth(), m.GetVersion()); err != nil {
		return store.Report{}, err
	}
	id, at, err := parseReportID(p.ID)
	if err != nil {
		return store.Report{}, err
	}
	accepted := m.GetAccepted()
	facts := reportFacts(&m)
	return store.Report{
		Origin:  originOf(m.GetVersion(), recordTime(accepted.GetAcceptTime(), p.Time), facts),
		Project: id, Year: at.Year, Month: at.Month, Revision: facts.GetRevision(), Arrival: arrivalOf(facts),
		Invested: facts.GetFigures().GetMonthYuan(), ToDate: facts.GetFigures().GetYearToDateYuan(),
	}, nil
}

// reportFacts are what is kept of a report; the registry's say the same.
func reportFacts(m *registryv1.ReportChanged) *registryv1.ReportFacts {
	facts := &registryv1.ReportFacts{ProjectId: m.GetProjectId(), Month: m.GetMonth(), Version: m.GetVersion()}
	if accepted := m.GetAccepted(); accepted != nil {
		facts.Revision, facts.Figures = accepted.GetRevision(), accepted.GetFigures()
		facts.OnTime = m.OnTime
	}
	return facts
}

// arrivalOf is how an accepted report came, as far as the registry knows.
func arrivalOf(facts *registryv1.ReportFacts) statistics.Arrival {
	switch {
	case facts.OnTime == nil:
		return statistics.ArrivalUnknown
	case facts.GetOnTime():
		return statistics.OnTime
	}
	return statistics.Late
}

// parseReportID reads "<uuid>/<YYYY-MM>".
func parseReportID(id string) (uuid.UUID, month.Month, error) {
	project, text, _ := strings.Cut(id, "/")
	parsed, err := uuid.Parse(project)
	if err != nil {
		return uuid.UUID{}, month.Month{}, fmt.Errorf("report %q: %w", id, err)
	}
	at, err := month.Parse(text)
	if err != nil {
		return uuid.UUID{}, month.Month{}, fmt.Errorf("report %q: %w", id, err)
	}
	return parsed, at, nil
}

func unmarshal(p Payload, m proto.Message) error {
	if err := proto.Unmarshal(p.Body, m); err != nil {
		return fmt.Errorf("decode %s: %w", p.ID, err)
	}
	return nil
}

// checkID refuses a payload that speaks of something else than its key.
func checkID(key, payload string, version int64) error {
	if key != payload {
		return fmt.Errorf("payload of %q under the key of %q", payload, key)
	}
	if version < 1 {
		return fmt.Errorf("%s without a version: %s", key, strconv.FormatInt(version, 10))
	}
	return nil
}

func originOf(version int64, recorded time.Time, facts proto.Message) store.Origin {
	return store.Origin{Version: version, Hash: statehash.Of(facts), Recorded: recorded}
}

// recordTime is when a state became known, by its own word: the same whether it comes
// with its first event, is told again or was asked for. Only where it says nothing
// does the event's time stand in.
func recordTime(own *timestamppb.Timestamp, event time.Time) time.Time {
	if own.IsValid() {
		return own.AsTime()
	}
	return event
}
