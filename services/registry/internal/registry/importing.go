package registry

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/unittree"
)

// ImportState is the state of an import.
//
//	previewed | uploaded, nothing written
//	committed | its valid rows are written; what was undecided may follow
//	undone    | what it wrote and nobody touched since has gone back; it may be committed again
type ImportState string

// The states of an import.
const (
	ImportPreviewed ImportState = "previewed"
	ImportCommitted ImportState = "committed"
	ImportUndone    ImportState = "undone"
)

// Import is an uploaded sheet and what became of it.
type Import struct {
	ID        string
	Unit      string
	Month     month.Month
	Annex     int
	FileName  string
	SHA256    string // hexadecimal
	State     ImportState
	Principal string
	Created   time.Time
	Committed time.Time // zero before
	Rows      int
	Valid     int
	Written   int
	Undone    int // rows that went back
	// UndoTime, Undoer and UndoReason are of the last undoing, zero before.
	UndoTime           time.Time
	Undoer, UndoReason string
}

// ImportNotFound says that there is no such import, or none the caller may know of.
func ImportNotFound(id string) *errs.Error {
	return errs.NotFound("IMPORT_NOT_FOUND", "no import %.60q", id)
}

// Defaults are what a sheet doesn't say of new projects.
type Defaults struct {
	Listing  string
	Category string
	Nature   Nature
}

// Over fills what d leaves open.
func (d Defaults) Over(base Defaults) Defaults {
	if d.Listing == "" {
		d.Listing = base.Listing
	}
	if d.Category == "" {
		d.Category = base.Category
	}
	if d.Nature == "" {
		d.Nature = base.Nature
	}
	return d
}

// Check fails with LISTING_UNKNOWN or CATEGORY_UNKNOWN for keys that there are not.
func (d Defaults) Check(v Vocabulary) error {
	if d.Listing != "" {
		if err := v.CheckListing(d.Listing); err != nil {
			return err
		}
	}
	if d.Category != "" {
		return v.CheckCategory(d.Category)
	}
	return nil
}

// Decision is a person's word on one row. Which project it is and what to do in a
// conflict are two questions: both may be answered.
type Decision struct {
	Project   ProjectID // the row is this known project
	Create    bool      // the row is new although it resembles a known one
	Skip      bool      // the row is left out; in a conflict the register stays
	Overwrite bool      // in a conflict the sheet wins
	Defaults  Defaults  // of this row, if it is new
}

// With is the decision with another word on the same row. It fails with
// DECISION_INVALID where both can't be meant.
func (d Decision) With(o Decision) (Decision, error) {
	d.Defaults = o.Defaults.Over(d.Defaults)
	d.Create, d.Skip, d.Overwrite = d.Create || o.Create, d.Skip || o.Skip, d.Overwrite || o.Overwrite
	answers := 0
	for _, given := range []bool{d.Project != "" || o.Project != "", d.Create, d.Skip} {
		if given {
			answers++
		}
	}
	if answers > 1 || d.Project != "" && o.Project != "" && d.Project != o.Project || d.Skip && d.Overwrite {
		return Decision{}, errs.Invalid("DECISION_INVALID", "decisions contradict each other")
	}
	if o.Project != "" {
		d.Project = o.Project
	}
	return d, nil
}

// Options are a person's decisions on a sheet.
type Options struct {
	Defaults  Defaults
	Decisions map[int]Decision // by row of the sheet
}

// ImportReason brings the reason of an import's corrections to its kept form. It
// fails with TEXT_TOO_LONG.
func ImportReason(text string) (string, error) {
	text = Text(text)
	if tooLong(text, maxReason) {
		return "", errs.Invalid("TEXT_TOO_LONG", "reason of an import").With("limit", maxReason.String()).At("reason")
	}
	return text, nil
}

// Entry is what a row of a sheet says of one project.
type Entry struct {
	Row      int
	Section  string  // the heading above it
	Subject          // Unit is left to the import
	UnitText string  // the unit in charge, as the sheet says it
	New      Project // as the sheet describes it
	Year     Year    // total investment, plan and industry; the rest is left to the import
	Said     Said
	Tells    Tells
	Told     *Description      // of a sheet of plans, nil of one that reports a month
	Failed   bool              // a cell has an error
	Cells    map[string]string // the cells as they stand, by printed header
}

// Tells says which columns the sheet has: what it lacks is neither compared nor
// overwritten.
type Tells struct{ Progress, Plan bool }

// listings are those that a new project is put on, from the month on.
func (d Defaults) listings(from month.Month) []Listing {
	if d.Listing == "" {
		return nil
	}
	return []Listing{{Key: d.Listing, FromMonth: from.Month}}
}

// defaultsOf are what headings and years say of a new row: the category that the
// heading names, else industry; the nature that it names, else by the start year. What
// is only being planned is new, and stands on no list of the year, and neither does what
// comes by an old ledger.
func (v Vocabulary) defaultsOf(e Entry, annex Annex, reportYear int) Defaults {
	d := Defaults{Listing: string(LevelCounty), Category: "industry", Nature: NatureContinued}
	for _, c := range v.Categories {
		if strings.Contains(e.Section, c.Name) {
			d.Category = c.Key
			break
		}
	}
	switch annex {
	case AnnexPlanning:
		d.Listing, d.Nature = "", NatureNew
		return d
	case Ledger:
		d.Listing = "" // an old ledger says nothing of this year's lists
	case AnnexNewAndCompleted, AnnexUnderConstruction:
	}
	continued := strings.Contains(e.Section, "续建") || strings.Contains(e.Section, "竣工")
	fresh := strings.Contains(e.Section, "新建") || strings.Contains(e.Section, "新开工")
	if continued == fresh {
		fresh = e.New.StartYear == reportYear
	}
	if fresh {
		d.Nature = NatureNew
	}
	return d
}

// unitOf is the unit of the subtree that the row's text means, else the import's.
func unitOf(t unittree.Tree, year int, root, text string) (string, []Finding) {
	if text == "" {
		return root, nil
	}
	found := t.Find(year, root, text)
	if len(found) == 1 {
		return found[0].Code, byRegion(found[0], text)
	}
	reason := "UNIT_UNMATCHED"
	if len(found) > 1 {
		reason = "UNIT_SEVERAL"
	}
	return root, []Finding{warn(reason, "unit", "value", text, "unit", unitName(t, root))}
}

// byRegion shows a match that none of the unit's own names explain.
func byRegion(f unittree.Found, text string) []Finding {
	if f.Region == "" {
		return nil
	}
	return []Finding{warn("UNIT_BY_REGION", "unit", "value", text, "region", f.Region, "unit", f.Name)}
}

func unitName(t unittree.Tree, code string) string {
	u, _ := t.Unit(code)
	return u.Name
}

// differences are the cells that say something else than the register about a known
// project: told with both values, and not written.
func (e Entry) differences(t unittree.Tree, unit string, p Project, y Year) []Finding {
	var found []Finding
	add := func(field, sheet, register string) {
		if differs(sheet, register) {
			found = append(found, warn("CELL_DIFFERS", field, "sheet", sheet, "register", cmp.Or(register, "空白")))
		}
	}
	add("name", e.Name, p.Name)
	add("company.name", e.Company, p.Company.Name)
	add("industry", e.Year.Industry, y.Industry)
	add("scale", e.New.Scale, p.Scale)
	add("place", e.New.Place, p.Place)
	add("start_year", year(e.New.StartYear), year(p.StartYear))
	add("end_year", year(e.New.EndYear), year(p.EndYear))
	add("total_investment_yuan", wan(e.Year.TotalInvestment), wan(y.TotalInvestment))
	if e.Tells.Plan {
		add("planned_yuan", wan(e.Year.Planned), wan(y.Planned))
	}
	if unit != "" && unit != y.Unit {
		add("unit", unitName(t, unit), unitName(t, y.Unit))
	}
	return found
}

// differs tells whether a cell says something, and something else.
func differs(sheet, register string) bool {
	return sheet != "" && NormaliseName(sheet) != NormaliseName(register)
}

func rowText(row int) string { return strconv.Itoa(row) }
