package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

func figuresOf(n money.Yuan) registry.Figures {
	return registry.Figures{Month: n, YearToDate: n, Cumulative: n}
}

// said is a revision that says n.
func said(number int, s registry.State, n money.Yuan) *registry.Revision {
	return &registry.Revision{Number: number, State: s, Figures: figuresOf(n), Author: "somebody", Role: "township"}
}

// TestReportsGoBack walks what stood before an import × how its own revision stands.
func TestReportsGoBack(t *testing.T) {
	t.Parallel()
	accepted, submitted := said(1, registry.StateAccepted, 9), said(1, registry.StateSubmitted, 9)
	second, waiting := said(2, registry.StateAccepted, 9), said(2, registry.StateSubmitted, 9)
	former, draft := said(1, registry.StateAccepted, 5), said(1, registry.StateDraft, 4)
	for name, tc := range map[string]struct {
		was      registry.FormerReport
		now      registry.Report
		accepted *registry.Revision
		pending  *registry.Revision
	}{
		"nothing before, in force": {
			registry.FormerReport{},
			registry.Report{Accepted: accepted},
			nil, said(2, registry.StateWithdrawn, 9),
		},
		"nothing before, waiting": {
			registry.FormerReport{},
			registry.Report{Pending: submitted},
			nil, said(1, registry.StateWithdrawn, 9),
		},
		"figures before, in force": {
			registry.FormerReport{Accepted: former},
			registry.Report{Accepted: second},
			said(3, registry.StateAccepted, 5), nil,
		},
		"figures before, waiting": {
			registry.FormerReport{Accepted: former},
			registry.Report{Accepted: former, Pending: waiting},
			former, said(2, registry.StateWithdrawn, 9),
		},
		"a draft before, in force": {
			registry.FormerReport{Pending: draft},
			registry.Report{Accepted: accepted},
			nil, said(2, registry.StateDraft, 4),
		},
		"a draft before, waiting": {
			registry.FormerReport{Pending: draft},
			registry.Report{Pending: submitted},
			nil, draft,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.now.Version, tc.now.FirstSubmit = 7, noon()
			got := tc.now.Undo(tc.was, registry.Author{ID: "bo", Role: "county"}, "传错了表", noon())
			if got.Version != 8 || !got.FirstSubmit.IsZero() {
				t.Errorf("version %d, first handed in %v", got.Version, got.FirstSubmit)
			}
			for _, pair := range [][2]*registry.Revision{{tc.accepted, got.Accepted}, {tc.pending, got.Pending}} {
				if diff := cmp.Diff(outline(pair[0]), outline(pair[1])); diff != "" {
					t.Errorf("revision differs (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// outline is what the table says of a revision.
func outline(r *registry.Revision) any {
	if r == nil {
		return nil
	}
	return []any{r.Number, string(r.State), int64(r.Figures.Month)}
}

func TestAnUndoneMonthIsWrittenAnew(t *testing.T) {
	t.Parallel()
	imported := registry.Report{Month: may(), Version: 1, Accepted: said(1, registry.StateAccepted, 9)}
	undone := imported.Undo(registry.FormerReport{}, registry.Author{ID: "bo"}, "传错了表", noon())
	if undone.Pending.Reason != "传错了表" || undone.Pending.Author != "bo" {
		t.Errorf("withdrawn as %+v", undone.Pending)
	}
	if undone.Says(registry.Draft{Figures: figuresOf(9)}) {
		t.Error("what was withdrawn is still said")
	}
	by, scrutiny := registry.Author{ID: "bo", Role: "county"}, registry.Scrutiny{Book: registry.Book{Project: costing(1000)}}
	saved, _, err := undone.Save(registry.Draft{Figures: figuresOf(3)}, by, scrutiny)
	if err != nil {
		t.Fatal(err)
	}
	again, err := saved.Submit(by, true, noon(), noon())
	if err != nil || again.Accepted.Number != 2 || again.Accepted.Figures != figuresOf(3) {
		t.Fatalf("Submit() = %+v, %v", again, err)
	}
}

func TestARetractedProjectCountsInNothing(t *testing.T) {
	t.Parallel()
	p := registry.Project{
		ID: "x", Version: 2, Stage: registry.StageBuilding, NationalCode: "2502-140109-89-01-287745", Opening: &registry.Opening{},
		Years: []registry.Year{{Year: 2020, Unit: "bc", Listings: []registry.Listing{{Key: "county", FromMonth: 5, Confirmed: true}}}},
	}
	got := p.Retracted(noon())
	if got.Stage != registry.StageWithdrawn || got.CurrentLibrary() != registry.LibraryWithdrawn || got.EndDate() != "2020-05-20" ||
		got.NationalCode != "" || got.Opening != nil || len(got.Years) != 1 || got.Years[0].Listings != nil || got.Version != 3 {
		t.Errorf("Retracted() = %+v", got)
	}
	if len(p.Years[0].Listings) != 1 {
		t.Error("the project before was changed, too")
	}
}

func TestUndoOutcome(t *testing.T) {
	t.Parallel()
	left := func(reason string) registry.UndoPlan {
		return registry.UndoPlan{Action: registry.UndoLeave, Why: errs.Precondition(reason, "")}
	}
	gone := registry.UndoPlan{Action: registry.UndoReport}
	nothing := registry.UndoPlan{Action: registry.UndoNone}
	committed := registry.Import{State: registry.ImportCommitted, Written: 2}
	for name, tc := range map[string]struct {
		i     registry.Import
		plans []registry.UndoPlan
		want  string
	}{
		"one row goes back":                 {committed, []registry.UndoPlan{left("MONTH_LOCKED"), gone}, ""},
		"one thing keeps every row":         {committed, []registry.UndoPlan{left("MONTH_LOCKED"), nothing, left("MONTH_LOCKED")}, "MONTH_LOCKED"},
		"several things do":                 {committed, []registry.UndoPlan{left("MONTH_LOCKED"), left("REPORT_TOUCHED")}, "NOTHING_TO_UNDO"},
		"it was written before undoing":     {committed, nil, "IMPORT_NOT_RECORDED"},
		"it is undone, the rest is left":    {registry.Import{State: registry.ImportUndone}, []registry.UndoPlan{left("REPORT_TOUCHED")}, ""},
		"it is undone":                      {registry.Import{State: registry.ImportUndone}, nil, ""},
		"it wrote nothing and only settled": {registry.Import{State: registry.ImportCommitted}, []registry.UndoPlan{nothing}, ""},
		"it wrote nothing, settled nothing": {registry.Import{State: registry.ImportCommitted}, nil, "NOTHING_TO_UNDO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := errs.ReasonOf(registry.UndoOutcome(tc.i, tc.plans)); got != tc.want {
				t.Errorf("UndoOutcome() = %q, want %q", got, tc.want)
			}
		})
	}
}
