package registry_test

import (
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

func TestAttraction(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   registry.Attraction
		want string
	}{
		"nothing known":             {registry.Attraction{}, ""},
		"signed":                    {registry.Attraction{SignedDate: "2020-01-10", Signed: 100}, ""},
		"more arrived than signed":  {registry.Attraction{SignedDate: "2020-01-10", Signed: 100, LandedDate: "2020-03-01", Arrived: 120}, ""},
		"landed before signed":      {registry.Attraction{SignedDate: "2020-01-10", LandedDate: "2020-01-09"}, "ATTRACTION_ORDER"},
		"money without a contract":  {registry.Attraction{Arrived: 1}, "ATTRACTION_ORDER"},
		"signed tomorrow":           {registry.Attraction{SignedDate: "2020-05-21"}, "DATE_FUTURE"},
		"landed on a day of no sum": {registry.Attraction{SignedDate: "2020-01-10", LandedDate: "3月"}, "DATE_INVALID"},
		"a negative value":          {registry.Attraction{SignedDate: "2020-01-10", Signed: -1}, "AMOUNT_NEGATIVE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, err := shelf(registry.LibraryKey).SetAttraction(tc.in, noon())
			if err == nil && (tc.want != "" || after.Attraction != tc.in) || err != nil && errs.ReasonOf(err) != tc.want {
				t.Errorf("SetAttraction() = %+v, %v; want %q", after.Attraction, err, tc.want)
			}
		})
	}
}

func TestNoProjectIsAPartOfItself(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		parent registry.ProjectID
		phase  int
		above  []registry.ProjectID
		want   string
	}{
		"a part":             {"q", 0, []registry.ProjectID{"q", "r"}, ""},
		"the second phase":   {"q", 2, nil, ""},
		"of none any more":   {"", 0, nil, ""},
		"of itself":          {"p", 0, nil, "RELATION_CYCLE"},
		"of one of its own":  {"q", 0, []registry.ProjectID{"q", "r", "p"}, "RELATION_CYCLE"},
		"a phase of nothing": {"", 1, nil, "PHASE_INVALID"},
		"a hundredth phase":  {"q", 100, nil, "PHASE_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, err := shelf(registry.LibraryKey).SetParent(tc.parent, tc.phase, tc.above, noon())
			if err == nil && (tc.want != "" || after.Parent != tc.parent || after.Phase != tc.phase) || err != nil && errs.ReasonOf(err) != tc.want {
				t.Errorf("SetParent() = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestWhatBecomesOfACode(t *testing.T) {
	t.Parallel()
	const other = "2509-320193-89-01-544060"
	for name, tc := range map[string]struct {
		event registry.CodeEvent
		after []registry.ProjectID
		code  string
		want  string
	}{
		"changed":               {registry.CodeEvent{Kind: registry.CodeChanged, NewCode: " " + other}, nil, other, ""},
		"changed to itself":     {registry.CodeEvent{Kind: registry.CodeChanged, NewCode: shelf("").NationalCode}, nil, "", "CODE_UNCHANGED"},
		"changed to a mistake":  {registry.CodeEvent{Kind: registry.CodeChanged, NewCode: "2601-140100-89-01-123456"}, nil, "", "PROJECT_CODE_CHECK_DIGIT"},
		"invalidated":           {registry.CodeEvent{Kind: registry.CodeInvalidated}, nil, "", ""},
		"split":                 {registry.CodeEvent{Kind: registry.CodeSplit, Successors: []registry.ProjectID{"q"}}, []registry.ProjectID{"q"}, shelf("").NationalCode, ""},
		"split into nothing":    {registry.CodeEvent{Kind: registry.CodeSplit}, nil, "", "SUCCESSOR_MISSING"},
		"split into itself":     {registry.CodeEvent{Kind: registry.CodeSplit, Successors: []registry.ProjectID{"p"}}, nil, "", "LINEAGE_CYCLE"},
		"split into its origin": {registry.CodeEvent{Kind: registry.CodeSplit, Successors: []registry.ProjectID{"q"}}, []registry.ProjectID{"q", "p"}, "", "LINEAGE_CYCLE"},
		"of no kind":            {registry.CodeEvent{}, nil, "", "CODE_EVENT_KIND"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := shelf(registry.LibraryKey)
			tc.event.Date = "2020-05-01"
			after, kept, err := p.RecordCode(tc.event, tc.after, registry.Approver{By: "county", Comment: "赋码有误", Now: noon()})
			if got := errs.ReasonOf(err); err != nil && got != tc.want || err == nil && tc.want != "" {
				t.Fatalf("RecordCode() = %v, want %q", err, tc.want)
			}
			if err == nil && (after.NationalCode != tc.code || kept.OldCode != p.NationalCode || kept.Author != "county") {
				t.Errorf("code %q after %+v", after.NationalCode, kept)
			}
		})
	}
	e := registry.CodeEvent{Kind: registry.CodeInvalidated, Date: "2020-05-21"}
	if _, _, err := shelf("").RecordCode(e, nil, registry.Approver{Comment: "x", Now: noon()}); errs.ReasonOf(err) != "DATE_FUTURE" {
		t.Errorf("tomorrow: %v", err)
	}
	if _, _, err := shelf("").RecordCode(e, nil, registry.Approver{Now: noon()}); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("without a reason: %v", err)
	}
	if _, _, err := sound().RecordCode(e, nil, registry.Approver{Comment: "x", Now: noon()}); errs.ReasonOf(err) != "CODE_MISSING" {
		t.Errorf("without a code: %v", err)
	}
}
