package registry_test

import (
	"testing"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// says is a month's figures by one number, and its progress.
func says(year money.Yuan, progress string) registry.Said {
	return registry.Said{Figures: registry.Figures{Month: 1, YearToDate: year, Cumulative: year}, Progress: progress}
}

func revision(state registry.State, s registry.Said) *registry.Revision {
	return &registry.Revision{Number: 1, State: state, Figures: s.Figures, Progress: s.Progress}
}

func reported(accepted, pending *registry.Revision) registry.Report {
	return registry.Report{Project: "p", Month: month.Month{Year: 2020, Month: 5}, Version: 3, Accepted: accepted, Pending: pending}
}

func TestCompare(t *testing.T) {
	old, changed, console := says(10, "基础"), says(20, "基础"), says(30, "基础")
	accepted := func(s registry.Said) registry.Report { return reported(revision(registry.StateAccepted, s), nil) }
	pending := func(state registry.State, s registry.Said) registry.Report { return reported(nil, revision(state, s)) }

	for name, tc := range map[string]struct {
		sheet registry.Said
		last  *registry.Said
		now   registry.Report
		want  registry.Comparison
	}{
		"no report yet":                                       {old, nil, registry.Report{}, registry.Comparison{Action: registry.ActionReport}},
		"the same sheet again":                                {old, &old, accepted(old), registry.Comparison{Action: registry.ActionNothing}},
		"the same sheet, the console corrected":               {old, &old, accepted(console), registry.Comparison{Action: registry.ActionNothing, ChangedSince: true}},
		"the sheet changed, the register did not":             {changed, &old, accepted(old), registry.Comparison{Action: registry.ActionCorrect}},
		"both changed":                                        {changed, &old, accepted(console), registry.Comparison{Action: registry.ActionConflict}},
		"both changed to the same":                            {changed, &old, accepted(changed), registry.Comparison{Action: registry.ActionNothing}},
		"the first sheet of a month reported in the console":  {changed, nil, accepted(console), registry.Comparison{Action: registry.ActionConflict}},
		"the first sheet says what the console said":          {console, nil, accepted(console), registry.Comparison{Action: registry.ActionNothing}},
		"only the progress changed":                           {says(10, "主体"), &old, accepted(old), registry.Comparison{Action: registry.ActionCorrect}},
		"only line breaks changed":                            {says(10, " 基\n础"), ptr(says(10, "基 础")), accepted(says(10, "基 础")), registry.Comparison{Action: registry.ActionNothing}},
		"the sheet changed, its report waits":                 {changed, &old, pending(registry.StateSubmitted, old), registry.Comparison{Action: registry.ActionReport}},
		"the sheet changed, its report was returned":          {changed, &old, pending(registry.StateReturned, old), registry.Comparison{Action: registry.ActionReport}},
		"the same sheet, its report was withdrawn":            {old, nil, pending(registry.StateWithdrawn, old), registry.Comparison{Action: registry.ActionReport}},
		"the same sheet, its report was returned":             {old, &old, pending(registry.StateReturned, old), registry.Comparison{Action: registry.ActionNothing}},
		"somebody drafts something else":                      {changed, nil, pending(registry.StateDraft, console), registry.Comparison{Action: registry.ActionConflict}},
		"somebody drafted the same":                           {changed, nil, pending(registry.StateDraft, changed), registry.Comparison{Action: registry.ActionReport}},
		"somebody drafts a correction, the sheet stayed":      {old, &old, reported(revision(registry.StateAccepted, old), revision(registry.StateDraft, console)), registry.Comparison{Action: registry.ActionNothing, ChangedSince: true}},
		"somebody drafts a correction, the sheet changed too": {changed, &old, reported(revision(registry.StateAccepted, old), revision(registry.StateDraft, console)), registry.Comparison{Action: registry.ActionConflict}},
		"somebody drafted the correction that the sheet has":  {changed, &old, reported(revision(registry.StateAccepted, old), revision(registry.StateDraft, changed)), registry.Comparison{Action: registry.ActionCorrect}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := registry.Compare(tc.sheet, tc.last, tc.now); got != tc.want {
				t.Errorf("Compare() = %+v, want %+v", got, tc.want)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }
