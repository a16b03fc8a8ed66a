package store

import (
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// Facts are states of aggregates as the registry told them. Older ones than those
// that are kept change nothing.
type Facts struct {
	Units    []Unit
	Projects []Project
	Reports  []Report
	// Time is when the newest of them was recorded; zero if nobody knows.
	Time time.Time
	// Mend says that the facts are the registry's word, asked for after ours were
	// found to differ: they count although their version isn't newer. See Seen.
	Mend bool
}

// Origin says which state of an aggregate a fact is.
type Origin struct {
	Version int64 // 0 with Mend: the registry has no such aggregate
	Hash    uint64
	// Seen is the version that was kept when the registry was asked. A mend gives
	// way to what became newer since.
	Seen int64
	// Recorded is when the version became known to the register; for reports, when
	// the accepted figures did. Zero if nobody tells.
	Recorded time.Time
}

// Unit is a unit with its places and settings.
type Unit struct {
	Origin
	Unit unittree.Unit
}

// Project is a project with all its years.
type Project struct {
	Origin
	ID       uuid.UUID
	Name     string
	EndYear  int // of its completion; 0 while open
	EndMonth int
	Years    []statistics.Project // without reports
}

// Report is a project's report of one month: the accepted revision's figures.
type Report struct {
	Origin
	Project  uuid.UUID
	Year     int
	Month    int
	Revision int32 // 0 before the first acceptance
	Invested int64
	ToDate   int64
	Arrival  statistics.Arrival
}

// fact is what counts of the report.
func (r *Report) fact() statistics.Report {
	return statistics.Report{Month: r.Month, Invested: r.Invested, YearToDate: r.ToDate, Arrival: r.Arrival, Corrected: r.Revision > 1}
}

// supersedes tells whether the fact is to be taken, given the version that is kept
// (0 for none).
func (o Origin) supersedes(kept int64, mend bool) bool {
	if mend {
		return kept <= max(o.Version, o.Seen)
	}
	return o.Version > kept
}

// yearKey names a project in a year.
type yearKey struct {
	project uuid.UUID
	year    int
}

// newest keeps of facts about the same aggregate the one with the highest version,
// in the order of their first appearance, and tells the older ones apart.
func newest[F any, K comparable](facts []F, key func(*F) (K, int64)) (kept, older []F) {
	at := make(map[K]int, len(facts))
	kept = make([]F, 0, len(facts))
	for i := range facts {
		k, version := key(&facts[i])
		j, ok := at[k]
		if !ok {
			at[k] = len(kept)
			kept = append(kept, facts[i])
			continue
		}
		switch _, have := key(&kept[j]); {
		case version > have:
			older, kept[j] = append(older, kept[j]), facts[i]
		case version < have:
			older = append(older, facts[i])
		}
	}
	return kept, older
}
