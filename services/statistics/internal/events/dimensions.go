package events

import (
	"strings"

	"pacesetter/pkg/industry"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/statistics"
)

// sectionOf is the section of GB/T 4754-2017 that a sheet's industry means; empty where it
// means none, or divisions of several sections.
func sectionOf(text string) string {
	section := ""
	for _, hit := range industry.Match(text) {
		if section != "" && hit.Industry.Section != section {
			return ""
		}
		section = hit.Industry.Section
	}
	return section
}

// stagesOf tells where a project stands at the end of each month of a year: in the stage
// that it entered last. A stage that it stands in without a day counts since ever, as its
// start does. A suspension that is over bears no end and is left out.
func stagesOf(in *registryv1.Project, year int) (statistics.Stages, error) {
	var out statistics.Stages
	now, dated := stageOf(in.GetStage()), false
	entered := make(map[statistics.Stage]statistics.When)
	for _, e := range in.GetStages() {
		when, err := whenOf(e.GetDate())
		if err != nil {
			return out, err
		}
		dated = dated || e.GetStage() == in.GetStage()
		if s := e.GetStage(); s != registryv1.Stage_STAGE_SUSPENDED || s == in.GetStage() {
			entered[stageOf(s)] = when
		}
	}
	for month := range out {
		if out[month] = now; dated {
			out[month] = lastEntered(entered, statistics.NewWhen(year, month))
		}
	}
	return out, nil
}

// lastEntered is the stage entered last by the end of a month, of one month's the later one.
func lastEntered(entered map[statistics.Stage]statistics.When, end statistics.When) statistics.Stage {
	last := statistics.StageUnknown
	for s, when := range entered {
		if when <= end && (when > entered[last] || when == entered[last] && s > last) {
			last = s
		}
	}
	return last
}

// stageOf is a stage as it is kept; one that this version doesn't know is not told.
func stageOf(s registryv1.Stage) statistics.Stage {
	kept, _ := statistics.NewStage(strings.ToLower(strings.TrimPrefix(s.String(), "STAGE_")))
	return kept
}
