package synth

import "math/bits"

func mul64(a, b uint64) (uint64, uint64) { return bits.Mul64(a, b) }

func div64(hi, lo, c uint64) uint64 {
	quotient, _ := bits.Div64(hi, lo, c)
	return quotient
}
