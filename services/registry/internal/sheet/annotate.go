package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// Remark is something to be said beside a cell.
type Remark struct {
	Cell string // "H9"
	Text string
	Bad  bool // it keeps the row out
}

// Annotated is the clerk's own workbook with remarks in it.
type Annotated struct {
	Content []byte
	Lost    []string // what could not be kept of the workbook, for people; empty where it is whole
}

const (
	colorBad  = "FF9999"
	colorOdd  = "FFE699"
	remarkBy  = "旗手"
	mostNotes = 2_000 // cells with a comment; more are coloured and not commented
)

// Annotate colours the cells of one worksheet that something is to be said of, and says
// it in comments. Where the library cannot take the workbook through unharmed, which is
// seen by reading both again, the worksheet's cells are written anew; Lost tells so.
func Annotate(content []byte, tab string, remarks []Remark, lim Limits) (Annotated, error) {
	notes := gather(remarks)
	if out, lost, ok := annotateOwn(content, tab, notes, lim); ok {
		return Annotated{Content: out, Lost: lost}, nil
	}
	out, err := annotateCopy(content, tab, notes, lim)
	switch {
	case errors.Is(err, xlsx.ErrBomb):
		return Annotated{}, errs.Invalid("ANNOTATE_TOO_LARGE", "more than %d bytes", lim.MaxUncompressed).Wrap(err)
	case err != nil:
		return Annotated{}, refuse(err)
	}
	return Annotated{Content: out, Lost: []string{"原表的格式、公式、批注和其他工作表"}}, nil
}

// note is all that is said of one cell.
type note struct {
	cell string
	text string
	bad  bool
}

// gather puts the remarks on each cell together, in the order of the first ones.
func gather(remarks []Remark) []note {
	at := map[string]int{}
	var notes []note
	for _, r := range remarks {
		i, there := at[r.Cell]
		if !there {
			i = len(notes)
			at[r.Cell] = i
			notes = append(notes, note{cell: r.Cell})
		}
		notes[i].text = strings.TrimPrefix(notes[i].text+"\n"+r.Text, "\n")
		notes[i].bad = notes[i].bad || r.Bad
	}
	return notes
}

// annotateOwn works in the clerk's workbook. It answers false where that did not come
// through with every cell; foreign files can make the library panic.
func annotateOwn(content []byte, tab string, notes []note, lim Limits) (out []byte, lost []string, ok bool) {
	defer func() {
		if recover() != nil {
			out, lost, ok = nil, nil, false
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: lim.MaxUncompressed, UnzipXMLSizeLimit: lim.MaxUncompressed})
	if err != nil {
		return nil, nil, false
	}
	defer f.Close()
	if err := write(f, tab, notes); err != nil {
		return nil, nil, false
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, nil, false
	}
	same, err := sameCells(content, b.Bytes(), lim)
	if err != nil || !same {
		return nil, nil, false
	}
	return b.Bytes(), lostParts(content, b.Bytes()), true
}

// write colours the cells and comments on them.
func write(f *excelize.File, tab string, notes []note) error {
	said, err := commentsOf(f, tab)
	if err != nil {
		return err
	}
	colours := colours{f: f, tab: tab, made: map[colour]int{}}
	for i, n := range notes {
		if err := colours.put(n); err != nil {
			return err
		}
		if i >= mostNotes {
			continue
		}
		if before := said[n.cell]; before != "" { // one cell has one comment
			if err := f.DeleteComment(tab, n.cell); err != nil {
				return err
			}
			n.text += "\n原批注：" + before
		}
		comment := excelize.Comment{Author: remarkBy, Cell: n.cell, Width: 260, Height: 90, Paragraph: []excelize.RichTextRun{{Text: safe(n.text)}}}
		if err := f.AddComment(tab, comment); err != nil {
			return err
		}
	}
	return nil
}

func commentsOf(f *excelize.File, tab string) (map[string]string, error) {
	all, err := f.GetComments(tab)
	said := make(map[string]string, len(all))
	for _, c := range all {
		text := c.Text
		for _, run := range c.Paragraph {
			text += run.Text
		}
		said[c.Cell] = text
	}
	return said, err
}

// colours fills cells and keeps everything else of their look.
type colours struct {
	f    *excelize.File
	tab  string
	made map[colour]int
}

type colour struct {
	style int
	bad   bool
}

func (c colours) put(n note) error {
	before, err := c.f.GetCellStyle(c.tab, n.cell)
	if err != nil {
		return err
	}
	key := colour{before, n.bad}
	id, made := c.made[key]
	if !made {
		if id, err = c.make(key); err != nil {
			return err
		}
		c.made[key] = id
	}
	return c.f.SetCellStyle(c.tab, n.cell, n.cell, id)
}

func (c colours) make(key colour) (int, error) {
	look, err := c.f.GetStyle(key.style)
	if err != nil {
		return 0, err
	}
	fill := colorOdd
	if key.bad {
		fill = colorBad
	}
	look.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	return c.f.NewStyle(look)
}

// sameCells compares what our own reader finds in both workbooks. Bytes that are no
// UTF-8 would come through, and no other program would open the workbook.
func sameCells(before, after []byte, lim Limits) (bool, error) {
	a, err := xlsx.Open(before, lim.MaxUncompressed)
	if err != nil {
		return false, err
	}
	b, err := xlsx.Open(after, lim.MaxUncompressed)
	if err != nil {
		return false, err
	}
	if len(a.Sheets) != len(b.Sheets) {
		return false, nil
	}
	for i, tab := range a.Sheets {
		one, err := cellsIn(a, tab)
		if err != nil {
			return false, err
		}
		other, err := cellsIn(b, b.Sheets[i])
		if err != nil || tab.Name != b.Sheets[i].Name || !slices.Equal(one, other) || slices.ContainsFunc(one, placed.isGarbled) {
			return false, err
		}
	}
	return true, nil
}

// placed is a cell and where it stands.
type placed struct {
	xlsx.Cell

	row int
}

func (p placed) isGarbled() bool { return strings.ContainsRune(p.Text, utf8.RuneError) }

func cellsIn(b *xlsx.Book, tab xlsx.Sheet) ([]placed, error) {
	var all []placed
	for row, err := range b.Rows(tab) {
		if err != nil {
			return nil, err
		}
		for _, c := range row.Cells {
			all = append(all, placed{c, row.Number})
		}
	}
	return all, nil
}

// lostParts names what the workbook had beside its cells and has no more. What only
// speeds up calculating is made again by whoever opens it.
func lostParts(before, after []byte) []string {
	kept := map[string]bool{}
	for _, name := range xlsx.Parts(after) {
		kept[name] = true
	}
	var lost []string
	for _, name := range xlsx.Parts(before) {
		if !kept[name] && name != "xl/calcchain.xml" && name != "xl/sharedstrings.xml" {
			lost = append(lost, "工作簿中的 "+name)
		}
	}
	return lost
}

// annotateCopy writes the worksheet's cells into a workbook of its own.
func annotateCopy(content []byte, tab string, notes []note, lim Limits) ([]byte, error) {
	b, err := xlsx.Open(content, lim.MaxUncompressed)
	if err != nil {
		return nil, err
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", tab); err != nil {
		return nil, fmt.Errorf("copy sheet: %w", err)
	}
	i := slices.IndexFunc(b.Sheets, func(s xlsx.Sheet) bool { return s.Name == tab })
	if i < 0 {
		return nil, fmt.Errorf("%w: no sheet %q", xlsx.ErrBroken, tab)
	}
	cells, err := cellsIn(b, b.Sheets[i])
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		if err := f.SetCellStr(tab, cellName(c.Column, c.row), safe(c.Text)); err != nil {
			return nil, fmt.Errorf("copy sheet: %w", err)
		}
	}
	if err := write(f, tab, notes); err != nil {
		return nil, fmt.Errorf("annotate copy: %w", err)
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write copy: %w", err)
	}
	return out.Bytes(), nil
}
