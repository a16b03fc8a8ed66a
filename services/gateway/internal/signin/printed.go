package signin

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// order is the print that a ticket was got for: its kind and the parameters of its page.
type order struct {
	Kind       string            `json:"kind"`
	Parameters map[string]string `json:"parameters"`
}

// reading is a call that a printed page makes.
type reading struct {
	path []string // below /api/v1; an empty part stands for any
	says query    // what must stand in its query
}

// query is what a request must say, by the names of its fields; what has no value is open.
type query map[string]string

// readings are all calls that the page of the print makes. The tree of units and who is
// signed in are read for each.
func (o order) readings() []reading {
	all := []reading{{path: parts("session")}, {path: parts("units")}}
	p := o.Parameters
	switch o.Kind {
	case "project":
		return append(all, projectReadings(p["id"])...)
	case "list":
		return slices.Concat(all, monthReadings(p), []reading{listReading(p)})
	case "ranking":
		year, _, _ := strings.Cut(p["month"], "-")
		cutoffs := reading{parts("cutoffs"), query{"year": year}} // of all units above, which publish them
		return slices.Concat(all, monthReadings(p), []reading{rankingReading(p), {path: parts("indicators")}, cutoffs})
	case "wall":
		return slices.Concat(all, monthReadings(p), wallReadings(p))
	}
	return nil // no print, nothing to read
}

// edition tells lists of readings apart, which gateways of two versions have of one print.
func (o order) edition() string {
	sum := sha256.Sum256(fmt.Append(nil, o.readings())) // maps are printed in the order of their keys
	return hex.EncodeToString(sum[:8])
}

// monthReadings are for a print that names no month: its page looks for the newest of its
// unit, or of whichever is the caller's topmost where it names none.
func monthReadings(p map[string]string) []reading {
	if p["month"] != "" {
		return nil
	}
	return []reading{{path: parts("rollups", p["unit"], "series")}}
}

func projectReadings(id string) []reading {
	if id == "" {
		return nil // or it would stand for any
	}
	return []reading{
		{path: parts("projects", id)},
		{path: parts("projects", id, "reports")},
		{path: parts("projects", id, "evidence")},
		{path: parts("projects", id, "documents")},
		{parts("responsibilities"), query{"project_id": id}},
	}
}

func listReading(p map[string]string) reading {
	says := query{
		"unit": p["unit"], "month": p["month"], "listing": p["listing"], "category": p["category"], "tag": p["tag"], "query": p["q"],
		"nature": named("NATURE_", p["nature"]), "stage": named("STAGE_", p["stage"]), "report_status": named("REPORT_STATUS_", p["report"]),
		"library": named("LIBRARY_", p["library"]),
	}
	if p["proposed"] == "1" {
		says["listing_proposed"] = "true"
	}
	return reading{parts("projects"), says}
}

func rankingReading(p map[string]string) reading {
	return reading{parts("rankings", p["unit"]), query{"month": p["month"], "listing": p["listing"], "indicator": p["indicator"], "cutoff": p["cutoff"]}}
}

// wallReadings are of the unit whose sub-units hang on the wall, and of the one whose
// projects do: the same where none is named.
func wallReadings(p map[string]string) []reading {
	shown, at, says := p["unit"], p["at"], query{"month": p["month"], "listing": p["listing"]}
	if at == "" {
		at = shown
	}
	return []reading{
		rankingReading(p),
		{path: parts("indicators")},
		{parts("rollups", shown), says},
		{parts("rollups", at), says},
		{parts("rollups", at, "projects"), says},
	}
}

func parts(path ...string) []string { return path }

// named is the enum's name of a key; nothing for none.
func named(prefix, key string) string {
	if key == "" {
		return ""
	}
	return prefix + strings.ToUpper(key)
}

// reads tells whether the page of the print makes the request.
func (o order) reads(r *http.Request) bool {
	below, ours := strings.CutPrefix(r.URL.Path, "/api/v1/")
	path, asked := strings.Split(below, "/"), r.URL.Query()
	return ours && r.Method == http.MethodGet && slices.ContainsFunc(o.readings(), func(one reading) bool {
		return one.isAt(path) && one.says.in(asked)
	})
}

func (r reading) isAt(path []string) bool {
	return slices.EqualFunc(r.path, path, func(want, got string) bool { return got != "" && (want == "" || want == got) })
}

// in takes a field in both spellings that requests know: who says it twice says neither.
func (q query) in(asked map[string][]string) bool {
	for field, want := range q {
		said := asked[field]
		if other := camel(field); other != field {
			said = slices.Concat(said, asked[other])
		}
		if want != "" && !slices.Equal(said, []string{want}) {
			return false
		}
	}
	return true
}

// camel is a field's other spelling, projectId for project_id.
func camel(field string) string {
	words := strings.Split(field, "_")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
