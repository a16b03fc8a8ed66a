// Package ledger is the client's own book of what the platform acknowledged. What
// stands in it must be found in the platform afterwards, exactly once; it is kept
// without asking the platform anything.
package ledger

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Key names a report: a project's month, as YYYY-MM.
type Key struct{ Project, Month string }

// String names the report as the platform's event keys do.
func (k Key) String() string { return k.Project + "/" + k.Month }

// Figures are the amounts of a report in yuan.
type Figures struct{ Month, YearToDate, Cumulative int64 }

// Held is a report as somebody holds it: acknowledged, or found in the platform.
type Held struct {
	Version  int64
	Revision int32 // number of the accepted revision
	Figures  Figures
}

// Ledger keeps the acknowledgements of any number of writers.
type Ledger struct {
	mu      sync.Mutex
	reports map[Key]map[string]Held // by request
}

// New returns an empty ledger.
func New() *Ledger { return &Ledger{reports: map[Key]map[string]Held{}} }

// Acknowledge enters the answer to a request. It fails where the answer cannot be
// true: one request answered twice in different ways took effect twice, and two
// requests that made the same version are not both in the register.
func (l *Ledger) Acknowledge(k Key, request string, got Held) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.reports[k]
	if known == nil {
		known = map[string]Held{}
		l.reports[k] = known
	}
	if before, ok := known[request]; ok && before != got {
		return fmt.Errorf("%s: request %s was answered with %+v and with %+v", k, request, before, got)
	}
	for other, held := range known {
		if other != request && (held.Version == got.Version || held.Revision == got.Revision) {
			return fmt.Errorf("%s: requests %s and %s both made %+v", k, other, request, got)
		}
	}
	known[request] = got
	return nil
}

// Latest is the newest acknowledged state of a report.
func (l *Ledger) Latest(k Key) (Held, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return newest(l.reports[k])
}

func newest(all map[string]Held) (Held, bool) {
	var best Held
	for _, h := range all {
		if h.Version > best.Version {
			best = h
		}
	}
	return best, len(all) > 0
}

// Writes counts the acknowledged writes.
func (l *Ledger) Writes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, requests := range l.reports {
		n += len(requests)
	}
	return n
}

// Reports are the acknowledged reports in their newest state.
func (l *Ledger) Reports() map[Key]Held {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make(map[Key]Held, len(l.reports))
	for k, requests := range l.reports {
		all[k], _ = newest(requests)
	}
	return all
}

// Totals are the sums that a roll-up must show at a month.
type Totals struct{ Reported, Month, YearToDate int64 }

// Totals adds up the reports of those projects that count; the year to date of a
// project that has not reported the month is that of its report before.
func (l *Ledger) Totals(month string, counts func(project string) bool) Totals {
	var sum Totals
	latest := map[string]Key{}
	reports := l.Reports()
	for k, held := range reports {
		if !counts(k.Project) || k.Month > month {
			continue
		}
		if k.Month == month {
			sum.Reported++
			sum.Month += held.Figures.Month
		}
		if k.Month > latest[k.Project].Month {
			latest[k.Project] = k
		}
	}
	for _, k := range latest {
		sum.YearToDate += reports[k].Figures.YearToDate
	}
	return sum
}

// Compare tells what is wrong with what the register holds: reports that are
// missing, doubled, in another state than acknowledged, or that nobody wrote. Every
// write takes one revision, so that the newest revision's number is the number of
// acknowledged writes.
func (l *Ledger) Compare(held map[Key][]Held) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var wrong []string
	for k, requests := range l.reports {
		if fault := compare(requests, held[k]); fault != "" {
			wrong = append(wrong, k.String()+": "+fault)
		}
	}
	for k := range held {
		if len(l.reports[k]) == 0 {
			wrong = append(wrong, fmt.Sprintf("%s: in the register, never acknowledged: %+v", k, held[k]))
		}
	}
	slices.SortFunc(wrong, strings.Compare)
	return wrong
}

func compare(requests map[string]Held, held []Held) string {
	want, _ := newest(requests)
	switch {
	case len(held) == 0:
		return fmt.Sprintf("acknowledged %+v, not in the register", want)
	case len(held) > 1:
		return fmt.Sprintf("%d times in the register: %+v", len(held), held)
	case held[0] != want:
		return fmt.Sprintf("acknowledged %+v, the register has %+v", want, held[0])
	case int(want.Revision) != len(requests):
		return fmt.Sprintf("%d writes acknowledged, the register has revision %d", len(requests), want.Revision)
	default:
		return ""
	}
}
