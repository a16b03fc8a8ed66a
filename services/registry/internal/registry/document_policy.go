package registry

import (
	_ "embed" // kinds and types of documents are policy data, not code
	"path"
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

//go:embed documents.json
var documentsJSON []byte

// DocumentPolicy says which documents a project's file takes, with the paper it comes
// from and the day since when it holds.
type DocumentPolicy struct {
	Version       int            `json:"version"`
	EffectiveDate string         `json:"effective_date"`
	Source        string         `json:"source"`
	MaxBytes      int64          `json:"max_bytes"` // of one file
	Kinds         []DocumentKind `json:"kinds"`
	Types         []DocumentType `json:"types"`
}

// DocumentKind is a kind of documents (档案种类), e.g. 施工许可.
type DocumentKind struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// DocumentType is a media type that is taken, and how names of such files end.
type DocumentType struct {
	MediaType  string   `json:"media_type"`
	Extensions []string `json:"extensions"` // in lower case, with the dot
}

// DefaultDocuments is the policy that the register ships with.
func DefaultDocuments() (DocumentPolicy, error) { return ParseDocuments(documentsJSON) }

// ParseDocuments reads a policy. It fails with DOCUMENTS_INVALID for one without
// version, source, effective date, size, kinds or types, and for an ending without dot.
func ParseDocuments(data []byte) (DocumentPolicy, error) {
	var p DocumentPolicy
	if err := strictly(data, &p); err != nil {
		return DocumentPolicy{}, errs.Internal("DOCUMENTS_INVALID", "read policy of documents").Wrap(err)
	}
	switch {
	case p.Version < 1 || p.Source == "" || p.EffectiveDate == "":
		return DocumentPolicy{}, errs.Internal("DOCUMENTS_INVALID", "policy without version, source or effective date")
	case p.MaxBytes < 1 || len(p.Kinds) == 0 || len(p.Types) == 0:
		return DocumentPolicy{}, errs.Internal("DOCUMENTS_INVALID", "policy that takes no document")
	case slices.ContainsFunc(p.Kinds, func(k DocumentKind) bool { return k.Key == "" || k.Name == "" }):
		return DocumentPolicy{}, errs.Internal("DOCUMENTS_INVALID", "kind without key or name")
	}
	for _, e := range p.Extensions() {
		if !strings.HasPrefix(e, ".") || e != strings.ToLower(e) {
			return DocumentPolicy{}, errs.Internal("DOCUMENTS_INVALID", "ending %q", e)
		}
	}
	return p, nil
}

// Extensions are the endings of names that are taken, in the policy's order.
func (p DocumentPolicy) Extensions() []string {
	var all []string
	for _, t := range p.Types {
		all = append(all, t.Extensions...)
	}
	return all
}

// order is where a kind stands among the others; an unknown one stands last.
func (p DocumentPolicy) order(kind string) int {
	i := slices.IndexFunc(p.Kinds, func(k DocumentKind) bool { return k.Key == kind })
	if i < 0 {
		return len(p.Kinds)
	}
	return i
}

// Sort brings documents, which come oldest first, into the order of their kinds.
func (p DocumentPolicy) Sort(documents []Document) {
	slices.SortStableFunc(documents, func(a, b Document) int { return p.order(a.Kind) - p.order(b.Kind) })
}

// CheckHead judges what is said of an upload before its bytes come; its kind and title
// are those of a new document.
func (p DocumentPolicy) CheckHead(u DocumentUpload) error {
	switch {
	case p.order(u.Kind) == len(p.Kinds):
		return errs.Invalid("DOCUMENT_KIND", "kind %.80q", u.Kind).At("kind")
	case Line(u.Title) == "":
		return errs.Invalid("DOCUMENT_TITLE", "no title").At("title")
	case tooLong(Line(u.Title), maxName):
		return errs.Invalid("TEXT_TOO_LONG", "title").With("limit", maxName.String()).At("title")
	}
	return p.CheckFile(u)
}

// CheckFile judges what is said of a file before its bytes come. The name's ending
// counts, because it is what a reader's machine opens the file by.
func (p DocumentPolicy) CheckFile(u DocumentUpload) error {
	name := Line(u.FileName)
	switch {
	case name == "" || strings.ContainsAny(name, `/\`):
		return errs.Invalid("DOCUMENT_NAME", "file name %.80q", name).With("value", shorten(name)).At("file_name")
	case tooLong(name, maxName):
		return errs.Invalid("TEXT_TOO_LONG", "file name").With("limit", maxName.String()).At("file_name")
	case tooLong(Text(u.Note), maxReason):
		return errs.Invalid("TEXT_TOO_LONG", "note").With("limit", maxReason.String()).At("note")
	case !slices.Contains(p.Extensions(), extension(name)):
		return p.refuseType("file name %.80q", name)
	}
	return nil
}

// CheckContent judges what has come: its media type, as its bytes tell it, must be
// taken and must be what its name says.
func (p DocumentPolicy) CheckContent(u DocumentUpload) error {
	i := slices.IndexFunc(p.Types, func(t DocumentType) bool { return t.MediaType == u.MediaType })
	if i < 0 {
		return p.refuseType("media type %.80q", u.MediaType)
	}
	if name := Line(u.FileName); !slices.Contains(p.Types[i].Extensions, extension(name)) {
		return errs.Invalid("DOCUMENT_EXTENSION", "%.80q holds %s", name, u.MediaType).
			With("value", shorten(name)).With("endings", strings.Join(p.Types[i].Extensions, "、")).At("file_name")
	}
	return nil
}

func (p DocumentPolicy) refuseType(format, value string) error {
	return errs.Invalid("DOCUMENT_TYPE", format, value).With("endings", strings.Join(p.Extensions(), "、")).At("content")
}

func extension(name string) string { return strings.ToLower(path.Ext(name)) }
