package synth

import (
	"fmt"
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// Habit is an honest way of building or reporting that looks odd on paper. Checks
// that take honest counties for liars are tried on it.
type Habit string

// The habits.
const (
	HabitWinter    Habit = "winter"    // the site rests from December to February
	HabitLump      Habit = "lump"      // plant is bought at one stroke
	HabitFinishing Habit = "finishing" // it is completed in the year; last bills follow
	HabitPausing   Habit = "pausing"   // it is suspended, and nothing is spent since
	HabitPreparing Habit = "preparing" // land, design and permits cost before the start
	HabitRounding  Habit = "rounding"  // the clerk rounds
	HabitTerse     Habit = "terse"     // the clerk repeats the words of the month before
)

// habits are all of them, and how each goes.
var habits = []struct {
	habit Habit
	live  func(c *course, r *rand.Rand)
}{
	{HabitWinter, winter},
	{HabitLump, lump},
	{HabitFinishing, finishing},
	{HabitPausing, pausing},
	{HabitPreparing, preparing},
	{HabitRounding, rounding},
	{HabitTerse, terse},
}

func winter(c *course, _ *rand.Rand) {
	for i := range c.amounts {
		if i < 2 || i == 11 {
			c.amounts[i], c.words[i] = 0, "冬季停工"
		}
	}
}

// lump moves a third to two thirds of the year into one month.
func lump(c *course, r *rand.Rand) {
	share := between(r, 33, 66)
	at, bought := r.IntN(c.months()), int64(0)
	for i, a := range c.amounts {
		kept := percent(a, 100-share)
		bought += a - kept
		c.amounts[i] = kept
	}
	c.amounts[at] += bought
	c.words[at] = "主要设备到货"
}

func finishing(c *course, r *rand.Rand) {
	at := between(r, 1, max(c.months()-1, 1))
	c.since(registryv1.Stage_STAGE_COMPLETED, min(at, c.months()-1))
	for i := at + 1; i < c.months(); i++ {
		c.amounts[i], c.words[i] = 0, "已竣工"
		if i <= at+5 && r.IntN(3) == 0 {
			c.amounts[i], c.words[i] = percent(c.mean(), between(r, 5, 30)), "支付工程尾款"
		}
	}
}

func pausing(c *course, r *rand.Rand) {
	at := between(r, 1, max(c.months()-1, 1))
	c.since(registryv1.Stage_STAGE_SUSPENDED, min(at, c.months()-1))
	for i := at + 1; i < c.months(); i++ {
		c.amounts[i], c.words[i] = 0, "停工"
	}
}

// preparing spends one to six percent of the total investment before the start.
func preparing(c *course, r *rand.Rand) {
	c.preparing()
	left := percent(c.year().GetTotalInvestmentYuan(), between(r, 1, 6))
	for i := range c.amounts {
		c.amounts[i] = whole(left / int64(c.months()-i) * int64(between(r, 50, 150)) / 100)
		left = max(left-c.amounts[i], 0)
		c.words[i] = pick(r, []string{"办理用地手续", "初步设计", "征地拆迁", "环评报批", "准备开工"})
	}
}

func rounding(c *course, r *rand.Rand) {
	step := pick(r, []int64{10, 50, 100}) * Wan
	for i, a := range c.amounts {
		c.amounts[i] = (a + step/2) / step * step
	}
}

func terse(c *course, r *rand.Rand) {
	for i := 1; i < c.months(); i++ {
		if r.IntN(100) < 75 {
			c.words[i] = c.words[i-1]
		}
	}
}

// storeys are words that differ each month.
func storeys(i int) string { return fmt.Sprintf("主体施工至%d层", i+3) }
