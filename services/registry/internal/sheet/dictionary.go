package sheet

import (
	"strconv"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// Made is what the dictionary of a workbook that we handed out says of it; the zero
// value is that of a workbook made elsewhere.
type Made struct {
	Unit  string // code of the unit
	Month month.Month
}

// dictionary reads the words of the hidden sheet.
func dictionary(book *xlsx.Book) (map[string]string, error) {
	words := map[string]string{}
	for _, tab := range book.Sheets {
		if !tab.Hidden || tab.Name != dictionaryTab {
			continue
		}
		for row, err := range book.Rows(tab) {
			if err != nil {
				return nil, err
			}
			if len(row.Cells) >= 2 && row.Cells[0].Column == 1 && row.Cells[1].Column == 2 {
				words[strings.Clone(row.Cells[0].Text)] = strings.Clone(row.Cells[1].Text)
			}
			if row.Number >= 100 {
				break
			}
		}
	}
	return words, nil
}

// madeOf is what the dictionary says. A version of ours that this program does not know
// is refused: its columns may mean something else.
func madeOf(book *xlsx.Book) (Made, error) {
	words, err := dictionary(book)
	if err != nil || !strings.HasPrefix(words[wordTemplate], templatePrefix) {
		return Made{}, err
	}
	if version := words[wordVersion]; version != strconv.Itoa(TemplateVersion) {
		return Made{}, errs.Invalid("SHEET_TEMPLATE_VERSION", "template version %.20q", version).With("version", shorten(version))
	}
	made := Made{Unit: words[wordUnit]}
	y, _ := strconv.Atoi(words[wordYear])
	m, _ := strconv.Atoi(words[wordMonth])
	if found := (month.Month{Year: y, Month: m}); found.Valid() {
		made.Month = found
	}
	return made, nil
}
