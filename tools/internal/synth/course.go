package synth

import (
	"fmt"
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// course is how a project's year went: month by month what was invested and how it
// was put into words. Habits and lies change it before it is written down again.
type course struct {
	project *registryv1.Project
	before  int64 // invested when the year began
	amounts []int64
	words   []string
	added   []int64 // to the cumulative that is told, beside what adds up
	lies    []bool  // months that are not as told
}

// courseOf reads a project's year off its reports, which are one for each month.
func courseOf(p Project) *course {
	c := &course{project: p.Project, added: make([]int64, len(p.Reports)), lies: make([]bool, len(p.Reports))}
	for i, r := range p.Reports {
		f := r.Row.GetFigures()
		if i == 0 {
			c.before = f.GetCumulativeYuan() - f.GetMonthYuan()
		}
		c.amounts, c.words = append(c.amounts, f.GetMonthYuan()), append(c.words, r.Row.GetProgress())
	}
	return c
}

// reports writes the year down.
func (c *course) reports(habit Habit, lie Lie) []Report {
	reports := monthly(c.project, c.amounts, c.before)
	for i := range reports {
		reports[i].Habit = habit
		reports[i].Row.Progress = c.words[i]
		reports[i].Row.Figures.CumulativeYuan += c.added[i]
		if c.lies[i] {
			reports[i].Lie = lie
		}
	}
	return reports
}

func (c *course) months() int { return len(c.amounts) }

func (c *course) year() *registryv1.ProjectYear { return c.project.GetYears()[0] }

// mean is what was invested in a month.
func (c *course) mean() int64 {
	var sum int64
	for _, a := range c.amounts {
		sum += a
	}
	return sum / int64(max(len(c.amounts), 1))
}

// lie marks months from one on as not as told.
func (c *course) lie(from, to int) {
	for i := from; i < to; i++ {
		c.lies[i] = true
	}
}

// since puts the project into a stage in a month of the year, counted from 0.
func (c *course) since(stage registryv1.Stage, at int) {
	c.project.Stage = stage
	c.project.Stages = append(c.project.Stages, &registryv1.StageEntry{
		Stage: stage, Date: fmt.Sprintf("%04d-%02d-15", c.year().GetYear(), at+1),
	})
}

// preparing makes it a project that has not started.
func (c *course) preparing() {
	c.project.Stage, c.project.Stages, c.before = registryv1.Stage_STAGE_PREPARING, nil, 0
}

// whole rounds to the 10,000 yuan that sheets are in.
func whole(yuan int64) int64 { return yuan / Wan * Wan }

// percent is so many percent of an amount.
func percent(of int64, n int) int64 { return whole(of / 100 * int64(n)) }

// between is a number from one to another, both included.
func between(r *rand.Rand, from, to int) int { return from + r.IntN(to-from+1) }
