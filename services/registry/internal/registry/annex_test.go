package registry

import (
	"testing"

	"pacesetter/pkg/month"
)

func TestWhoIsToldOfAnEarlierYearsSheets(t *testing.T) {
	handedOn := Project{Years: []Year{{Year: 2019, Unit: "a"}, {Year: 2020, Unit: "b"}, {Year: 2021, Unit: "c"}}}
	for name, tc := range map[string]struct {
		earlier, year int
		units         []string
		want          bool
	}{
		"its own year":                           {2020, 2020, []string{"b"}, true},
		"the year of who had it before":          {2019, 2020, []string{"b"}, false},
		"the same, by who stands above both":     {2019, 2020, []string{"a", "b"}, true},
		"who has it last is told its whole life": {2019, 2021, []string{"c"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := handedOn.TellsOf(tc.earlier, tc.year, tc.units); got != tc.want {
				t.Errorf("told: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestWhichAnnexListsAProject(t *testing.T) {
	may := month.Month{Year: 2020, Month: 5}
	for name, tc := range map[string]struct {
		stage           Stage
		entered         string
		end             int
		nature          Nature
		planned         int64
		reported        bool
		listed          bool
		one, two, three bool
	}{
		"an idea": {stage: StagePlanned, nature: NatureNew, one: true},
		"in preparation, not planned for this year":    {stage: StagePreparing, nature: NatureNew, one: true},
		"in preparation, to start this year":           {stage: StagePreparing, nature: NatureNew, planned: 1, two: true},
		"in preparation, planned, but listed before":   {stage: StagePreparing, nature: NatureNew, listed: true, one: true, two: true, three: true},
		"being built since last year":                  {stage: StageBuilding, nature: NatureContinued, planned: 1, three: true},
		"being built, new this year":                   {stage: StageBuilding, nature: NatureNew, planned: 1, two: true, three: true},
		"being built, to be completed this year":       {stage: StageBuilding, end: 2020, nature: NatureContinued, two: true, three: true},
		"stopped":                                      {stage: StageSuspended, nature: NatureContinued, three: true},
		"completed before this month":                  {stage: StageCompleted, entered: "2020-04-30", nature: NatureContinued, two: true},
		"completed this month":                         {stage: StageCompleted, entered: "2020-05-01", nature: NatureContinued, two: true, three: true},
		"completed last year":                          {stage: StageCompleted, entered: "2019-12-31", nature: NatureContinued},
		"withdrawn":                                    {stage: StageWithdrawn, entered: "2020-05-20", nature: NatureNew, planned: 1, listed: true},
		"withdrawn after the month was reported":       {stage: StageWithdrawn, entered: "2020-05-20", nature: NatureNew, reported: true, three: true},
		"reported although the register calls it idea": {stage: StagePlanned, nature: NatureNew, reported: true, one: true, three: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := Project{Stage: tc.stage, EndYear: tc.end}
			if tc.entered != "" {
				p.Stages = []StageEntry{{tc.stage, tc.entered}}
			}
			y := Year{Year: 2020, Nature: tc.nature}
			if tc.planned > 0 {
				y.Planned = 10_000
			}
			s := Standing{Month: may, Reported: tc.reported, Listed: tc.listed}
			for annex, want := range map[Annex]bool{AnnexPlanning: tc.one, AnnexNewAndCompleted: tc.two, AnnexUnderConstruction: tc.three, 4: false} {
				if got := annex.Lists(p, y, s); got != want {
					t.Errorf("annex %d lists it: %v, want %v", annex, got, want)
				}
			}
		})
	}
}
