package synth

import (
	"fmt"
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// season is how a year's investment spreads over its months in the north: little
// while the ground is frozen, most between April and November.
var season = []int64{4, 3, 8, 11, 13, 12, 9, 9, 10, 9, 7, 5}

// months divides what was invested up to the last month over the months from one on,
// counted from 0; there is nothing before it.
func months(r *rand.Rand, invested int64, from, count int) []int64 {
	weights := make([]int64, count)
	for i := from; i < count; i++ {
		weights[i] = season[i] * int64(60+r.IntN(81))
	}
	parts := spread(invested/Wan, weights)
	for i := range parts {
		parts[i] *= Wan
	}
	return parts
}

// monthly writes one report per month; before is what had been invested when the
// year began.
func monthly(p *registryv1.Project, parts []int64, before int64) []Report {
	year := p.GetYears()[0]
	reports, sum := make([]Report, len(parts)), int64(0)
	for i, part := range parts {
		sum += part
		reports[i] = Report{Row: &registryv1.IngestReport{
			Project:  p.GetNationalCode(),
			Month:    fmt.Sprintf("%04d-%02d", year.GetYear(), i+1),
			Figures:  &registryv1.Figures{MonthYuan: part, YearToDateYuan: sum, CumulativeYuan: before + sum},
			Progress: progress(sum, year.GetPlannedYuan()),
		}}
	}
	return reports
}

// cumulativeBefore is what a continued project had invested before the year,
// leaving room for the plan within the total.
func cumulativeBefore(r *rand.Rand, p *registryv1.Project, invested int64) int64 {
	year := p.GetYears()[0]
	if year.GetNature() == registryv1.Nature_NATURE_NEW {
		return 0
	}
	room := (year.GetTotalInvestmentYuan() - max(invested, year.GetPlannedYuan())) / Wan
	return max(room, 0) * int64(20+r.IntN(60)) / 100 * Wan
}
