package synth

import "strings"

// projectCheck is the check digit over a code's first 19 digits (GB/T 17710,
// MOD 11,10). It is written apart from the validator on purpose: what this package
// makes tests that one.
func projectCheck(digits string) byte {
	p := 10
	for _, d := range digits {
		s := (p + int(d-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = 2 * s % 11
	}
	return byte('0' + (11-p)%10)
}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCheck is the check character over a credit code's first 17 characters.
func creditCheck(body string) byte {
	sum, weight := 0, 1
	for _, c := range body {
		sum += strings.IndexRune(creditAlphabet, c) * weight
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}

// organisationCheck is the check character of an organisation code (GB 11714).
func organisationCheck(body string) byte {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(body[i] - '0')
		if body[i] >= 'A' {
			value = int(body[i]-'A') + 10
		}
		sum += value * weight
	}
	switch check := 11 - sum%11; check {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + check)
	}
}
