package registry_test

import (
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

func noon() time.Time { return time.Date(2020, 5, 20, 4, 0, 0, 0, time.UTC) }

func may() month.Month { return month.Month{Year: 2020, Month: 5} }

// inState is a report of May whose revision in work, or in force, is in the state.
func inState(s registry.State) registry.Report {
	rev := &registry.Revision{Number: 1, State: s, Figures: registry.Figures{Month: 1, YearToDate: 2, Cumulative: 3}}
	r := registry.Report{Month: may(), Version: 1}
	switch s {
	case registry.StateAccepted:
		r.Accepted = rev
	case registry.StateDraft, registry.StateSubmitted, registry.StateReturned, registry.StateWithdrawn:
		r.Pending = rev
	default: // none
		r.Version = 0
	}
	return r
}

// costing is a project with that total investment in 2020.
func costing(total money.Yuan) registry.Project {
	return registry.Project{Years: []registry.Year{{Year: 2020, TotalInvestment: total}}}
}

// TestReportTransitions walks every state × every step.
func TestReportTransitions(t *testing.T) {
	t.Parallel()
	book := registry.Scrutiny{Book: registry.Book{Project: costing(1000)}}
	by := registry.Author{ID: "bo", Role: "county"}
	steps := map[string]func(registry.Report) (registry.Report, error){
		"save": func(r registry.Report) (registry.Report, error) {
			after, _, err := r.Save(registry.Draft{Figures: registry.Figures{Month: 5, YearToDate: 5, Cumulative: 5}, Reason: "why"}, by, book)
			return after, err
		},
		"submit":           func(r registry.Report) (registry.Report, error) { return r.Submit(by, false, noon(), noon()) },
		"submit, accepted": func(r registry.Report) (registry.Report, error) { return r.Submit(by, true, noon(), noon()) },
		"accept":           func(r registry.Report) (registry.Report, error) { return r.Accept(noon()) },
		"return":           func(r registry.Report) (registry.Report, error) { return r.Return("why", noon()) },
	}
	const none registry.State = "none"
	for step, want := range map[string]map[registry.State]string{
		"save":             {none: "draft", "draft": "draft", "submitted": "REPORT_SUBMITTED", "returned": "draft", "accepted": "draft", "withdrawn": "draft"},
		"submit":           {none: "REPORT_NOT_DRAFT", "draft": "submitted", "submitted": "REPORT_NOT_DRAFT", "returned": "submitted", "accepted": "REPORT_NOT_DRAFT", "withdrawn": "REPORT_NOT_DRAFT"},
		"submit, accepted": {none: "REPORT_NOT_DRAFT", "draft": "accepted", "submitted": "REPORT_NOT_DRAFT", "returned": "accepted", "accepted": "REPORT_NOT_DRAFT", "withdrawn": "REPORT_NOT_DRAFT"},
		"accept":           {none: "REPORT_NOT_SUBMITTED", "draft": "REPORT_NOT_SUBMITTED", "submitted": "accepted", "returned": "REPORT_NOT_SUBMITTED", "accepted": "REPORT_NOT_SUBMITTED", "withdrawn": "REPORT_NOT_SUBMITTED"},
		"return":           {none: "REPORT_NOT_SUBMITTED", "draft": "REPORT_NOT_SUBMITTED", "submitted": "returned", "returned": "REPORT_NOT_SUBMITTED", "accepted": "REPORT_NOT_SUBMITTED", "withdrawn": "REPORT_NOT_SUBMITTED"},
	} {
		for state, outcome := range want {
			t.Run(step+" when "+string(state), func(t *testing.T) {
				t.Parallel()
				before := inState(state)
				after, err := steps[step](before)
				if got := stateOf(after, err); got != outcome {
					t.Fatalf("became %s, want %s", got, outcome)
				}
				if err == nil && after.Version != before.Version+1 {
					t.Errorf("version %d after %d", after.Version, before.Version)
				}
			})
		}
	}
}

// stateOf is the state of the revision in work, else in force, or the refusal's reason.
func stateOf(r registry.Report, err error) string {
	switch {
	case err != nil:
		return errs.ReasonOf(err)
	case r.Pending != nil:
		return string(r.Pending.State)
	default:
		return string(r.Accepted.State)
	}
}

func TestACorrectionIsTheNextRevision(t *testing.T) {
	t.Parallel()
	r := inState(registry.StateAccepted)
	_, _, err := r.Save(registry.Draft{}, registry.Author{}, registry.Scrutiny{Book: registry.Book{Project: costing(10)}})
	if errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("a correction without a reason: %v", err)
	}
	after, _, err := r.Save(registry.Draft{Reason: "漏报"}, registry.Author{}, registry.Scrutiny{Book: registry.Book{Project: costing(10)}})
	if err != nil {
		t.Fatal(err)
	}
	if after.Pending.Number != 2 || after.Accepted.Figures.Month != 1 {
		t.Errorf("pending %d, in force %v", after.Pending.Number, after.Accepted.Figures)
	}
	if _, err := inState(registry.StateSubmitted).Return(" ", noon()); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("returned without a reason: %v", err)
	}
}

func TestTheFirstAcceptedReportFixesTheOpening(t *testing.T) {
	t.Parallel()
	p := registry.Project{Version: 1}
	if _, fixed := p.Settle(inState(registry.StateSubmitted), noon()); fixed {
		t.Error("a submitted report fixed the opening")
	}
	settled, fixed := p.Settle(inState(registry.StateAccepted), noon())
	want := registry.Opening{Month: may(), Year: 1, Cumulative: 2}
	if !fixed || *settled.Opening != want || settled.Version != 2 {
		t.Errorf("opening %v at version %d", settled.Opening, settled.Version)
	}
	if _, again := settled.Settle(inState(registry.StateAccepted), noon()); again {
		t.Error("a second report fixed it again")
	}
}
