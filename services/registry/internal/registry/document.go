package registry

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/errs"
)

// Document (档案文件) is a document of a project's file, with every version that was
// handed in. Two ways lead on, and none back:
//
//	counts    | Add: the next version · Withdraw: counts no more
//	withdrawn | nothing; it stays to be read
type Document struct {
	ID         string
	Project    ProjectID
	Kind       string
	Title      string
	Versions   []DocumentVersion  // oldest first, at least one
	Withdrawal DocumentWithdrawal // zero while it counts
	Version    int64
}

// DocumentVersion is one file of a document. Its bytes are kept elsewhere, under their
// hash.
type DocumentVersion struct {
	Number    int // from 1
	SHA256    string
	FileName  string
	Size      int64 // bytes
	MediaType string
	Note      string
	Author    string
	Uploaded  time.Time
}

// DocumentWithdrawal says who withdrew a document (撤下), and why.
type DocumentWithdrawal struct {
	Author string
	Time   time.Time
	Reason string
}

// DocumentUpload is what somebody hands in: what they say of it, and what its bytes say.
type DocumentUpload struct {
	Kind, Title, FileName, Note string
	SHA256                      string
	Size                        int64
	MediaType                   string
}

// DocumentNotFound is the answer for a document that there is not, or that the caller
// may not know of.
func DocumentNotFound(id string) *errs.Error {
	return errs.NotFound("DOCUMENT_NOT_FOUND", "no document %.80q", id)
}

// NewDocument files a document with its first version.
func NewDocument(p DocumentPolicy, id string, project ProjectID, u DocumentUpload, by string, now time.Time) (Document, error) {
	if err := p.CheckHead(u); err != nil {
		return Document{}, err
	}
	if err := p.CheckContent(u); err != nil {
		return Document{}, err
	}
	return Document{
		ID: id, Project: project, Kind: u.Kind, Title: Line(u.Title), Version: 1, Versions: []DocumentVersion{u.version(1, by, now)},
	}, nil
}

// Add files the next version of d. Content that d had before is none.
func (d Document) Add(p DocumentPolicy, u DocumentUpload, by string, now time.Time) (Document, error) {
	if d.Withdrawn() {
		return Document{}, d.refuseWithdrawn()
	}
	if err := p.CheckFile(u); err != nil {
		return Document{}, err
	}
	if err := p.CheckContent(u); err != nil {
		return Document{}, err
	}
	for _, v := range d.Versions {
		if v.SHA256 == u.SHA256 {
			return Document{}, errs.Exists("DOCUMENT_UNCHANGED", "same content as version %d", v.Number).With("number", fmt.Sprint(v.Number)).At("content")
		}
	}
	d.Versions = append(slices.Clone(d.Versions), u.version(len(d.Versions)+1, by, now))
	d.Version++
	return d, nil
}

func (u DocumentUpload) version(number int, by string, now time.Time) DocumentVersion {
	return DocumentVersion{
		Number: number, SHA256: u.SHA256, FileName: Line(u.FileName), Size: u.Size, MediaType: u.MediaType,
		Note: Text(u.Note), Author: by, Uploaded: now,
	}
}

// Withdraw says that d does not count any more; it takes a reason.
func (d Document) Withdraw(reason, by string, now time.Time) (Document, error) {
	switch {
	case d.Withdrawn():
		return Document{}, d.refuseWithdrawn()
	case strings.TrimSpace(reason) == "":
		return Document{}, errs.Invalid("REASON_MISSING", "a withdrawal of a document").At("reason")
	}
	d.Withdrawal = DocumentWithdrawal{Author: by, Time: now, Reason: reason}
	d.Version++
	return d, nil
}

// Withdrawn tells whether d counts no more.
func (d Document) Withdrawn() bool { return !d.Withdrawal.Time.IsZero() }

func (d Document) refuseWithdrawn() *errs.Error {
	return errs.Precondition("DOCUMENT_WITHDRAWN", "document %s is withdrawn", d.ID).With("title", d.Title)
}

// At is a version of d; 0 means the newest.
func (d Document) At(number int) (DocumentVersion, bool) {
	if number == 0 {
		number = len(d.Versions)
	}
	if number < 1 || number > len(d.Versions) {
		return DocumentVersion{}, false
	}
	return d.Versions[number-1], true
}

// Subject names d in the project's history.
func (d Document) Subject() string { return documentSubject + d.ID }

const documentSubject = "document/"

// DiffDocument lists the fields in which two states differ.
func DiffDocument(before, after Document) []FieldChange { return diff(before.values(), after.values()) }

func (d Document) values() []value {
	newest, some := d.At(0)
	if !some {
		return nil
	}
	state := ""
	if d.Withdrawn() {
		state = "withdrawn"
	}
	return []value{
		{"document_title", d.Title},
		{"document_file", fmt.Sprintf("%s (%d)", newest.FileName, newest.Number)},
		{"document_state", state},
	}
}

// NameDocuments fills in the evidence that names a document of the project: its hash and
// file name are the document's. It fails with DOCUMENT_NOT_FOUND, DOCUMENT_WITHDRAWN,
// and with DOCUMENT_HASH_DIFFERS where a hash is said too and is another.
func NameDocuments(in []Evidence, documents []Document) ([]Evidence, error) {
	named := slices.Clone(in)
	for i, e := range named {
		if e.Document == "" {
			continue
		}
		path := fmt.Sprintf("evidence[%d].document_id", i)
		at := slices.IndexFunc(documents, func(d Document) bool { return d.ID == e.Document })
		if at < 0 {
			return nil, DocumentNotFound(e.Document).At(path)
		}
		v, known := documents[at].At(e.DocumentVersion)
		switch {
		case !known:
			return nil, DocumentNotFound(e.Document).At(path)
		case documents[at].Withdrawn():
			return nil, documents[at].refuseWithdrawn().At(path)
		case e.SHA256 != "" && !strings.EqualFold(e.SHA256, v.SHA256):
			return nil, errs.Invalid("DOCUMENT_HASH_DIFFERS", "version %d of document %s has another hash", v.Number, e.Document).At(path)
		}
		named[i].SHA256, named[i].FileName, named[i].DocumentVersion = v.SHA256, v.FileName, v.Number
	}
	return named, nil
}
