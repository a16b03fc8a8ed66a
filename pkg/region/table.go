package region

import (
	_ "embed" // the table is data, not code
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed regions.csv
var tableCSV string

// table is regions.csv with what is asked of it.
type table struct {
	regions []Region         // by code, then age
	byCode  map[string][]int // rows of a code, the oldest first
	below   map[string][]int // rows by the parent's code
	byName  map[string][]int // rows by name and by short name, in normal form
	next    map[int]int      // the row that followed on a row
	before  map[int][]int    // the rows that a row followed on
}

// theTable is read when it is first asked for: most processes never ask.
var theTable = sync.OnceValue(func() *table {
	t, err := parse(tableCSV)
	if err != nil {
		panic(err) // the embedded file is broken, which the tests of this package exclude
	}
	return t
})

func parse(text string) (*table, error) {
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comment = '#'
	records, err := rows.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the table of regions: %w", err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != "code,parent,name,short,level,valid_from,valid_to,successor,source" {
		return nil, errors.New("read the table of regions: unknown header")
	}
	t := &table{
		byCode: map[string][]int{}, below: map[string][]int{}, byName: map[string][]int{},
		next: map[int]int{}, before: map[int][]int{},
	}
	for _, r := range records[1:] {
		if err := t.add(r); err != nil {
			return nil, err
		}
	}
	return t, t.link()
}

// add takes a record in.
func (t *table) add(r []string) error {
	from, err := year(r[5])
	if err != nil {
		return err
	}
	to, err := year(r[6])
	if err != nil {
		return err
	}
	row := len(t.regions)
	t.regions = append(t.regions, Region{
		Code: r[0], Parent: r[1], Name: r[2], Short: r[3], Level: Level(r[4]), From: from, To: to, Successor: r[7], Source: r[8],
	})
	t.byCode[r[0]] = append(t.byCode[r[0]], row)
	t.below[r[1]] = append(t.below[r[1]], row)
	t.byName[r[2]] = append(t.byName[r[2]], row)
	if r[3] != r[2] {
		t.byName[r[3]] = append(t.byName[r[3]], row)
	}
	return nil
}

// link finds for each row that ended the one that followed.
func (t *table) link() error {
	for row, r := range t.regions {
		if r.Successor == "" {
			continue
		}
		next := -1
		for _, candidate := range t.byCode[r.Successor] {
			if t.regions[candidate].In(r.To + 1) {
				next = candidate
			}
		}
		if next < 0 {
			return fmt.Errorf("read the table of regions: %s %s has no successor %s", r.Code, r.Name, r.Successor)
		}
		t.next[row] = next
		t.before[next] = append(t.before[next], row)
	}
	return nil
}

func year(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("read the table of regions: year %q", text)
	}
	return n, nil
}

func numeral(n int) string { return strconv.Itoa(n) }

// shaped tells whether a text has the shape of a code.
func shaped(code string) bool {
	return len(code) == 6 && code[0] != '0' && strings.Trim(code, "0123456789") == ""
}

// shorten keeps foreign text in a message to a readable length.
func shorten(text string) string {
	text = strings.ToValidUTF8(text, "?")
	if utf8.RuneCountInString(text) <= 20 {
		return text
	}
	return string([]rune(text)[:20]) + "…"
}
