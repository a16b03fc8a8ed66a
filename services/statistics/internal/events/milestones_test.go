package events_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

func entry(stage registryv1.Stage, date, certified string) *registryv1.StageEntry {
	return &registryv1.StageEntry{Stage: stage, Date: date, CertifiedDate: certified}
}

// lively is a project that says everything about its life.
func lively(edit func(*registryv1.Project)) *registryv1.Project {
	p := &registryv1.Project{
		Id: one, Version: 1, Library: registryv1.Library_LIBRARY_COMPLETED, Stage: registryv1.Stage_STAGE_PRODUCING,
		Stages: []*registryv1.StageEntry{
			entry(registryv1.Stage_STAGE_PREPARING, "2019-01-01", ""),
			entry(registryv1.Stage_STAGE_STARTED, "2019-03-31", "2019-04-01"),
			entry(registryv1.Stage_STAGE_BUILDING, "2019-05-01", ""),
			entry(registryv1.Stage_STAGE_COMPLETED, "2020-08-31", "2020-10-01"),
			entry(registryv1.Stage_STAGE_PRODUCING, "2020-11-01", "2020-12-01"),
		},
		EndYear: 2021, StatisticsEligible: true, StatisticsEntryDate: "2019-06-30",
		Attraction: &registryv1.Attraction{SignedDate: "2018-02-28", SignedYuan: 900, ArrivedYuan: 30},
		Tags:       []string{"six-new/new-material", "ten-strong/chemicals"},
		Years: []*registryv1.ProjectYear{{
			Year: 2020, Unit: "371602", StartMonth: 4, NeedsNewLand: true, ResumedDate: "2020-02-10", ResumptionExcused: true,
		}},
	}
	if edit != nil {
		edit(p)
	}
	return p
}

func TestMilestonesAreReadFromTheEvent(t *testing.T) {
	all := func(edit func(*statistics.Milestones)) statistics.Milestones {
		m := statistics.Milestones{
			Library: "completed", Started: 201903, StartCertified: 201904, Completed: 202008, CompletionCertified: 202010, EndYear: 2021,
			Eligible: true, Entered: 201906, Signed: 201802, SignedYuan: 900, ArrivedYuan: 30,
			Tags:       []string{"six-new/new-material", "ten-strong/chemicals"},
			StartMonth: 4, NeedsNewLand: true, Resumed: 202002, Excused: true,
		}
		if edit != nil {
			edit(&m)
		}
		return m
	}
	for name, tc := range map[string]struct {
		edit func(*registryv1.Project)
		want statistics.Milestones
	}{
		"everything": {nil, all(nil)},
		"who builds has started, though nobody entered it": {
			func(p *registryv1.Project) { p.Stages = p.GetStages()[2:3] },
			all(func(m *statistics.Milestones) {
				m.Started, m.StartCertified, m.Completed, m.CompletionCertified = 201905, statistics.Never, statistics.Never, statistics.Never
			}),
		},
		"a stage without any day": {
			func(p *registryv1.Project) { p.Stages = nil },
			all(func(m *statistics.Milestones) {
				m.Started, m.StartCertified, m.Completed, m.CompletionCertified = statistics.Ever, statistics.Never, statistics.Never, statistics.Never
			}),
		},
		"withdrawn before it started": {
			func(p *registryv1.Project) {
				p.Library, p.Stage = registryv1.Library_LIBRARY_WITHDRAWN, registryv1.Stage_STAGE_WITHDRAWN
				p.Stages = []*registryv1.StageEntry{entry(registryv1.Stage_STAGE_WITHDRAWN, "2020-07-01", "")}
			},
			all(func(m *statistics.Milestones) {
				m.Library, m.Withdrawn = "withdrawn", 202007
				m.Started, m.StartCertified, m.Completed, m.CompletionCertified = statistics.Never, statistics.Never, statistics.Never, statistics.Never
			}),
		},
		"of before there were libraries": {
			func(p *registryv1.Project) { p.Library = registryv1.Library_LIBRARY_UNSPECIFIED },
			all(func(m *statistics.Milestones) { m.Library = "" }),
		},
		"a library of a later version": {
			func(p *registryv1.Project) { p.Library = 77 },
			all(func(m *statistics.Milestones) { m.Library = "77" }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			var facts store.Facts
			body := encode(&registryv1.ProjectChanged{Project: lively(tc.edit)})
			if err := events.Append(&facts, store.EntityProject, events.Payload{ID: one, Body: body}); err != nil {
				t.Fatal(err)
			}
			got := facts.Projects[0].Years[0].Milestones
			got.Stages, got.Placed = statistics.Stages{}, false // TestWhereAProjectStandsIsReadFromTheEvent
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("milestones (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBrokenMilestonesAreRefused, so that the message is parked.
func TestBrokenMilestonesAreRefused(t *testing.T) {
	for name, edit := range map[string]func(*registryv1.Project){
		"a start on no day":              func(p *registryv1.Project) { p.Stages[1].Date = "-" },
		"a certification in month 13":    func(p *registryv1.Project) { p.Stages[1].CertifiedDate = "2020-13-01" },
		"an entry on no day":             func(p *registryv1.Project) { p.StatisticsEntryDate = "2020" },
		"a contract on no day":           func(p *registryv1.Project) { p.Attraction.SignedDate = "-" },
		"a resumption on no day":         func(p *registryv1.Project) { p.Years[0].ResumedDate = "2020-00-10" },
		"a planned start in month 13":    func(p *registryv1.Project) { p.Years[0].StartMonth = 13 },
		"a planned start before January": func(p *registryv1.Project) { p.Years[0].StartMonth = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			var facts store.Facts
			body := encode(&registryv1.ProjectChanged{Project: lively(edit)})
			if err := events.Append(&facts, store.EntityProject, events.Payload{ID: one, Body: body}); err == nil {
				t.Errorf("taken as %+v", facts.Projects[0].Years[0].Milestones)
			}
		})
	}
}
