package regions

import (
	_ "embed" // what is known by hand
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

var (
	//go:embed overlay.csv
	overlayCSV string
	//go:embed corrections.csv
	correctionsCSV string
)

// readHand reads one of the files that are kept by hand, without its header.
func readHand(text string) ([][]string, error) {
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comment = '#'
	records, err := rows.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read what is known by hand: %w", err)
	}
	return records[1:], nil
}

// readOverlay reads what is known by hand of rows, by code and name.
func readOverlay() (map[[2]string]Row, error) {
	records, err := readHand(overlayCSV)
	if err != nil {
		return nil, err
	}
	overlay := map[[2]string]Row{}
	for _, r := range records {
		row := Row{Code: r[0], Name: r[1], From: number(r[2]), To: number(r[3]), Successor: r[4], Source: r[5]}
		overlay[[2]string{row.Code, row.Name}] = row
	}
	return overlay, nil
}

// correct puts the editions' slips right and takes out the codes that are no
// regions: 110100 市辖区 or 429000 省直辖县级行政区划 only collect others.
func correct(editions []Edition) error {
	records, err := readHand(correctionsCSV)
	if err != nil {
		return err
	}
	for _, e := range editions {
		for code, name := range e.Names {
			e.Names[code] = strings.TrimSpace(name)
		}
		for _, r := range records {
			if e.Names[r[0]] == r[1] {
				e.Names[r[0]] = r[2]
			}
		}
		for code, name := range e.Names {
			if name == "" || name == "市辖区" || name == "县" || strings.Contains(name, "直辖") {
				delete(e.Names, code)
			}
		}
	}
	return nil
}

// number reads a year or a month; what is empty is 0.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
