package scenario

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/synth"
)

//go:embed places/*.json
var placeFiles embed.FS

// place is a scenario as its file tells it: units, what is made up so that it adds up to
// published sums, and what the platform must show then, each figure with its source.
type place struct {
	Name    string         `json:"name"`
	Help    string         `json:"help"`   // one line for the list
	Source  string         `json:"source"` // the paper
	Sample  string         `json:"sample"` // what the paper doesn't say and is made up
	Year    int            `json:"year"`   // plan year
	Months  int            `json:"months"` // reported, from January
	Unit    string         `json:"unit"`   // whose figures are published
	Seed    uint64         `json:"seed"`   // of what is made up
	Region  string         `json:"region"` // GB/T 2260 code for codes of units that have none
	Agrees  string         `json:"agrees"` // said once all figures agree
	ShowTop bool           `json:"top"`    // shows the line of the topmost unit too
	Groups  string         `json:"by"`     // by what the roll-up is grouped where it is shown
	Cohorts []synth.Cohort `json:"cohorts"`
	Units   []placeUnit    `json:"units"`
	Expect  []expectation  `json:"expect"`
	Stated  *statedPaper   `json:"stated"`
	Sheets  []annexSheet   `json:"sheets"` // that the paper prints
	Waits   []wait         `json:"waits"`

	Settings unitSettings `json:"settings"`
}

// placeUnit is a unit of a place; those above come first.
type placeUnit struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	GB      string   `json:"gb,omitempty"`
	Parent  string   `json:"parent,omitempty"` // empty: the topmost unit of the platform
	Aliases []string `json:"aliases,omitempty"`
	Takes   bool     `json:"takes,omitempty"` // whether it has projects of its own
}

// unitSettings are the settings of a unit that the figures depend on.
type unitSettings struct {
	Unit         string `json:"unit,omitempty"` // empty: the topmost unit
	PaceRounding string `json:"pace_rounding"`
	// TagSystems are the systems by which the paper sorts projects; nil leaves them alone.
	TagSystems []string `json:"tag_systems,omitempty"`
}

// wire are the settings as the register takes them.
func (s unitSettings) wire() *registryv1.UnitSettings {
	out := &registryv1.UnitSettings{PaceRounding: rounding(s.PaceRounding), AutoAccept: proto.Bool(true)}
	if s.TagSystems != nil {
		out.TagSystems = &registryv1.TagSystems{Keys: s.TagSystems}
	}
	return out
}

// wait is a part of the paper that another service will show.
type wait struct {
	For  string `json:"for"`
	What string `json:"what"`
}

// parsePlace reads a place and refuses one that can't be run.
func parsePlace(data []byte) (place, error) {
	var p place
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return place{}, fmt.Errorf("read a place: %w", err)
	}
	if problem := p.problem(); problem != "" {
		return place{}, errs.Internal("PLACE_INVALID", "place %q: %s", p.Name, problem)
	}
	return p, nil
}

// problem is what is wrong with a place's file; empty if nothing is.
func (p place) problem() string {
	known := []string{""}
	for _, u := range p.Units {
		if !slices.Contains(known, u.Parent) || unitKind(u.Kind) == 0 {
			return fmt.Sprintf("unit %s of kind %q below %q", u.Code, u.Kind, u.Parent)
		}
		known = append(known, u.Code)
	}
	switch {
	case p.Year < 2000 || p.Months < 1 || p.Months > 12 || p.Source == "" || len(p.Expect) == 0:
		return "no year, months, source or figures"
	case !slices.Contains(known, p.Unit) || !slices.Contains(known, p.Settings.Unit):
		return "figures or settings of an unknown unit"
	case rounding(p.Settings.PaceRounding) == 0:
		return "no rounding of the pace"
	}
	for _, c := range p.Cohorts {
		if problem := cohortProblem(p, c); problem != "" {
			return fmt.Sprintf("cohort %q: %s", c.What, problem)
		}
	}
	for _, e := range p.Expect {
		if problem := e.problem(); problem != "" {
			return fmt.Sprintf("figure %q: %s", e.What, problem)
		}
	}
	return ""
}

func cohortProblem(p place, c synth.Cohort) string {
	for _, code := range c.Units {
		if !slices.ContainsFunc(p.Units, func(u placeUnit) bool { return u.Code == code && u.Takes }) {
			return "unit " + code + " takes no projects"
		}
	}
	switch last := max(c.Months, 0); {
	case c.Count < 1 || c.Total < 1 || c.Spread < 0 || c.Spread >= 100:
		return "nothing to make up"
	case !slices.Contains([]string{"planned", "reserved", "preparing", "building", "completed"}, c.Stage):
		return "stage " + c.Stage
	case (c.Stage == "completed") != (c.Completed != ""):
		return "completion without a day"
	case last > p.Months || c.FromMonth > p.Months:
		return "months beyond the place's"
	case c.Before+c.Invested > c.Total:
		return "more invested than there is"
	}
	return ""
}

func unitKind(name string) registryv1.UnitKind {
	return registryv1.UnitKind(registryv1.UnitKind_value["UNIT_KIND_"+strings.ToUpper(name)])
}

func rounding(name string) registryv1.PaceRounding {
	return registryv1.PaceRounding(registryv1.PaceRounding_value["PACE_ROUNDING_"+strings.ToUpper(name)])
}

// readPlaces reads all places that the program ships with, by name.
func readPlaces() ([]place, error) {
	files, err := fs.Glob(placeFiles, "places/*.json")
	if err != nil {
		return nil, err
	}
	var all []place
	for _, file := range files {
		data, err := placeFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		p, err := parsePlace(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(file), err)
		}
		all = append(all, p)
	}
	return all, nil
}

// tree are the place's units below the topmost one.
func (p place) tree(root string) []synth.Unit {
	var units []synth.Unit
	for _, u := range p.Units {
		parent := u.Parent
		if parent == "" {
			parent = root
		}
		units = append(units, synth.Unit{Unit: u.unit(), Parent: parent})
	}
	return units
}

func (u placeUnit) unit() *registryv1.Unit {
	return &registryv1.Unit{Code: u.Code, Name: u.Name, Kind: unitKind(u.Kind), GbCode: u.GB, Aliases: u.Aliases}
}

// projects makes up what the register is told.
func (p place) projects() []synth.Project {
	var first []synth.Project
	if p.Name == binzhou { // its key projects are older than cohorts
		first = slices.Collect(synth.Binzhou())
	}
	made := synth.Place{Seed: p.Seed, Year: p.Year, Months: p.Months, Region: p.Region, Cohorts: p.Cohorts, First: len(first)}
	for _, u := range p.Units {
		if u.Takes {
			made.Units = append(made.Units, u.unit())
		}
	}
	return append(first, made.Projects()...)
}

// planYear is the year as the messages have it.
func (p place) planYear() int32 {
	return int32(p.Year) //nolint:gosec // G115: years have four digits
}

// month is a month of the place's year as the API has it.
func (p place) month(n int) string { return fmt.Sprintf("%04d-%02d", p.Year, n) }

// lastMonth is the one at which figures are shown.
func (p place) lastMonth() string { return p.month(p.Months) }

// at is a month of the place's year; 0 is its last.
func (p place) at(n int) string {
	if n == 0 {
		return p.lastMonth()
	}
	return p.month(n)
}

func (p place) allMonths() []string {
	months := make([]string, p.Months)
	for i := range months {
		months[i] = p.month(i + 1)
	}
	return months
}
