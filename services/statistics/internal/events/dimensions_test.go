package events_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func decoded(t *testing.T, edit func(*registryv1.Project)) statistics.Milestones {
	t.Helper()
	var facts store.Facts
	body := encode(&registryv1.ProjectChanged{Project: lively(edit)})
	if err := events.Append(&facts, store.EntityProject, events.Payload{ID: one, Body: body}); err != nil {
		t.Fatal(err)
	}
	return facts.Projects[0].Years[0].Milestones
}

// TestWhereAProjectStandsIsReadFromTheEvent: each case names the stages of before the
// year, of January and so on, a stage once for the months that it lasts.
func TestWhereAProjectStandsIsReadFromTheEvent(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(*registryv1.Project)
		want []string
	}{
		"from stage to stage": {nil, []string{"building", "completed", "producing"}},
		"a stage without any day counts since ever": {
			func(p *registryv1.Project) { p.Stages = p.GetStages()[:1] }, []string{"producing"},
		},
		"before the first day nobody knows": {
			func(p *registryv1.Project) { p.Stages = p.GetStages()[3:] }, []string{"unknown", "completed", "producing"},
		},
		"of two in a month the later": {
			func(p *registryv1.Project) { p.Stages[3].Date = "2020-11-30" }, []string{"building", "producing"},
		},
		"suspended": {
			func(p *registryv1.Project) {
				p.Stage, p.Stages = registryv1.Stage_STAGE_SUSPENDED, append(slices.Clone(p.GetStages()[:3]), entry(registryv1.Stage_STAGE_SUSPENDED, "2020-03-05", ""))
			}, []string{"building", "suspended"},
		},
		"a suspension that is over": {
			func(p *registryv1.Project) {
				p.Stage, p.Stages = registryv1.Stage_STAGE_BUILDING, append(slices.Clone(p.GetStages()[:3]), entry(registryv1.Stage_STAGE_SUSPENDED, "2020-03-05", ""))
			}, []string{"building"},
		},
		"a stage of a later version": {
			func(p *registryv1.Project) { p.Stage, p.Stages = 77, nil }, []string{"unknown"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := decoded(t, tc.edit)
			var got []string
			for _, s := range slices.Compact(m.Stages[:]) {
				got = append(got, s.String())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" || !m.Placed {
				t.Errorf("stages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheSectionIsReadFromTheSheetsText(t *testing.T) {
	for text, want := range map[string]string{
		"医药制造业": "C", "C27": "C", "房地产业": "K", "新能源": "", "": "", "化工、教育、其他": "",
	} {
		if got := decoded(t, func(p *registryv1.Project) { p.Years[0].Industry = text }).Section; got != want {
			t.Errorf("%q is of section %q, want %q", text, got, want)
		}
	}
}

func TestThePlanByMonthIsReadFromTheEvent(t *testing.T) {
	months := []int64{0, 10, 20, 30, 0, 0, 0, 0, 0, 0, 0, 60}
	m := decoded(t, func(p *registryv1.Project) { p.Years[0].Plan = &registryv1.ApprovedPlan{Number: 2, MonthYuan: months} })
	if diff := cmp.Diff(&statistics.MonthPlan{0, 10, 20, 30, 0, 0, 0, 0, 0, 0, 0, 60}, m.Plan); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if m := decoded(t, nil); m.Plan != nil {
		t.Errorf("without one: %v", m.Plan)
	}
	for name, broken := range map[string][]int64{"eleven months": months[1:], "less than nothing": append(slices.Clone(months[1:]), -1)} {
		var facts store.Facts
		body := encode(&registryv1.ProjectChanged{Project: lively(func(p *registryv1.Project) { p.Years[0].Plan = &registryv1.ApprovedPlan{MonthYuan: broken} })})
		if err := events.Append(&facts, store.EntityProject, events.Payload{ID: one, Body: body}); err == nil {
			t.Errorf("%s were taken", name)
		}
	}
}
