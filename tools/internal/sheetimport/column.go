package sheetimport

import (
	"fmt"
	"io"
	"strings"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/table"
)

// ParseColumn reads what a person says of a header: 投资额=总投资, 投资额=total_investment,
// 经办人=- for a column that is not imported, 投资额= to take back what was said.
func ParseColumn(text string) (*registryv1.ColumnChoice, error) {
	header, field, cut := strings.Cut(text, "=")
	header = strings.TrimSpace(header)
	if !cut || header == "" {
		return nil, errs.Invalid("COLUMN_CHOICE_INVALID", "column %q is not HEADER=FIELD", text).With("value", text)
	}
	c := &registryv1.ColumnChoice{Header: header}
	switch field = strings.TrimSpace(field); field {
	case "-":
		c.Choice = &registryv1.ColumnChoice_Ignore{Ignore: true}
	case "":
		c.Choice = &registryv1.ColumnChoice_Forget{Forget: true}
	default:
		c.Choice = &registryv1.ColumnChoice_Field{Field: field}
	}
	return c, nil
}

// Heading is a column of the sheet, and what it was read as.
type Heading struct {
	Letter string `json:"letter"`
	Header string `json:"header"`
	Field  string `json:"field"`  // empty: none
	Source string `json:"source"` // header, remembered, or empty where nobody said what it is
}

var columnSources = map[registryv1.ColumnSource]string{
	registryv1.ColumnSource_COLUMN_SOURCE_UNSPECIFIED: "",
	registryv1.ColumnSource_COLUMN_SOURCE_HEADER:      "header",
	registryv1.ColumnSource_COLUMN_SOURCE_REMEMBERED:  "remembered",
}

func headings(columns []*registryv1.SheetColumn) []Heading {
	var all []Heading
	for _, c := range columns {
		all = append(all, Heading{c.GetLetter(), c.GetHeader(), c.GetField(), columnSources[c.GetSource()]})
	}
	return all
}

// note is how the column was recognised, for people; empty where its header says it.
func (h Heading) note() string {
	switch {
	case h.Source == "header":
		return ""
	case h.Source == "":
		return fmt.Sprintf("未识别，可用 --column \"%s=栏目\" 指明", h.Header)
	case h.Field == "":
		return "按上次对应：不导入"
	default:
		return "按上次对应"
	}
}

// showColumns writes the columns that their headers alone don't explain.
func (r *Result) showColumns(w io.Writer) error {
	var rows [][]string
	for _, h := range r.Columns {
		if note := h.note(); note != "" {
			rows = append(rows, []string{h.Letter, h.Header, h.Field, note})
		}
	}
	if len(r.Lacking) > 0 {
		fmt.Fprintf(w, "表头缺少：%s\n", strings.Join(r.Lacking, "、"))
	}
	if len(rows) == 0 {
		return nil
	}
	return table.Write(w, []table.Column{{Title: "列"}, {Title: "表头"}, {Title: "栏目"}, {Title: "说明"}}, rows)
}
