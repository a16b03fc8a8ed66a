// Package industry knows the industries (行业) of GB/T 4754-2017 by section (门类, a
// letter) and division (大类, two digits), what a sheet's free text may mean by one,
// and the systems of tags (标签体系) by which governments sort projects otherwise.
//
// All of it is versioned data with its source. The package refuses to know groups
// and classes, the finer digits of a code: it takes them for their division.
package industry

import (
	_ "embed" // the classification is data, not code
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"pacesetter/pkg/errs"
)

// The reasons for which an industry is refused or doubted.
const (
	ReasonShape   = "INDUSTRY_SHAPE"   // neither a code nor a text
	ReasonUnknown = "INDUSTRY_UNKNOWN" // no section or division
	ReasonSeveral = "INDUSTRY_SEVERAL" // a text that may mean several
	ReasonClose   = "INDUSTRY_CLOSE"   // a warning: not the printed name
)

//go:embed industries.json
var industriesJSON []byte

// Industry is a section or a division.
type Industry struct {
	Code    string `json:"code"` // C or 27
	Name    string `json:"name"`
	Section string `json:"section"` // the letter; its own for a section
	First   string `json:"first_division"`
	Last    string `json:"last_division"` // First and Last: a section's divisions; a division's own code
}

// IsSection tells whether the industry is a whole section.
func (i Industry) IsSection() bool { return i.Code == i.Section }

// classification is the standard in the order in which it is printed: each section
// before its divisions.
type classification struct {
	list   []Industry
	names  []written // by position in list
	byCode map[string]int
}

// written is a name in the forms in which texts are compared with it.
type written struct{ plain, short string }

// theClassification is read when it is first asked for.
var theClassification = sync.OnceValue(func() classification {
	c, err := parse(industriesJSON)
	if err != nil {
		panic(err) // the embedded file is broken, which the tests of this package exclude
	}
	return c
})

func parse(data []byte) (classification, error) {
	type entry struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	var file struct {
		Version       int    `json:"version"`
		EffectiveDate string `json:"effective_date"`
		Source        string `json:"source"`
		Sections      []struct {
			entry
			Divisions []entry `json:"divisions"`
		} `json:"sections"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return classification{}, fmt.Errorf("read industries: %w", err)
	}
	if file.Version < 1 || file.EffectiveDate == "" || file.Source == "" {
		return classification{}, errors.New("read industries: no version, source or effective date")
	}
	c := classification{byCode: map[string]int{}}
	for _, s := range file.Sections {
		if len(s.Divisions) == 0 {
			return classification{}, fmt.Errorf("read industries: section %s is empty", s.Code)
		}
		c.add(Industry{s.Code, s.Name, s.Code, s.Divisions[0].Code, s.Divisions[len(s.Divisions)-1].Code})
		for _, d := range s.Divisions {
			c.add(Industry{d.Code, d.Name, s.Code, d.Code, d.Code})
		}
	}
	return c, nil
}

func (c *classification) add(i Industry) {
	c.byCode[i.Code] = len(c.list)
	c.list = append(c.list, i)
	c.names = append(c.names, written{plain(i.Name), short(plain(i.Name))})
}

// Lookup returns the section or division of a code as printed: C, 27. Fails with
// NotFound/INDUSTRY_UNKNOWN.
func Lookup(code string) (Industry, error) {
	c := theClassification()
	at, ok := c.byCode[code]
	if !ok {
		return Industry{}, errs.NotFound(ReasonUnknown, "no industry %.20q", code).With("value", shorten(code))
	}
	return c.list[at], nil
}

// Sections lists the sections, A to T.
func Sections() []Industry {
	return slices.DeleteFunc(slices.Clone(theClassification().list), func(i Industry) bool { return !i.IsSection() })
}

// Divisions lists the divisions of a section, all where it is empty.
func Divisions(section string) []Industry {
	return slices.DeleteFunc(slices.Clone(theClassification().list), func(i Industry) bool {
		return i.IsSection() || section != "" && i.Section != section
	})
}
