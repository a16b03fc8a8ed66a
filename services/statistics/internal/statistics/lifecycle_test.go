package statistics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/statistics/internal/statistics"
)

// begun is a new project of 2020 that the register has told everything about: planned to
// start in March, started in May, certified in June.
func begun(edit func(*statistics.Project)) statistics.Project {
	p := project(func(p *statistics.Project) {
		p.Reports = nil
		p.Milestones = statistics.Milestones{
			Library: "key", StartMonth: 3, NeedsNewLand: true, Started: 202005, StartCertified: 202006, EndYear: 2022,
		}
	})
	if edit != nil {
		edit(&p)
	}
	return p
}

func continued(edit func(*statistics.Milestones)) func(*statistics.Project) {
	return func(p *statistics.Project) {
		p.Nature, p.Milestones = statistics.NatureContinued, statistics.Milestones{Library: "key", Started: 201904, EndYear: 2022}
		edit(&p.Milestones)
	}
}

// at is what a month should show.
type at map[int]statistics.Lifecycle

// lives are worked out by hand from the definitions in the contract.
var lives = map[string]struct {
	edit func(*statistics.Project)
	want at
}{
	"due from its planned month, started when it started, certified when it was": {nil, at{
		2: {}, 3: {statistics.DueToStart: 1}, 4: {statistics.DueToStart: 1},
		5:  {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1},
		6:  {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1, statistics.StartsCertified: 1},
		12: {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1, statistics.StartsCertified: 1},
	}},
	"an early start is a start, but none of those due": {func(p *statistics.Project) {
		p.Milestones.StartMonth, p.Milestones.StartCertified = 6, statistics.Never
	}, at{
		5: {statistics.Started: 1},
		6: {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1},
	}},
	"a plan that names no month is due in December": {func(p *statistics.Project) {
		p.Milestones.StartMonth, p.Milestones.Started = 0, statistics.Never
	}, at{11: {}, 12: {statistics.DueToStart: 1}}},
	"no new land is counted apart": {func(p *statistics.Project) {
		p.Milestones.NeedsNewLand, p.Milestones.StartCertified = false, statistics.Never
	}, at{
		3: {statistics.DueToStart: 1, statistics.DueToStartNoLand: 1},
		5: {
			statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1,
			statistics.DueToStartNoLand: 1, statistics.StartedNoLand: 1,
		},
	}},
	"a start that nobody dates counts from January": {func(p *statistics.Project) {
		p.Milestones.Started, p.Milestones.StartCertified = statistics.Ever, statistics.Never
	}, at{1: {statistics.Started: 1}, 3: {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1}}},
	"a start in the next year is none of this one": {func(p *statistics.Project) { p.Milestones.Started = 202101 }, at{12: {statistics.DueToStart: 1}}},
	"withdrawn, it is neither due nor done": {func(p *statistics.Project) { p.Milestones.Withdrawn = 202007 }, at{
		6: {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1, statistics.StartsCertified: 1}, 7: {}, 12: {},
	}},
	"without a listing nothing of it counts": {func(p *statistics.Project) { p.Listings = nil }, at{6: {}}},
	"not told yet, nothing of it counts":     {func(p *statistics.Project) { p.Milestones.Library = "" }, at{6: {}}},
	"continued, it resumes": {continued(func(m *statistics.Milestones) { m.Resumed = 202003 }), at{
		1: {statistics.DueToResume: 1}, 2: {statistics.DueToResume: 1}, 3: {statistics.DueToResume: 1, statistics.Resumed: 1},
	}},
	"excused, it is neither due nor resumed": {continued(func(m *statistics.Milestones) { m.Excused, m.Resumed = true, 202003 }), at{12: {}}},
	"its last year of construction falls due in December": {continued(func(m *statistics.Milestones) { m.EndYear = 2020 }), at{
		11: {statistics.DueToResume: 1}, 12: {statistics.DueToResume: 1, statistics.DueToComplete: 1},
	}},
	"overdue since last year, completed and certified": {continued(func(m *statistics.Milestones) {
		m.EndYear, m.Completed, m.CompletionCertified = 2019, 202004, 202005
	}), at{
		1: {statistics.DueToResume: 1, statistics.DueToComplete: 1},
		4: {statistics.DueToResume: 1, statistics.DueToComplete: 1, statistics.Completed: 1, statistics.CompletedOfDue: 1},
		5: {
			statistics.DueToResume: 1, statistics.DueToComplete: 1, statistics.Completed: 1, statistics.CompletedOfDue: 1,
			statistics.CompletionsCertified: 1,
		},
	}},
	"completed before it was due": {continued(func(m *statistics.Milestones) { m.Completed = 202008 }), at{
		7: {statistics.DueToResume: 1}, 8: {statistics.DueToResume: 1, statistics.Completed: 1}, 12: {statistics.DueToResume: 1, statistics.Completed: 1},
	}},
	"completed last year, it is due for nothing": {continued(func(m *statistics.Milestones) { m.EndYear, m.Completed = 2019, 201912 }), at{1: {}, 12: {}}},
	"large enough, it enters the statistics after its start": {func(p *statistics.Project) {
		p.Milestones = statistics.Milestones{Library: "annual", StartMonth: 4, NeedsNewLand: true, Started: 202004, Eligible: true, Entered: 202006}
	}, at{
		3: {},
		4: {statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1, statistics.StatisticsEligible: 1},
		6: {
			statistics.DueToStart: 1, statistics.Started: 1, statistics.StartedOfDue: 1,
			statistics.StatisticsEligible: 1, statistics.StatisticsEntered: 1,
		},
	}},
	"continued, it has started whatever is dated": {continued(func(m *statistics.Milestones) {
		m.Started, m.Eligible, m.Entered, m.Excused = statistics.Never, true, 201911, true
	}), at{1: {statistics.StatisticsEligible: 1, statistics.StatisticsEntered: 1}}},
	"in the reserve, listed nowhere": {func(p *statistics.Project) {
		p.Listings, p.Milestones = nil, statistics.Milestones{Library: statistics.LibraryReserve}
	}, at{1: {statistics.Reserve: 1, statistics.ReserveTotal: 1000}, 12: {statistics.Reserve: 1, statistics.ReserveTotal: 1000}}},
	"money counts from the contract": {func(p *statistics.Project) {
		p.Listings, p.Milestones = nil, statistics.Milestones{Library: "proposed", Signed: 202009, SignedYuan: 800, ArrivedYuan: 900}
	}, at{8: {}, 9: {statistics.Signed: 800, statistics.Arrived: 900}}},
	"a contract of before counts all year": {func(p *statistics.Project) {
		p.Nature, p.Milestones = "", statistics.Milestones{Library: "key", Signed: 201811, SignedYuan: 800}
	}, at{1: {statistics.Signed: 800}, 12: {statistics.Signed: 800}}},
}

func TestLifecycleOfAProject(t *testing.T) {
	for name, tc := range lives {
		t.Run(name, func(t *testing.T) {
			for month, want := range tc.want {
				got, _ := statistics.OfProject(begun(tc.edit), statistics.All, month)
				if diff := cmp.Diff(named(want), named(got.Lifecycle)); diff != "" {
					t.Errorf("by month %d (-want +got):\n%s", month, diff)
				}
			}
		})
	}
}

// named is a lifecycle without its zeros.
func named(l statistics.Lifecycle) map[string]int64 {
	out := map[string]int64{}
	for i, name := range statistics.LifecycleNames() {
		if l[i] != 0 {
			out[name] = l[i]
		}
	}
	return out
}

// TestWhatIsDoneOfDueIsDue: no rate made of them exceeds a hundred percent.
func TestWhatIsDoneOfDueIsDue(t *testing.T) {
	parts := []struct{ part, whole statistics.LifecycleMeasure }{
		{statistics.StartedOfDue, statistics.DueToStart},
		{statistics.StartedNoLand, statistics.DueToStartNoLand},
		{statistics.DueToStartNoLand, statistics.DueToStart},
		{statistics.StartsCertified, statistics.Started},
		{statistics.Resumed, statistics.DueToResume},
		{statistics.CompletedOfDue, statistics.DueToComplete},
		{statistics.CompletionsCertified, statistics.Completed},
		{statistics.StatisticsEntered, statistics.StatisticsEligible},
	}
	for name, tc := range lives {
		for month := 1; month <= statistics.Months; month++ {
			f, _ := statistics.OfProject(begun(tc.edit), statistics.All, month)
			for _, p := range parts {
				if f.Lifecycle[p.part] > f.Lifecycle[p.whole] {
					t.Errorf("%s, month %d: %s exceeds %s", name, month, statistics.LifecycleNames()[p.part], statistics.LifecycleNames()[p.whole])
				}
			}
		}
	}
}

func TestAReportChangesNoLifecycle(t *testing.T) {
	before, after := begun(nil), begun(func(p *statistics.Project) {
		p.Reports = []statistics.Report{{Month: 5, Invested: 1, YearToDate: 1}}
	})
	cells := make(statistics.Cells)
	new(statistics.Mover).Move(cells, &before, &after)
	for key, m := range cells {
		if m.Lifecycle != (statistics.Lifecycle{}) {
			t.Errorf("%v: %v", key, named(m.Lifecycle))
		}
	}
}
