package registry_test

import (
	"fmt"
	"testing"

	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// BenchmarkLockedMonthsOfAProvince asks what is cut off in each of a province's units in
// seven years, as a page of what waits does: 16 cities and 136 counties publish each month,
// and every county has twenty units below it.
func BenchmarkLockedMonthsOfAProvince(b *testing.B) {
	const cities, counties, townships, firstYear, lastYear = 16, 136, 20, 2020, 2026
	locked := registry.LockedMonths{}
	for m := (month.Month{Year: firstYear, Month: 1}); m.Year <= lastYear; m = m.Next() {
		for i := range cities {
			locked.Lock(m, fmt.Sprint("city", i))
		}
		for i := range counties {
			locked.Lock(m, fmt.Sprint("county", i))
		}
	}
	var chains [][]string
	for i := range counties {
		for j := range townships {
			chains = append(chains, []string{fmt.Sprint("township", i, "-", j), fmt.Sprint("county", i), fmt.Sprint("city", i%cities), "province"})
		}
	}
	for b.Loop() {
		for year := firstYear; year <= lastYear; year++ {
			for _, ancestors := range chains {
				if locked.Over(year, ancestors) == 0 {
					b.Fatalf("%d of %s is open", year, ancestors[0])
				}
			}
		}
	}
}
