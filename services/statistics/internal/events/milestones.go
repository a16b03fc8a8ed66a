package events

import (
	"fmt"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/statistics"
)

// decodeMilestones reads what a project says of its life. A library that this version
// doesn't know is told all the same, and none that is counted.
func decodeMilestones(in *registryv1.Project) (statistics.Milestones, error) {
	entries, attraction := in.GetStages(), in.GetAttraction()
	m := statistics.Milestones{
		Library: libraryOf(in.GetLibrary()), EndYear: int(in.GetEndYear()), Eligible: in.GetStatisticsEligible(),
		SignedYuan: attraction.GetSignedYuan(), ArrivedYuan: attraction.GetArrivedYuan(), Tags: in.GetTags(),
	}
	for _, at := range []struct {
		when *statistics.When
		date string
	}{
		{&m.Started, earliest(entries, registryv1.Stage_STAGE_STARTED, registryv1.Stage_STAGE_AT_CAPACITY)},
		{&m.StartCertified, certifiedDate(entries, registryv1.Stage_STAGE_STARTED)},
		{&m.Completed, earliest(entries, registryv1.Stage_STAGE_COMPLETED, registryv1.Stage_STAGE_AT_CAPACITY)},
		{&m.CompletionCertified, certifiedDate(entries, registryv1.Stage_STAGE_COMPLETED)},
		{&m.Withdrawn, earliest(entries, registryv1.Stage_STAGE_WITHDRAWN, registryv1.Stage_STAGE_WITHDRAWN)},
		{&m.Entered, in.GetStatisticsEntryDate()},
		{&m.Signed, attraction.GetSignedDate()},
	} {
		var err error
		if *at.when, err = whenOf(at.date); err != nil {
			return statistics.Milestones{}, err
		}
	}
	if m.Started == statistics.Never && between(in.GetStage(), registryv1.Stage_STAGE_STARTED, registryv1.Stage_STAGE_AT_CAPACITY) {
		m.Started = statistics.Ever
	}
	return m, nil
}

// yearMilestones adds what a year says to what its project says.
func yearMilestones(m statistics.Milestones, y *registryv1.ProjectYear) (statistics.Milestones, error) {
	if start := y.GetStartMonth(); start < 0 || start > statistics.Months {
		return m, fmt.Errorf("planned start in month %d", start)
	}
	m.StartMonth, m.NeedsNewLand, m.Excused = int(y.GetStartMonth()), y.GetNeedsNewLand(), y.GetResumptionExcused()
	var err error
	if m.Resumed, err = whenOf(y.GetResumedDate()); err != nil {
		return m, err
	}
	m.Plan, err = planOf(y.GetPlan())
	return m, err
}

// described adds how complete the facts of a year are.
func described(m statistics.Milestones, told []*registryv1.FilledFacts, year int32) statistics.Milestones {
	for _, f := range told {
		if f.GetYear() == year {
			m.FactsListed, m.FactsFilled = int64(f.GetListed()), int64(f.GetFilled())
		}
	}
	return m
}

// libraryOf is a library as it is kept; nothing only where none is told.
func libraryOf(l registryv1.Library) string {
	switch l {
	case registryv1.Library_LIBRARY_UNSPECIFIED:
		return ""
	case registryv1.Library_LIBRARY_PROPOSED:
		return "proposed"
	case registryv1.Library_LIBRARY_RESERVE:
		return statistics.LibraryReserve
	case registryv1.Library_LIBRARY_ANNUAL:
		return "annual"
	case registryv1.Library_LIBRARY_KEY:
		return "key"
	case registryv1.Library_LIBRARY_COMPLETED:
		return "completed"
	case registryv1.Library_LIBRARY_WITHDRAWN:
		return "withdrawn"
	default:
		return l.String()
	}
}

// earliest is the first day on which one of the stages was entered: who is completed has
// started, whether or not anybody told when. Empty if none was.
func earliest(entries []*registryv1.StageEntry, first, last registryv1.Stage) string {
	day := ""
	for _, e := range entries {
		if between(e.GetStage(), first, last) && (day == "" || e.GetDate() < day) {
			day = e.GetDate()
		}
	}
	return day
}

func between(s, first, last registryv1.Stage) bool { return first <= s && s <= last }

func certifiedDate(entries []*registryv1.StageEntry, stage registryv1.Stage) string {
	for _, e := range entries {
		if e.GetStage() == stage {
			return e.GetCertifiedDate()
		}
	}
	return ""
}

func whenOf(date string) (statistics.When, error) {
	if date == "" {
		return statistics.Never, nil
	}
	year, m, err := monthOfDate(date)
	return statistics.NewWhen(year, m), err
}
