// Package synth makes believable provinces out of a seed: units, key projects with
// valid codes, annual plans and monthly reports with the curves, delays and
// corrections that real counties show. The same seed gives the same province, row
// by row, so that 100,000 projects need no memory.
//
// It knows the public API's messages and nothing of who takes them. Names and
// companies are made up.
package synth

import (
	"math/big"
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// Wan is 10,000 yuan, the unit in which counties plan and report.
const Wan = 10_000

// Unit is a unit together with the place it takes in the tree.
type Unit struct {
	Unit   *registryv1.Unit
	Parent string
}

// Project is one project with everything that is said about it in its year.
type Project struct {
	Project *registryv1.Project
	Reports []Report // in the order in which they arrive
	Life    Life
}

// Report is a monthly report and when it arrives relative to the others.
type Report struct {
	Row *registryv1.IngestReport
	// Late counts the months by which it misses its due day; 0 is on time.
	Late int
	// Correction marks a newer revision of a month that was reported before.
	Correction bool
	// Habit is the project's, Lie what is not so about this month; empty for neither.
	Habit Habit
	Lie   Lie
}

// source returns the random numbers of one thing: independent of how many things
// were made before it, so that any row can be made alone.
func source(seed uint64, kind, index int) *rand.Rand {
	//nolint:gosec // G404: reproducible sample data, nothing secret.
	return rand.New(rand.NewPCG(seed, uint64(kind)<<32|uint64(index)))
}

// kinds of random sources.
const (
	kindProject = iota + 1
	kindReports
	kindSpread
	kindCourse
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// spread divides total into len(weights) whole parts that are proportional to the
// weights and add up exactly: what rounding leaves goes to the largest parts first.
func spread(total int64, weights []int64) []int64 {
	var sum int64
	for _, w := range weights {
		sum += w
	}
	parts, left, largest := make([]int64, len(weights)), total, 0
	for i, w := range weights {
		parts[i] = mulDiv(total, w, sum)
		left -= parts[i]
		if w > weights[largest] {
			largest = i
		}
	}
	for i := 0; left > 0; i++ {
		parts[(largest+i)%len(parts)]++
		left--
	}
	return parts
}

// mulDiv is a*b/c where a*b may exceed 64 bits.
func mulDiv(a, b, c int64) int64 {
	product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	return product.Quo(product, big.NewInt(c)).Int64()
}
