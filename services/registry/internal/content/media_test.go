package content

import (
	"archive/zip"
	"bytes"
	"testing"

	"pacesetter/pkg/errs"
)

func zipOf(tb testing.TB, parts ...string) string {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range parts {
		part, err := w.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := part.Write([]byte("<x/>")); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func TestTheBytesSayWhatAFileIs(t *testing.T) {
	docx := zipOf(t, "[Content_Types].xml", "word/document.xml")
	for name, tc := range map[string]struct{ content, want string }{
		"PDF":                          {"%PDF-1.7\n", TypePDF},
		"JPEG":                         {"\xff\xd8\xff\xe0JFIF", TypeJPEG},
		"PNG":                          {"\x89PNG\r\n\x1a\n", TypePNG},
		"Word":                         {docx, TypeDocx},
		"Excel":                        {zipOf(t, "[Content_Types].xml", "xl/workbook.xml"), TypeXlsx},
		"PowerPoint":                   {zipOf(t, "ppt/presentation.xml"), TypePptx},
		"OFD":                          {zipOf(t, "OFD.xml", "Doc_0/Document.xml"), TypeOFD},
		"a program":                    {"MZ\x90\x00", ""},
		"a Linux program":              {"\x7fELF\x02", ""},
		"a script":                     {"#!/bin/sh\n", ""},
		"a page":                       {"<!DOCTYPE html><script>", ""},
		"a drawing with scripts":       {"<svg xmlns=", ""},
		"an old Word file":             {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""},
		"a ZIP of something":           {zipOf(t, "readme.txt"), ""},
		"a ZIP that is cut":            {docx[:len(docx)/2], ""},
		"a program before a Word file": {"MZ\x90\x00" + docx, ""},
		"a PDF after something":        {"\n%PDF-1.7", ""},
		"a byte":                       {"%", ""},
		"nothing":                      {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := MediaTypeOf(bytes.NewReader([]byte(tc.content)), int64(len(tc.content)))
			if err != nil || got != tc.want {
				t.Errorf("MediaTypeOf() = %q, %v, want %q", got, err, tc.want)
			}
		})
	}
}

func TestMacrosAreRefused(t *testing.T) {
	for _, part := range []string{"word/vbaProject.bin", "xl/VBAPROJECT.BIN", "word/vbaData.xml"} {
		content := zipOf(t, "word/document.xml", part)
		if _, err := MediaTypeOf(bytes.NewReader([]byte(content)), int64(len(content))); errs.ReasonOf(err) != "CONTENT_MACROS" {
			t.Errorf("%s: %v", part, err)
		}
	}
}

// FuzzMediaTypeOf: whatever comes is told or refused, and never brings the register down.
func FuzzMediaTypeOf(f *testing.F) {
	for _, seed := range []string{"", "%PDF-", "PK\x03\x04", zipOf(f, "xl/workbook.xml"), zipOf(f, "word/vbaProject.bin")} {
		f.Add([]byte(seed))
	}
	known := map[string]bool{"": true, TypePDF: true, TypeJPEG: true, TypePNG: true, TypeDocx: true, TypeXlsx: true, TypePptx: true, TypeOFD: true}
	f.Fuzz(func(t *testing.T, content []byte) {
		media, err := MediaTypeOf(bytes.NewReader(content), int64(len(content)))
		if !known[media] || err != nil && errs.ReasonOf(err) != "CONTENT_MACROS" {
			t.Errorf("MediaTypeOf() = %q, %v", media, err)
		}
	})
}
