package synth

import (
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// Lie is a way of reporting what is not so. How brazenly is a matter of chance: some
// are too small for any check.
type Lie string

// The lies that are planted.
const (
	LieRoundJump       Lie = "round-jump"       // a round sum out of the air
	LieInflatedMonth   Lie = "inflated-month"   // a month several times too large
	LieCopiedProgress  Lie = "copied-progress"  // money grows, the words stay
	LiePaperProgress   Lie = "paper-progress"   // the words grow, no money is spent
	LieBeforeStart     Lie = "before-start"     // building reported of what has not started
	LieAfterCompletion Lie = "after-completion" // investment in what is finished
	LieWhileSuspended  Lie = "while-suspended"  // investment in what stands still
	LieOverPlan        Lie = "over-plan"        // far more than was planned
	LiePlanInOneMonth  Lie = "plan-in-one-month"
	LieEvenMonths      Lie = "even-months" // the same sum month after month
	LieBrokenSum       Lie = "broken-sum"  // a cumulative that grew by itself
	LieDecember        Lie = "december"    // what is missing to the plan, in December
)

// lies are all of them, and how each is told; false where the year is too short for it.
var lies = []struct {
	lie  Lie
	tell func(c *course, r *rand.Rand) bool
}{
	{LieRoundJump, roundJump},
	{LieInflatedMonth, inflatedMonth},
	{LieCopiedProgress, copiedProgress},
	{LiePaperProgress, paperProgress},
	{LieBeforeStart, beforeStart},
	{LieAfterCompletion, func(c *course, r *rand.Rand) bool { return goesOn(c, r, registryv1.Stage_STAGE_COMPLETED) }},
	{LieWhileSuspended, func(c *course, r *rand.Rand) bool { return goesOn(c, r, registryv1.Stage_STAGE_SUSPENDED) }},
	{LieOverPlan, overPlan},
	{LiePlanInOneMonth, planInOneMonth},
	{LieEvenMonths, evenMonths},
	{LieBrokenSum, brokenSum},
	{LieDecember, december},
}

// Lies lists the kinds of lies.
func Lies() []Lie {
	var all []Lie
	for _, l := range lies {
		all = append(all, l.lie)
	}
	return all
}

// roundJump reports one and a half to five times the usual month, as a round sum.
func roundJump(c *course, r *rand.Rand) bool {
	if c.months() < 4 {
		return false
	}
	at, sum, step := between(r, 3, c.months()-1), percent(c.mean(), between(r, 150, 500)), int64(1)
	for ; sum >= 10; sum /= 10 {
		step *= 10
	}
	c.amounts[at] = whole(sum * step)
	c.lie(at, at+1)
	return true
}

// inflatedMonth reports two to eight times the month.
func inflatedMonth(c *course, r *rand.Rand) bool {
	if c.months() < 4 {
		return false
	}
	at := between(r, 3, c.months()-1)
	c.amounts[at] = percent(c.amounts[at], between(r, 200, 800))
	c.lie(at, at+1)
	return true
}

// copiedProgress repeats the words for three to eight months.
func copiedProgress(c *course, r *rand.Rand) bool {
	if c.months() < 4 {
		return false
	}
	from := between(r, 1, c.months()-3)
	to := min(from+between(r, 3, 8), c.months())
	for i := from; i < to; i++ {
		c.words[i] = c.words[from-1]
	}
	c.lie(from, to)
	return true
}

// paperProgress reports progress of two to five months in which nothing was spent.
func paperProgress(c *course, r *rand.Rand) bool {
	if c.months() < 4 {
		return false
	}
	from := between(r, 1, c.months()-2)
	to := min(from+between(r, 2, 5), c.months())
	for i := from; i < to; i++ {
		c.amounts[i], c.words[i] = 0, storeys(i)
	}
	c.lie(from, to)
	return true
}

// beforeStart reports a usual year of a project that has not started; half of them
// avoid saying that it has.
func beforeStart(c *course, r *rand.Rand) bool {
	c.preparing()
	if r.IntN(2) == 0 {
		for i := range c.words {
			c.words[i] = "正在推进"
		}
	}
	c.lie(0, c.months())
	return true
}

// goesOn reports a usual year although the project entered the stage early in it.
func goesOn(c *course, r *rand.Rand, stage registryv1.Stage) bool {
	if c.months() < 3 {
		return false
	}
	at := between(r, 0, c.months()-3)
	c.since(stage, at)
	c.lie(at+1, c.months())
	return true
}

// overPlan reports 1.2 to three times what was planned.
func overPlan(c *course, r *rand.Rand) bool {
	times, sum := between(r, 120, 300), c.mean()*int64(c.months())
	target := percent(c.year().GetPlannedYuan(), times)
	for i, a := range c.amounts {
		c.amounts[i] = whole(mulDiv(target, a, max(sum, 1)))
	}
	c.lie(0, c.months())
	return true
}

// planInOneMonth reports seven to eleven tenths of the plan in one month and nothing
// in the others.
func planInOneMonth(c *course, r *rand.Rand) bool {
	at := r.IntN(c.months())
	clear(c.amounts)
	c.amounts[at] = percent(c.year().GetPlannedYuan(), between(r, 70, 110))
	c.lie(at, at+1)
	return true
}

// evenMonths reports the mean for two to eight months.
func evenMonths(c *course, r *rand.Rand) bool {
	if c.months() < 3 {
		return false
	}
	from, mean := between(r, 0, c.months()-3), whole(c.mean())
	to := min(from+between(r, 2, 8), c.months())
	for i := from; i < to; i++ {
		c.amounts[i] = mean
	}
	c.lie(from, to)
	return true
}

// brokenSum adds one to ten percent of the total to the cumulative from a month on.
func brokenSum(c *course, r *rand.Rand) bool {
	if c.months() < 2 {
		return false
	}
	from, more := between(r, 1, c.months()-1), percent(c.year().GetTotalInvestmentYuan(), between(r, 1, 10))
	for i := from; i < c.months(); i++ {
		c.added[i] = more
	}
	c.lie(from, c.months())
	return true
}

// december reports two to eight tenths of each month and in December what is missing
// to the plan.
func december(c *course, r *rand.Rand) bool {
	if c.months() < 12 {
		return false
	}
	share, sum := between(r, 20, 80), int64(0)
	for i := range 11 {
		c.amounts[i] = percent(c.amounts[i], share)
		sum += c.amounts[i]
	}
	c.amounts[11] = max(c.year().GetPlannedYuan()-sum, 0)
	c.lie(11, 12)
	return true
}
