package content

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"

	"pacesetter/pkg/errs"
)

// The media types that are recognised.
const (
	TypePDF  = "application/pdf"
	TypeJPEG = "image/jpeg"
	TypePNG  = "image/png"
	TypeDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	TypeXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	TypePptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	TypeOFD  = "application/ofd" // 版式文件, GB/T 33190
)

// MediaTypeOf tells by the bytes what a file is, empty for anything unknown: programs
// and scripts among it, and a file with something before its own beginning. An office
// file with macros fails with CONTENT_MACROS. That a file is sound it does not tell.
func MediaTypeOf(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, 8)
	n, _ := r.ReadAt(head, 0) // a short file is of no known type
	head = head[:n]
	for magic, media := range map[string]string{
		"%PDF-":             TypePDF,
		"\xff\xd8\xff":      TypeJPEG,
		"\x89PNG\r\n\x1a\n": TypePNG,
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return media, nil
		}
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return packaged(r, size)
	}
	return "", nil
}

// packaged tells what a ZIP archive is by the part that only its kind has.
func packaged(r io.ReaderAt, size int64) (string, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return "", nil //nolint:nilerr // what cannot be read is of no known type
	}
	media := ""
	for _, part := range archive.File {
		switch strings.ToLower(path.Base(part.Name)) {
		case "vbaproject.bin", "vbadata.xml":
			return "", errs.Invalid("CONTENT_MACROS", "the file has macros").At("content")
		}
		for name, of := range map[string]string{
			"word/document.xml": TypeDocx, "xl/workbook.xml": TypeXlsx, "ppt/presentation.xml": TypePptx, "OFD.xml": TypeOFD,
		} {
			if part.Name == name {
				media = of
			}
		}
	}
	return media, nil
}
