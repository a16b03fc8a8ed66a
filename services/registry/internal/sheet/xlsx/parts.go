package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// decode walks a part's XML. Bytes that are no UTF-8 become U+FFFD here, so that
// the cell they stand in can be named instead of losing the whole sheet.
func (b *Book) decode(part string, walk func(d *xml.Decoder) error) error {
	r, err := b.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	text := transform.NewReader(r, transform.Chain(unicode.BOMOverride(transform.Nop), runes.ReplaceIllFormed()))
	if err := walk(newDecoder(text)); err != nil && !errors.Is(err, io.EOF) {
		return classify(part, err)
	}
	return nil
}

func classify(part string, err error) error {
	if errors.Is(err, ErrBomb) || errors.Is(err, ErrBroken) || errors.Is(err, errStop) {
		return err
	}
	return fmt.Errorf("%w: part %s: %w", ErrBroken, part, err)
}

// each calls f at every element of that name; f may consume the element.
func each(d *xml.Decoder, f func(e xml.StartElement) error) error {
	for {
		tok, err := d.Token()
		if err != nil {
			return err //nolint:wrapcheck // io.EOF ends the walk
		}
		if e, ok := tok.(xml.StartElement); ok {
			if err := f(e); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (b *Book) loadSheets() error {
	targets, err := b.loadTargets()
	if err != nil {
		return err
	}
	return b.decode("xl/workbook.xml", func(d *xml.Decoder) error {
		return each(d, func(e xml.StartElement) error {
			switch e.Name.Local {
			case "workbookPr":
				b.date1904 = isTrue(attr(e, "date1904"))
			case "sheet":
				b.addSheet(e, targets)
			}
			return nil
		})
	})
}

// addSheet leaves out what is no worksheet: charts and dialogs have a target
// that is not among the worksheets.
func (b *Book) addSheet(e xml.StartElement, targets map[string]string) {
	part := targets[relationID(e)]
	if !b.has(part) || strings.Contains(part, "chartsheets/") {
		return
	}
	state := attr(e, "state")
	b.Sheets = append(b.Sheets, Sheet{Name: attr(e, "name"), Hidden: state != "" && state != "visible", part: part})
}

// relationID is the attribute r:id, not the sheet's own id.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func (b *Book) loadTargets() (map[string]string, error) {
	targets := map[string]string{}
	err := b.decode("xl/_rels/workbook.xml.rels", func(d *xml.Decoder) error {
		return each(d, func(e xml.StartElement) error {
			if e.Name.Local == "Relationship" {
				targets[attr(e, "Id")] = resolve(attr(e, "Target"))
			}
			return nil
		})
	})
	return targets, err
}

func (b *Book) loadShared() error {
	const part = "xl/sharedStrings.xml"
	if !b.has(part) {
		return nil
	}
	return b.decode(part, func(d *xml.Decoder) error {
		return each(d, func(e xml.StartElement) error {
			if e.Name.Local != "si" {
				return nil
			}
			s, err := richText(d)
			b.shared = append(b.shared, s)
			return err
		})
	})
}

// richText joins the runs of one string up to the end of its element. Phonetic
// hints (rPh) are reading aids, not text.
func richText(d *xml.Decoder) (string, error) {
	var s strings.Builder
	for depth, inText, hint := 1, false, 0; depth > 0; {
		tok, err := d.Token()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			depth++
			inText = t.Name.Local == "t"
			if t.Name.Local == "rPh" {
				hint = depth
			}
		case xml.EndElement:
			if depth == hint {
				hint = 0
			}
			depth--
			inText = false
		case xml.CharData:
			if inText && hint == 0 {
				s.Write(t)
			}
			if s.Len() > maxText {
				return "", fmt.Errorf("%w: a string over %d bytes", ErrBroken, maxText)
			}
		}
	}
	return unescape(s.String()), nil
}

// unexpected keeps an end of file inside an element from ending the walk quietly.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unescape undoes _xHHHH_, by which the format writes what XML cannot hold.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		if c, ok := escaped(s); ok {
			out.WriteRune(c)
			s = s[7:]
			continue
		}
		out.WriteByte(s[0])
		s = s[1:]
	}
	return out.String()
}

func escaped(s string) (rune, bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

func isTrue(s string) bool { return s == "1" || s == "true" }

func (b *Book) loadStyles() error {
	const part = "xl/styles.xml"
	if !b.has(part) {
		return nil
	}
	custom := map[string]bool{}
	inCells := false
	return b.decode(part, func(d *xml.Decoder) error {
		return each(d, func(e xml.StartElement) error {
			switch e.Name.Local {
			case "numFmt":
				custom[attr(e, "numFmtId")] = showsDate(attr(e, "formatCode"))
			case "cellStyleXfs", "cellStyles", "dxfs":
				inCells = false
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id := attr(e, "numFmtId")
					b.isDate = append(b.isDate, custom[id] || builtinDate(id))
				}
			}
			return nil
		})
	})
}

// builtinDate knows the format's own date formats: 14–17 and 22 everywhere,
// 27–31, 36, 50–54, 57 and 58 in the Chinese editions.
func builtinDate(id string) bool {
	n, err := strconv.Atoi(id)
	if err != nil {
		return false
	}
	return n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n == 57 || n == 58
}

// showsDate reports whether a format code shows a year or a day. Text in quotes
// and brackets is not part of the code.
func showsDate(code string) bool {
	quoted, bracketed := false, false
	for _, c := range code {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracketed = true
		case c == ']':
			bracketed = false
		case bracketed:
		case c == 'y' || c == 'Y' || c == 'd' || c == 'D':
			return true
		}
	}
	return false
}
