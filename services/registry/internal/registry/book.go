package registry

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
)

// Book is what the register knows of a project when one of its months is judged.
type Book struct {
	Project  Project // with its opening balances, plan years, stage and days
	Region   string  // GB/T 2260 code of the place that its unit lies in, empty if unknown; see In
	Accepted map[month.Month]Told
}

// Told is what an accepted month says.
type Told struct {
	Figures  Figures
	Progress Mark
}

// Mark stands for a progress text: equal texts have equal marks, so that a month can
// be compared with the ones before without reading their texts. 0 is no text, or one
// that was reported before marks were kept.
type Mark int64

// MarkOf is the text's mark. Migration 0020 computes the same in SQL.
func MarkOf(text string) Mark {
	if text == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(text))
	return Mark(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // its bits, not its value
}

// OpeningOf is what had been invested before m, by m's own report, which is the
// first of its project and thereby fixes the balances.
func OpeningOf(m month.Month, f Figures) Opening {
	return Opening{Month: m, Year: f.YearToDate - f.Month, Cumulative: f.Cumulative - f.Month}
}

// year is what counts of the project in the month's year; none counts as nothing.
func (b Book) year(m month.Month) Year {
	y, _ := b.Project.Year(m.Year)
	return y
}

// In is the book with its region, unless nobody will ask: it is compared with the
// national code, once, when the project reports for the first time.
func (b Book) In(tree unittree.Tree, year int, unit string) Book {
	if b.Project.NationalCode != "" && b.Project.Opening == nil {
		b.Region = regionOf(tree, year, unit)
	}
	return b
}

// regionOf is the GB/T 2260 code of the place that a unit lies in: its own, or that
// of the nearest unit above that has one, since zones have none. Empty if none has.
func regionOf(tree unittree.Tree, year int, unit string) string {
	for code := unit; code != ""; code = tree.Parent(year, code) {
		if u, ok := tree.Unit(code); ok && u.GBCode != "" {
			return u.GBCode
		}
	}
	return ""
}

func yuan(y money.Yuan) string { return strconv.FormatInt(int64(y), 10) }

// Settle is the project after one of its reports changed: the first accepted report
// fixes the opening balances, and nothing else of a report touches its project.
func (p Project) Settle(r Report, now time.Time) (Project, bool) {
	if p.Opening != nil || r.Accepted == nil {
		return p, false
	}
	opening := OpeningOf(r.Month, r.Accepted.Figures)
	p.Opening = &opening
	return p.touched(now), true
}
