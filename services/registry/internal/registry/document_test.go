package registry_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

func documentPolicy(t *testing.T) registry.DocumentPolicy {
	t.Helper()
	p, err := registry.DefaultDocuments()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// goodUpload is a sound first version.
func goodUpload() registry.DocumentUpload {
	return registry.DocumentUpload{
		Kind: "land", Title: "用地批复", FileName: "批复.pdf", Note: "原件扫描",
		SHA256: strings.Repeat("a", 64), Size: 9, MediaType: "application/pdf",
	}
}

func TestADocumentIsJudged(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(*registry.DocumentUpload)
		want string
	}{
		"sound":                             {func(*registry.DocumentUpload) {}, ""},
		"an ending in capitals":             {func(u *registry.DocumentUpload) { u.FileName = "批复.PDF" }, ""},
		"an unknown kind":                   {func(u *registry.DocumentUpload) { u.Kind = "secret" }, "DOCUMENT_KIND"},
		"no kind":                           {func(u *registry.DocumentUpload) { u.Kind = "" }, "DOCUMENT_KIND"},
		"no title":                          {func(u *registry.DocumentUpload) { u.Title = " \n" }, "DOCUMENT_TITLE"},
		"a title too long":                  {func(u *registry.DocumentUpload) { u.Title = strings.Repeat("题", 201) }, "TEXT_TOO_LONG"},
		"no file name":                      {func(u *registry.DocumentUpload) { u.FileName = "" }, "DOCUMENT_NAME"},
		"a path":                            {func(u *registry.DocumentUpload) { u.FileName = `..\批复.pdf` }, "DOCUMENT_NAME"},
		"a name too long":                   {func(u *registry.DocumentUpload) { u.FileName = strings.Repeat("批", 200) + ".pdf" }, "TEXT_TOO_LONG"},
		"a note too long":                   {func(u *registry.DocumentUpload) { u.Note = strings.Repeat("注", 501) }, "TEXT_TOO_LONG"},
		"a program's name":                  {func(u *registry.DocumentUpload) { u.FileName = "批复.pdf.exe" }, "DOCUMENT_TYPE"},
		"no ending":                         {func(u *registry.DocumentUpload) { u.FileName = "批复" }, "DOCUMENT_TYPE"},
		"content of no known type":          {func(u *registry.DocumentUpload) { u.MediaType = "" }, "DOCUMENT_TYPE"},
		"a picture that says it is a PDF":   {func(u *registry.DocumentUpload) { u.MediaType = "image/png" }, "DOCUMENT_EXTENSION"},
		"a name whose direction turns":      {func(u *registry.DocumentUpload) { u.FileName = "批复\u202efdp.exe" }, "DOCUMENT_TYPE"},
		"an ending behind a zero-width gap": {func(u *registry.DocumentUpload) { u.FileName = "批复.p\u200bdf" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			u := goodUpload()
			tc.edit(&u)
			d, err := registry.NewDocument(documentPolicy(t), "d1", "p1", u, "county", noon())
			if errs.ReasonOf(err) != tc.want {
				t.Fatalf("NewDocument() = %v, want %q", err, tc.want)
			}
			if err == nil && strings.ContainsAny(d.Versions[0].FileName, "\u202e\u200b") {
				t.Errorf("kept the name %q", d.Versions[0].FileName)
			}
		})
	}
}

// TestVersionsAreAddedAndNeverReplaced walks a document's life to its end.
func TestVersionsAreAddedAndNeverReplaced(t *testing.T) {
	policy := documentPolicy(t)
	first, err := registry.NewDocument(policy, "d1", "p1", goodUpload(), "county", noon())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Add(policy, goodUpload(), "county", noon()); errs.ReasonOf(err) != "DOCUMENT_UNCHANGED" {
		t.Errorf("the same content: %v", err)
	}
	u := goodUpload()
	u.SHA256, u.FileName, u.MediaType, u.Kind, u.Title = strings.Repeat("b", 64), "批复.jpg", "image/jpeg", "", ""
	second, err := first.Add(policy, u, "city", noon().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.Versions[0], second.Versions[0]); diff != "" || len(second.Versions) != 2 || len(first.Versions) != 1 {
		t.Errorf("the first version changed: %s", diff)
	}
	if v, _ := second.At(0); v.Number != 2 || v.Author != "city" || second.Version != 2 || second.Title != "用地批复" {
		t.Errorf("second version %+v of %+v", v, second)
	}
	for _, number := range []int{-1, 3} {
		if _, known := second.At(number); known {
			t.Errorf("there is a version %d", number)
		}
	}
	if _, err := second.Withdraw("  ", "city", noon()); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("without reason: %v", err)
	}
	gone, err := second.Withdraw("批文作废", "city", noon())
	if err != nil || !gone.Withdrawn() || len(gone.Versions) != 2 || gone.Version != 3 {
		t.Fatalf("withdrawn %+v, %v", gone, err)
	}
	if _, err := gone.Withdraw("再次", "city", noon()); errs.ReasonOf(err) != "DOCUMENT_WITHDRAWN" {
		t.Errorf("twice: %v", err)
	}
	if _, err := gone.Add(policy, u, "city", noon()); errs.ReasonOf(err) != "DOCUMENT_WITHDRAWN" {
		t.Errorf("a version of what is withdrawn: %v", err)
	}
	want := []registry.FieldChange{{Field: "document_state", New: "withdrawn"}}
	if diff := cmp.Diff(want, registry.DiffDocument(second, gone)); diff != "" {
		t.Error(diff)
	}
}

func TestEvidenceNamesDocumentsOfTheProject(t *testing.T) {
	d, err := registry.NewDocument(documentPolicy(t), "d1", "p1", goodUpload(), "county", noon())
	if err != nil {
		t.Fatal(err)
	}
	gone, err := d.Withdraw("作废", "county", noon())
	if err != nil {
		t.Fatal(err)
	}
	gone.ID = "d2"
	for name, tc := range map[string]struct {
		in   registry.Evidence
		want string
	}{
		"the newest":        {registry.Evidence{Document: "d1"}, ""},
		"a certain version": {registry.Evidence{Document: "d1", DocumentVersion: 1}, ""},
		"with its own hash": {registry.Evidence{Document: "d1", SHA256: strings.Repeat("A", 64)}, ""},
		"another hash":      {registry.Evidence{Document: "d1", SHA256: strings.Repeat("b", 64)}, "DOCUMENT_HASH_DIFFERS"},
		"no such version":   {registry.Evidence{Document: "d1", DocumentVersion: 2}, "DOCUMENT_NOT_FOUND"},
		"of another place":  {registry.Evidence{Document: "d9"}, "DOCUMENT_NOT_FOUND"},
		"a withdrawn one":   {registry.Evidence{Document: "d2"}, "DOCUMENT_WITHDRAWN"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := registry.NameDocuments([]registry.Evidence{tc.in}, []registry.Document{d, gone})
			if err != nil || tc.want != "" {
				if errs.ReasonOf(err) != tc.want {
					t.Fatalf("NameDocuments() = %v, want %q", err, tc.want)
				}
				return
			}
			want := registry.Evidence{Document: "d1", DocumentVersion: 1, SHA256: strings.Repeat("a", 64), FileName: "批复.pdf"}
			if diff := cmp.Diff(want, got[0]); diff != "" {
				t.Error(diff)
			}
		})
	}
	elsewhere := []registry.Evidence{{SHA256: "x", FileName: "照片.jpg"}}
	if got, err := registry.NameDocuments(elsewhere, nil); err != nil || !cmp.Equal(got, elsewhere) {
		t.Errorf("a file kept elsewhere: %v, %v", got, err)
	}
}

func TestTheDocumentPolicyIsWhole(t *testing.T) {
	good := `{"version":1,"effective_date":"2020-01-01","source":"甲","max_bytes":1,"kinds":[{"key":"a","name":"甲"}],"types":[{"media_type":"m","extensions":[".pdf"]}]}`
	if _, err := registry.ParseDocuments([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string][2]string{
		"no version":            {`"version":1,`, ``},
		"no source":             {`"甲","max`, `"","max`},
		"no size":               {`"max_bytes":1`, `"max_bytes":0`},
		"no kinds":              {`{"key":"a","name":"甲"}`, ``},
		"a nameless kind":       {`"name":"甲"`, `"name":""`},
		"an ending with no dot": {`".pdf"`, `"pdf"`},
		"an unknown field":      {`"version":1`, `"version":1,"virus":true`},
		"no JSON":               {`{"version"`, `"version"`},
	} {
		if _, err := registry.ParseDocuments([]byte(strings.Replace(good, edit[0], edit[1], 1))); errs.ReasonOf(err) != "DOCUMENTS_INVALID" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
