package registry

import (
	_ "embed" // how long an explanation may take is policy data, not code
	"time"

	"pacesetter/pkg/errs"
)

//go:embed conduct.json
var conductJSON []byte

// Conduct is the policy by which a unit's reporting is recorded, with the paper it
// comes from and the day since when it holds. When reports are due is the calendar's.
type Conduct struct {
	Version       int    `json:"version"`
	EffectiveDate string `json:"effective_date"`
	Source        string `json:"source"`
	ExplainDays   int    `json:"explain_days"` // after handing in; then a flagged report counts as false
}

// DefaultConduct is the policy that the register ships with.
func DefaultConduct() (Conduct, error) { return ParseConduct(conductJSON) }

// ParseConduct reads a policy. It fails with CONDUCT_INVALID for one without version,
// source or effective date, or that asks for explanations before the report.
func ParseConduct(data []byte) (Conduct, error) {
	var c Conduct
	if err := strictly(data, &c); err != nil {
		return Conduct{}, errs.Internal("CONDUCT_INVALID", "read conduct").Wrap(err)
	}
	switch {
	case c.Version < 1 || c.Source == "" || c.EffectiveDate == "":
		return Conduct{}, errs.Internal("CONDUCT_INVALID", "conduct without version, source or effective date")
	case c.ExplainDays < 0:
		return Conduct{}, errs.Internal("CONDUCT_INVALID", "explained in %d days", c.ExplainDays).Wrap(valueFault("explain_days", "不小于 0 的天数"))
	}
	return c, nil
}

// Explained is the moment since when what was handed in before it, and is not
// explained yet, counts as false.
func (c Conduct) Explained(now time.Time) time.Time { return now.AddDate(0, 0, -c.ExplainDays) }

// Counts say how reports came: of one unit and month, or summed.
type Counts struct {
	Due         int64 // their day has passed
	Missing     int64 // due and none accepted
	Waiting     int64 // of the missing, handed in
	Late        int64 // handed in after the day
	Corrected   int64 // accepted more than once
	Flagged     int64 // accepted with findings that ask for an explanation
	Unexplained int64 // of the flagged, with one that has none
	False       int64 // so judged, or unexplained for too long and not cleared
}

// Plus adds counts.
func (c Counts) Plus(o Counts) Counts {
	return Counts{
		c.Due + o.Due, c.Missing + o.Missing, c.Waiting + o.Waiting, c.Late + o.Late,
		c.Corrected + o.Corrected, c.Flagged + o.Flagged, c.Unexplained + o.Unexplained, c.False + o.False,
	}
}

// Record is how one unit reported: a year so far, and its months.
type Record struct {
	Unit   string
	Year   Counts
	Months [12]Counts
}

// Add counts what a unit did in a month.
func (r *Record) Add(monthNumber int, c Counts) {
	r.Year = r.Year.Plus(c)
	r.Months[monthNumber-1] = r.Months[monthNumber-1].Plus(c)
}

// UnitMonth is what was counted of one unit's own projects in a month.
type UnitMonth struct {
	Unit  string
	Month int
	Counts
}

// Records gather units' months under the units below root that they lie in, in the
// order given; root's own projects stand under root, first, where it has any. The
// second is root's whole.
func Records(root string, below []string, covers func(root, unit string) bool, counted []UnitMonth) ([]Record, Record) {
	total, own := Record{Unit: root}, Record{Unit: root}
	records := make([]Record, len(below))
	for i, unit := range below {
		records[i].Unit = unit
	}
	owns := false
	for _, c := range counted {
		total.Add(c.Month, c.Counts)
		if c.Unit == root {
			own.Add(c.Month, c.Counts)
			owns = true
			continue
		}
		for i, unit := range below {
			if covers(unit, c.Unit) {
				records[i].Add(c.Month, c.Counts)
				break
			}
		}
	}
	if owns {
		records = append([]Record{own}, records...)
	}
	return records, total
}
