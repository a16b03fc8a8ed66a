package synth

import (
	"fmt"
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// Cohort describes projects of one kind by what they add up to. Sums are in 万元, months
// are 1 to 12, days are MM-DD in the place's year.
type Cohort struct {
	What     string   `json:"what"` // for who reads the data
	Count    int      `json:"count"`
	Units    []string `json:"units,omitempty"`    // codes that they are dealt out to; empty: all that take projects
	Category string   `json:"category,omitempty"` // empty: dealt out
	Nature   string   `json:"nature,omitempty"`   // new or continued; empty for what has no plan yet
	Listings []string `json:"listings,omitempty"`
	Tags     []string `json:"tags,omitempty"` // each "system/tag", of a system that the place has set
	Stage    string   `json:"stage"`          // at the end: planned, reserved, preparing, building or completed
	NewLand  bool     `json:"new_land,omitempty"`

	Total    int64 `json:"total_wan"`
	Before   int64 `json:"before_wan,omitempty"` // invested before the year
	Planned  int64 `json:"planned_wan,omitempty"`
	Invested int64 `json:"invested_wan,omitempty"` // in the year, up to the place's last month
	Spread   int   `json:"spread_percent"`         // how far sizes are from their mean, at most

	FromMonth int    `json:"from_month,omitempty"` // in which work begins, or goes on; 0: January
	Months    int    `json:"months,omitempty"`     // the last one reported; 0: the place's
	Completed string `json:"completed,omitempty"`
	Resumed   string `json:"resumed,omitempty"`
	Excused   string `json:"excused,omitempty"` // by which force majeure
	Ceremony  string `json:"ceremony,omitempty"`
	Substance string `json:"substantive,omitempty"` // the substantive start
}

// Life is what becomes of a project beside its reports, as YYYY-MM-DD; empty where
// nothing does.
type Life struct {
	Resumed     string // continued work in the year
	Excused     string // why it needn't
	Substantive string // the substantive start
}

// Place is a place's year: cohorts of projects dealt out to its units.
type Place struct {
	Seed    uint64
	Year    int
	Months  int    // reported
	Region  string // GB/T 2260 code of units that have none
	Units   []*registryv1.Unit
	Cohorts []Cohort
	First   int // index of the first project; those before it are made elsewhere
}

// Projects makes all projects with their reports. Each cohort's sums come out exactly.
func (p Place) Projects() []Project {
	var all []Project
	for i, c := range p.Cohorts {
		sums := c.sums(source(p.Seed, kindSpread, i))
		for n := range c.Count {
			d := p.draft(c, n, p.First+len(all))
			d.total, d.planned = sums.total[n]*Wan, sums.planned[n]*Wan
			all = append(all, p.finish(c, d, sums.before[n]*Wan, sums.invested[n]*Wan))
		}
	}
	return all
}

// sums are a cohort's figures project by project, in 万元.
type sums struct{ total, before, planned, invested []int64 }

// sums divides a cohort's figures. How far a project is differs little within a
// cohort; how much of it was planned differs by a tenth either way.
func (c Cohort) sums(r *rand.Rand) sums {
	weights := make([]int64, c.Count)
	for i := range weights {
		weights[i] = int64(between(r, 100-c.Spread, 100+c.Spread))
	}
	s := sums{total: spread(c.Total, weights)}
	done := spread(c.Before+c.Invested, s.total)
	s.before = make([]int64, c.Count)
	if c.Before > 0 {
		s.before = spread(c.Before, done)
	}
	s.invested = make([]int64, c.Count)
	for i := range weights {
		s.invested[i] = done[i] - s.before[i]
		weights[i] = s.total[i] * int64(between(r, 90, 110))
	}
	s.planned = spread(c.Planned, weights)
	return s
}

func (p Place) draft(c Cohort, n, index int) draft {
	u := p.unit(c, n, index)
	return draft{
		index: index, unit: u, region: regionOf(u, p.Region), series: p.Seed,
		listings: c.Listings, nature: nature(c.Nature), year: p.Year, category: c.Category, tags: c.Tags,
	}
}

// unit is where the n-th project of a cohort lies, which is the index-th of all.
func (p Place) unit(c Cohort, n, index int) *registryv1.Unit {
	if len(c.Units) == 0 {
		return p.Units[index%len(p.Units)]
	}
	code := c.Units[n%len(c.Units)]
	for _, u := range p.Units {
		if u.GetCode() == code {
			return u
		}
	}
	return nil // ruled out when the place is read
}

func nature(key string) registryv1.Nature {
	if key == "continued" {
		return registryv1.Nature_NATURE_CONTINUED
	}
	return registryv1.Nature_NATURE_NEW
}

// finish builds the project with what became of it.
func (p Place) finish(c Cohort, d draft, before, invested int64) Project {
	made := Project{Project: d.build(source(p.Seed, kindProject, d.index)), Life: p.life(c)}
	year := made.Project.GetYears()[0]
	year.NeedsNewLand = c.NewLand
	if c.Nature == "new" {
		year.StartMonth = planYear(c.FromMonth)
	}
	p.stages(made.Project, c)
	if c.reports() {
		made.Reports = p.reports(c, made.Project, before, invested, d.index)
	}
	return made
}

func (p Place) life(c Cohort) Life {
	return Life{Resumed: p.day(c.Resumed), Excused: c.Excused, Substantive: p.day(c.Substance)}
}

// day is a day of the place's year; none stays none.
func (p Place) day(monthDay string) string {
	if monthDay == "" {
		return ""
	}
	return fmt.Sprintf("%04d-%s", p.Year, monthDay)
}

// reports tells whether projects of the cohort are in a list, and so report.
func (c Cohort) reports() bool { return len(c.Listings) > 0 }

// building tells whether work has begun by the end.
func (c Cohort) building() bool { return c.Stage == "building" || c.Stage == "completed" }

// stages writes down how far the project has come, and since when.
func (p Place) stages(project *registryv1.Project, c Cohort) {
	stage := map[string]registryv1.Stage{
		"planned": registryv1.Stage_STAGE_PLANNED, "reserved": registryv1.Stage_STAGE_RESERVED,
		"preparing": registryv1.Stage_STAGE_PREPARING, "building": registryv1.Stage_STAGE_BUILDING,
		"completed": registryv1.Stage_STAGE_COMPLETED,
	}[c.Stage]
	project.Stage = stage
	if !c.building() {
		project.Stages = nil
		return
	}
	start := project.GetStages()[0].GetDate() // of a continued project
	if c.Nature == "new" {
		start = fmt.Sprintf("%04d-%02d-06", p.Year, max(c.FromMonth, 1))
		if c.Ceremony != "" {
			start = p.day(c.Ceremony)
		}
	}
	project.Stages = []*registryv1.StageEntry{
		{Stage: registryv1.Stage_STAGE_STARTED, Date: start}, {Stage: registryv1.Stage_STAGE_BUILDING, Date: start},
	}
	if c.Completed != "" {
		project.Stages = append(project.Stages, &registryv1.StageEntry{Stage: stage, Date: p.day(c.Completed)})
	}
}

// reports tells the year month by month; before work begins, or goes on, there is
// nothing to spend.
func (p Place) reports(c Cohort, project *registryv1.Project, before, invested int64, index int) []Report {
	first, last := max(c.FromMonth, 1), p.Months
	if c.Months > 0 {
		last = c.Months
	}
	amounts := months(source(p.Seed, kindReports, index), invested, first-1, last)
	reports := monthly(project, amounts, before)
	for i := range reports {
		switch {
		case !c.building():
			reports[i].Row.Progress = "办理前期手续"
		case i < first-1 && c.Nature == "new":
			reports[i].Row.Progress = "办理前期手续"
		case i < first-1:
			reports[i].Row.Progress = "停工待复工"
		}
	}
	return reports
}
