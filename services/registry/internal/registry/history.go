package registry

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/money"
)

// Change is one recorded change of a project, a report or a unit.
type Change struct {
	ID        int64
	Time      time.Time
	Principal string
	Call      string // e.g. "SetProjectYear"
	Subject   string // "project", "report/2020-05"
	Version   int64  // of the subject afterwards
	Reason    string
	Fields    []FieldChange
	ImportID  string
}

// FieldChange is a field's old and new value, as text.
type FieldChange struct {
	Field string `json:"f"`
	Old   string `json:"o"`
	New   string `json:"n"`
}

// value is a field as the history shows it.
type value struct{ field, text string }

// DiffProject lists the fields in which two states of a project differ.
func DiffProject(before, after Project) []FieldChange { return diff(before.values(), after.values()) }

// DiffReport lists the fields in which two states of a report differ: those of the
// revision that the change was about.
func DiffReport(before, after Report) []FieldChange {
	return diff(before.latest().values(), after.latest().values())
}

func diff(before, after []value) []FieldChange {
	old := make(map[string]string, len(before))
	for _, v := range before {
		old[v.field] = v.text
	}
	var changes []FieldChange
	for _, v := range after {
		if v.text != old[v.field] {
			changes = append(changes, FieldChange{v.field, old[v.field], v.text})
		}
		delete(old, v.field)
	}
	for _, v := range before { // gone, in the order they stood
		if text, gone := old[v.field]; gone && text != "" {
			changes = append(changes, FieldChange{v.field, text, ""})
		}
	}
	return changes
}

func (p Project) values() []value {
	stages := make([]string, 0, len(p.Stages))
	for _, e := range p.Stages {
		stages = append(stages, string(e.Stage)+" "+e.Date)
	}
	certified := make([]string, 0, len(p.Certifications))
	for _, c := range p.Certifications {
		certified = append(certified, c.String())
	}
	values := []value{
		{"name", p.Name},
		{"national_code", p.NationalCode},
		{"company.name", p.Company.Name},
		{"company.credit_code", p.Company.CreditCode},
		{"stage", string(p.Stage)},
		{"stages", strings.Join(stages, "; ")},
		{"certifications", strings.Join(certified, "; ")},
		{"substantive_start", p.SubstantiveStart},
		{"parent", string(p.Parent)},
		{"phase", year(p.Phase)},
		{"attraction.signed_date", p.Attraction.SignedDate},
		{"attraction.signed_yuan", some(p.Attraction.Signed)},
		{"attraction.landed_date", p.Attraction.LandedDate},
		{"attraction.arrived_yuan", some(p.Attraction.Arrived)},
		{"statistics.entry_date", p.Statistics.Date},
		{"statistics.materials", strings.Join(p.Statistics.Materials, " ")},
		{"scale", p.Scale},
		{"place", p.Place},
		{"start_year", year(p.StartYear)},
		{"end_year", year(p.EndYear)},
		{"tags", tagText(p.Tags)},
	}
	if p.ID != "" { // before it was registered it stood nowhere
		values = append(values, value{"library", string(p.CurrentLibrary())})
	}
	if p.Opening != nil {
		values = append(
			values,
			value{"opening.month", p.Opening.Month.String()},
			value{"opening.year_yuan", yuan(p.Opening.Year)},
			value{"opening.cumulative_yuan", yuan(p.Opening.Cumulative)},
		)
	}
	for _, y := range p.Years {
		values = append(values, y.values()...)
	}
	return values
}

func (y Year) values() []value {
	prefix := strconv.Itoa(y.Year) + "."
	listings := make([]string, 0, len(y.Listings))
	for _, l := range y.Listings {
		text := fmt.Sprintf("%s from %d", l.Key, l.FromMonth)
		if !l.Confirmed {
			text += " (proposed)"
		}
		listings = append(listings, text)
	}
	values := []value{
		{prefix + "unit", y.Unit},
		{prefix + "listings", strings.Join(listings, "; ")},
		{prefix + "category", y.Category},
		{prefix + "industry", y.Industry},
		{prefix + "nature", string(y.Nature)},
		{prefix + "total_investment_yuan", yuan(y.TotalInvestment)},
		{prefix + "planned_yuan", yuan(y.Planned)},
		{prefix + "needs_new_land", yes(y.NeedsNewLand)},
		{prefix + "start_month", year(y.StartMonth)},
		{prefix + "resumption", y.Resumption.Date},
		{prefix + "resumption_excuse", y.Resumption.Excuse},
		{prefix + "resumption_excuser", y.Resumption.Excuser},
	}
	return append(values, y.Plan.values(prefix)...)
}

// latest is the revision in work, else the one in force.
func (r Report) latest() Revision {
	switch {
	case r.Pending != nil:
		return *r.Pending
	case r.Accepted != nil:
		return *r.Accepted
	default:
		return Revision{}
	}
}

func (r Revision) values() []value {
	if r.Number == 0 {
		return nil
	}
	return []value{
		{"revision", strconv.Itoa(r.Number)},
		{"state", string(r.State)},
		{"month_yuan", yuan(r.Figures.Month)},
		{"year_to_date_yuan", yuan(r.Figures.YearToDate)},
		{"cumulative_yuan", yuan(r.Figures.Cumulative)},
		{"progress", r.Progress},
		{"problems", r.Problems},
	}
}

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// yes is a truth as the history shows it; what is not so is empty.
func yes(b bool) string {
	if !b {
		return ""
	}
	return "true"
}

// some is an amount as the history shows it where none is nothing to tell.
func some(y money.Yuan) string {
	if y == 0 {
		return ""
	}
	return yuan(y)
}
