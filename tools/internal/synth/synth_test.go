package synth

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
)

func TestBinzhouAddsUpToThePublishedTotals(t *testing.T) {
	var planned, invested int64
	lists, codes, perUnit := map[string]int{}, map[string]bool{}, map[string]int{}
	for p := range Binzhou() {
		year := p.Project.GetYears()[0]
		planned += year.GetPlannedYuan()
		perUnit[year.GetUnit()]++
		lists[year.GetListings()[0].GetKey()]++
		codes[p.Project.GetNationalCode()] = true
		if len(p.Reports) != BinzhouMonths {
			t.Fatalf("%s has %d reports", p.Project.GetName(), len(p.Reports))
		}
		invested += p.Reports[BinzhouMonths-1].Row.GetFigures().GetYearToDateYuan()
		checkArithmetic(t, p)
	}
	if planned != BinzhouPlanned || invested != BinzhouInvested || len(codes) != 433 || len(perUnit) != 10 {
		t.Errorf("planned %d invested %d codes %d units %d", planned, invested, len(codes), len(perUnit))
	}
	want := map[string]int{"province": 94, "city": 140, "county": 169, "renovation": 30}
	if diff := cmp.Diff(want, lists); diff != "" {
		t.Error(diff)
	}
}

// checkArithmetic holds a project's reports against the register's own rules.
func checkArithmetic(t *testing.T, p Project) {
	t.Helper()
	limit := p.Project.GetYears()[0].GetTotalInvestmentYuan()
	for _, r := range p.Reports {
		f := r.Row.GetFigures()
		if f.GetMonthYuan() < 0 || f.GetMonthYuan() > f.GetYearToDateYuan() || f.GetYearToDateYuan() > f.GetCumulativeYuan() || f.GetCumulativeYuan() > limit {
			t.Errorf("%s %s: %v of %d", p.Project.GetName(), r.Row.GetMonth(), f, limit)
		}
	}
}

func TestASpecMakesTheSameProjectEachTime(t *testing.T) {
	s := Spec{Seed: 7, Year: 2025, Cities: 3, Counties: 10, Projects: 500, Months: 12, LatePerMille: 100, CorrectedPerMille: 100, MissingPerMille: 20}
	again, codes := s, map[string]bool{}
	var late, corrected, reports int
	for i := range s.Projects {
		p := s.Project(i)
		checkArithmetic(t, p)
		codes[p.Project.GetNationalCode()] = true
		if diff := cmp.Diff(p, again.Project(i), protocmp.Transform()); diff != "" {
			t.Fatal(diff)
		}
		for _, r := range p.Reports {
			reports++
			if r.Correction {
				corrected++
			} else if r.Late > 0 {
				late++
			}
		}
	}
	if len(codes) != s.Projects {
		t.Errorf("%d distinct codes for %d projects", len(codes), s.Projects)
	}
	if late < reports/20 || corrected < reports/20 {
		t.Errorf("%d late, %d corrected of %d", late, corrected, reports)
	}
}

func TestAnotherYearIsTheSameProjectAndAnotherSeedIsNot(t *testing.T) {
	s := Spec{Seed: 7, Year: 2025, Cities: 3, Counties: 10, Projects: 100, Months: 12}
	next, other := s, s
	next.Year, other.Seed = 2026, 8
	for i := range s.Projects {
		a, b, c := s.Project(i).Project, next.Project(i).Project, other.Project(i).Project
		if a.GetNationalCode() != b.GetNationalCode() {
			t.Errorf("%s became %s", a.GetNationalCode(), b.GetNationalCode())
		}
		if a.GetNationalCode() == c.GetNationalCode() || a.GetCompany().GetName() == c.GetCompany().GetName() {
			t.Errorf("%v is %v", a, c)
		}
	}
}

func TestUnitsComeParentsFirst(t *testing.T) {
	known := map[string]bool{Root: true}
	for u := range National(1).Units() {
		if !known[u.Parent] {
			t.Fatalf("%s comes before its parent %s", u.Unit.GetCode(), u.Parent)
		}
		known[u.Unit.GetCode()] = true
	}
	if len(known) != 1+16+136 {
		t.Errorf("%d units", len(known))
	}
}

func TestSpreadIsExact(t *testing.T) {
	for _, total := range []int64{0, 1, 433, 10_176_900, 1 << 52} {
		var sum int64
		for _, part := range spread(total, []int64{3, 1, 4, 1, 5, 9}) {
			sum += part
		}
		if sum != total {
			t.Errorf("spread(%d) adds up to %d", total, sum)
		}
	}
}

func TestKnownCheckCharacters(t *testing.T) {
	for body, want := range map[string]byte{"2509320193890154406": '0', "2211441900040231015": '1', "2304441900040113525": '4'} {
		if got := projectCheck(body); got != want {
			t.Errorf("projectCheck(%s) = %c", body, got)
		}
	}
	if got := creditCheck("91350200776049653"); got != 'A' {
		t.Errorf("creditCheck = %c", got)
	}
	if got := organisationCheck("77604965"); got != '3' {
		t.Errorf("organisationCheck = %c", got)
	}
}

func TestHabitsAndLiesAreDealtOutAndStillAddUp(t *testing.T) {
	s := Spec{Seed: 7, Year: 2025, Cities: 3, Counties: 10, Projects: 2000, Months: 12, HabitPerMille: 300, DishonestPerMille: 300}
	habits, told := make(map[Habit]int), make(map[Lie]int)
	for i := range s.Projects {
		p := s.Project(i)
		if diff := cmp.Diff(p, s.Project(i), protocmp.Transform()); diff != "" {
			t.Fatal(diff)
		}
		var lie Lie
		var sum int64
		for _, r := range p.Reports {
			f := r.Row.GetFigures()
			sum += f.GetMonthYuan()
			if f.GetMonthYuan() < 0 || f.GetYearToDateYuan() != sum || f.GetYearToDateYuan() > f.GetCumulativeYuan() {
				t.Errorf("%s %s: %v", p.Project.GetName(), r.Row.GetMonth(), f)
			}
			if r.Lie != "" {
				lie = r.Lie
			}
		}
		habits[p.Reports[0].Habit]++
		told[lie]++
	}
	for _, l := range Lies() {
		if told[l] < 20 {
			t.Errorf("%d projects tell %s", told[l], l)
		}
	}
	if len(Lies()) != 12 || len(habits) != 8 || habits[HabitWinter] < 40 || told[""] < 1300 {
		t.Errorf("habits %v, lies %v", habits, told)
	}
}

func TestAShortYearHasNoLongLies(t *testing.T) {
	s := Spec{Seed: 7, Year: 2025, Cities: 1, Counties: 1, Projects: 200, Months: 1, HabitPerMille: 500, DishonestPerMille: 500}
	for i := range s.Projects {
		for _, r := range s.Project(i).Reports {
			if r.Lie == LieDecember || r.Lie == LieCopiedProgress {
				t.Errorf("project %d tells %s in a month", i, r.Lie)
			}
		}
	}
}
