package registry_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
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
	case registry.StateDraft, registry.StateSubmitted, registry.StateReturned:
		r.Pending = rev
	default: // none
		r.Version = 0
	}
	return r
}

// TestReportTransitions walks every state × every step.
func TestReportTransitions(t *testing.T) {
	t.Parallel()
	book := registry.Book{Total: 1000}
	by := registry.Author{ID: "bo", Role: "county"}
	steps := map[string]func(registry.Report) (registry.Report, error){
		"save": func(r registry.Report) (registry.Report, error) {
			after, _, err := r.Save(registry.Draft{Figures: registry.Figures{Month: 5, YearToDate: 5, Cumulative: 5}, Reason: "why"}, by, book)
			return after, err
		},
		"submit":           func(r registry.Report) (registry.Report, error) { return r.Submit(by, false, noon()) },
		"submit, accepted": func(r registry.Report) (registry.Report, error) { return r.Submit(by, true, noon()) },
		"accept":           func(r registry.Report) (registry.Report, error) { return r.Accept(noon()) },
		"return":           func(r registry.Report) (registry.Report, error) { return r.Return("why", noon()) },
	}
	const none registry.State = "none"
	for step, want := range map[string]map[registry.State]string{
		"save":             {none: "draft", "draft": "draft", "submitted": "REPORT_SUBMITTED", "returned": "draft", "accepted": "draft"},
		"submit":           {none: "REPORT_NOT_DRAFT", "draft": "submitted", "submitted": "REPORT_NOT_DRAFT", "returned": "submitted", "accepted": "REPORT_NOT_DRAFT"},
		"submit, accepted": {none: "REPORT_NOT_DRAFT", "draft": "accepted", "submitted": "REPORT_NOT_DRAFT", "returned": "accepted", "accepted": "REPORT_NOT_DRAFT"},
		"accept":           {none: "REPORT_NOT_SUBMITTED", "draft": "REPORT_NOT_SUBMITTED", "submitted": "accepted", "returned": "REPORT_NOT_SUBMITTED", "accepted": "REPORT_NOT_SUBMITTED"},
		"return":           {none: "REPORT_NOT_SUBMITTED", "draft": "REPORT_NOT_SUBMITTED", "submitted": "returned", "returned": "REPORT_NOT_SUBMITTED", "accepted": "REPORT_NOT_SUBMITTED"},
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
	_, _, err := r.Save(registry.Draft{}, registry.Author{}, registry.Book{Total: 10})
	if errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("a correction without a reason: %v", err)
	}
	after, _, err := r.Save(registry.Draft{Reason: "漏报"}, registry.Author{}, registry.Book{Total: 10})
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

func TestBookFlagsWhatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	march := month.Month{Year: 2020, Month: 3}
	opening := registry.Opening{Month: march, Year: 20, Cumulative: 100}
	known := map[month.Month]registry.Figures{
		march:        {Month: 5, YearToDate: 25, Cumulative: 105},
		march.Next(): {Month: 5, YearToDate: 30, Cumulative: 110},
	}
	for name, tc := range map[string]struct {
		month   month.Month
		figures registry.Figures
		without []month.Month
		opening *registry.Opening
		want    []string
	}{
		"sound":                             {may(), registry.Figures{Month: 7, YearToDate: 37, Cumulative: 117}, nil, &opening, nil},
		"the cumulative is off":             {may(), registry.Figures{Month: 7, YearToDate: 37, Cumulative: 118}, nil, &opening, []string{"CUMULATIVE_MISMATCH"}},
		"both are off":                      {may(), registry.Figures{Month: 7, YearToDate: 38, Cumulative: 118}, nil, &opening, []string{"CUMULATIVE_MISMATCH", "YEAR_MISMATCH"}},
		"a missing month may hold the rest": {may(), registry.Figures{Month: 7, YearToDate: 40, Cumulative: 120}, []month.Month{march.Next()}, &opening, nil},
		"but not less than nothing":         {may(), registry.Figures{Month: 7, YearToDate: 31, Cumulative: 111}, []month.Month{march.Next()}, &opening, []string{"CUMULATIVE_MISMATCH", "YEAR_MISMATCH"}},
		"before the opening nothing known":  {march.Prev(), registry.Figures{Month: 7, YearToDate: 9, Cumulative: 90}, nil, &opening, nil},
		"the first report fixes it all":     {may(), registry.Figures{Month: 7, YearToDate: 9, Cumulative: 90}, nil, nil, nil},
		"a new year begins at nought":       {month.Month{Year: 2021, Month: 1}, registry.Figures{Month: 7, YearToDate: 8, Cumulative: 200}, nil, &opening, []string{"YEAR_MISMATCH"}},
		"over the total is flagged too":     {may(), registry.Figures{Month: 7, YearToDate: 37, Cumulative: 1117}, nil, &opening, []string{"CUMULATIVE_OVER_TOTAL", "CUMULATIVE_MISMATCH"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book := registry.Book{Total: 1000, Opening: tc.opening, Accepted: map[month.Month]registry.Figures{}}
			for m, f := range known {
				book.Accepted[m] = f
			}
			for _, m := range tc.without {
				delete(book.Accepted, m)
			}
			var reasons []string
			for _, f := range book.Check(tc.month, tc.figures) {
				reasons = append(reasons, f.Reason)
				if f.Severity != registry.SeverityWarning {
					t.Errorf("%s refuses", f.Reason)
				}
			}
			if diff := cmp.Diff(tc.want, reasons); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
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
