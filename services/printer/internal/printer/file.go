package printer

import (
	"bytes"
	"regexp"
	"strings"
)

// PDF is a print as a file.
type PDF struct {
	Title   string // of the page
	Content []byte
}

// page begins an object that is one sheet of paper; /Pages is the tree of them.
var page = regexp.MustCompile(`/Type\s*/Page[^s]`)

// Pages counts the sheets of paper. Chromium writes these objects uncompressed.
func (p PDF) Pages() int { return len(page.FindAllIndex(p.Content, -1)) }

// Whole tells whether the file has a beginning and an end.
func (p PDF) Whole() bool {
	return bytes.HasPrefix(p.Content, []byte("%PDF-")) && bytes.HasSuffix(bytes.TrimSpace(p.Content), []byte("%%EOF"))
}

// brand ends the titles of the console's pages.
const brand = " · 旗手"

// FileName is what the file is called: as its page, without the product's name.
func (p PDF) FileName() string {
	name := strings.TrimSpace(strings.TrimSuffix(p.Title, brand))
	if name == "" {
		name = "打印"
	}
	return name + ".pdf"
}
