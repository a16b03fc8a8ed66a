//go:build e2e

package e2e

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/authn"
)

// badFiles uploads what is no clerk's sheet: each is refused with its reason, and
// nothing is kept.
func (p *platform) badFiles(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	c := p.caller(p.token(t, authn.RoleCounty, sheetUnit))
	s := p.newSheet(t, sheetUnit, "邹平市")
	good, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	before := p.state(t)
	for name, tc := range map[string]struct {
		content []byte
		fields  map[string]string
		reason  string
	}{
		"a text named .xlsx":        {[]byte("单位：万元\n"), nil, "SHEET_NOT_XLSX"},
		"half a file":               {good[:len(good)/2], nil, "SHEET_BROKEN"},
		"a file with a password":    {locked(t, good), nil, "SHEET_ENCRYPTED"},
		"a zip bomb":                {bomb(t, good), nil, "SHEET_BOMB"},
		"a file of 11 MiB":          {make([]byte, 11<<20), nil, "UPLOAD_TOO_LARGE"},
		"a workbook of another use": {other(t), nil, "SHEET_NO_HEADER"},
		"an empty file":             {nil, nil, "SHEET_EMPTY"},
		"a month that is none":      {good, map[string]string{"month": "2020-00"}, "MONTH_INVALID"},
		"no month":                  {good, map[string]string{"month": ""}, "MONTH_INVALID"},
		"a unit that is none":       {good, map[string]string{"unit": "nowhere"}, "UNIT_NOT_FOUND"},
		"somebody else's unit":      {good, map[string]string{"unit": "sd-bz-bincheng"}, "UNIT_NOT_FOUND"},
		"an annex that is none":     {good, map[string]string{"annex": "9"}, "SHEET_ANNEX_UNKNOWN"},
	} {
		err := c.upload(ctx, t, tc.content, tc.fields)
		var r *refusal
		if !errors.As(err, &r) || r.Reason != tc.reason || r.Status/100 != 4 || !chinese(r.Message) {
			t.Errorf("%s: %v, want %s with a sentence", name, err, tc.reason)
		}
	}
	p.unchanged(t, before)
}

// upload sends a file as a browser's form does.
func (c caller) upload(ctx context.Context, t *testing.T, content []byte, fields map[string]string) error {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"unit": sheetUnit, "month": sheetMonth, "annex": "3"} {
		if other, given := fields[name]; given {
			value = other
		}
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", "附件3.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	_, err = part.Write(content)
	if err := errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/v1/imports:upload", &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Idempotency-Key", newID())
	_, err = c.send(req)
	return err
}

// locked is the workbook with a password.
func locked(t *testing.T, content []byte) []byte {
	t.Helper()
	encrypted, err := excelize.Encrypt(content, &excelize.Options{Password: "123456"})
	if err != nil {
		t.Fatal(err)
	}
	return encrypted
}

// other is a workbook without the annex's header.
func other(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetRow("Sheet1", "A1", &[]any{"日期", "值班人", "电话"}); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is the workbook with worksheets of 300 MB each, which compress to almost
// nothing.
func bomb(t *testing.T, content []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	out := zip.NewWriter(&packed)
	for _, f := range in.File {
		if err := repack(out, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func repack(out *zip.Writer, f *zip.File) error {
	to, err := out.Create(f.Name)
	if err != nil {
		return err
	}
	from, err := f.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	var source io.Reader = from
	if strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
		source = io.MultiReader(io.LimitReader(from, 100), io.LimitReader(blanks{}, 300<<20))
	}
	_, err = io.Copy(to, source)
	return err
}

// blanks never ends.
type blanks struct{}

// Read implements io.Reader.
func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
