package server_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestAProjectsFile: two versions, both to be had by readers, and what the history and
// the list say of them.
func TestAProjectsFile(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("建档项目"))
	one, two := pdf("第一版"), pdf(strings.Repeat("第二版", 100_000))
	d := r.file(p.GetId(), one)
	next := headOf(p.GetId())
	next.DocumentId, next.Version, next.Kind, next.Title, next.Note, next.Sha256 = d.GetId(), d.GetVersion(), "", "", "", hashOf(two)
	d, err := r.send(r.as(authn.RoleCity, "bz"), next, two)
	if err != nil {
		t.Fatal(err)
	}
	reader := r.as(authn.RoleLeader, "bz")
	list, err := r.ListDocuments(reader, &registryv1.ListDocumentsRequest{ProjectId: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	at := timestamppb.New(r.clock.now())
	want := &registryv1.Document{Id: d.GetId(), Kind: "land", Title: "用地批复", Version: 2, Versions: []*registryv1.DocumentVersion{
		{Number: 1, Sha256: hashOf(one), FileName: "批复.pdf", SizeBytes: int64(len(one)), MediaType: "application/pdf", Note: "原件扫描", Author: "county@bc", UploadTime: at},
		{Number: 2, Sha256: hashOf(two), FileName: "批复.pdf", SizeBytes: int64(len(two)), MediaType: "application/pdf", Author: "city@bz", UploadTime: at},
	}}
	if diff := cmp.Diff([]*registryv1.Document{want}, list.GetDocuments(), protocmp.Transform()); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if len(list.GetKinds()) != 12 || list.GetMaxBytes() != 1<<20 || len(list.GetExtensions()) == 0 {
		t.Errorf("policy %v", list)
	}
	for number, content := range map[int32][]byte{0: two, 1: one, 2: two} {
		if got, name, err := r.fetch(reader, p.GetId(), d.GetId(), number); err != nil || !bytes.Equal(got, content) || name != "批复.pdf" {
			t.Errorf("version %d: %d bytes named %q, %v", number, len(got), name, err)
		}
	}
	_, _, err = r.fetch(reader, p.GetId(), d.GetId(), 3)
	wantReason(t, err, errs.KindNotFound, "DOCUMENT_NOT_FOUND")
	history, err := r.ListProjectHistory(reader, &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	change := history.GetChanges()[0]
	field := []*registryv1.FieldChange{{Field: "document_file", OldValue: "批复.pdf (1)", NewValue: "批复.pdf (2)"}}
	if diff := cmp.Diff(field, change.GetFields(), protocmp.Transform()); diff != "" || change.GetCall() != "UploadDocument" || change.GetSubject() != "document/"+d.GetId() {
		t.Errorf("history %v\n%s", change, diff)
	}
}

// TestWhatIsRefusedIsNotKept: after every refusal the archive and the list are as before.
func TestWhatIsRefusedIsNotKept(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("拒收项目"))
	for name, tc := range map[string]struct {
		edit    func(*registryv1.DocumentUpload)
		content []byte
		reason  string
	}{
		"a program by another name": {nil, []byte("MZ\x90\x00program"), "DOCUMENT_TYPE"},
		"a page":                    {nil, []byte("<html><script>alert(1)</script>"), "DOCUMENT_TYPE"},
		"a picture named .pdf":      {nil, []byte("\x89PNG\r\n\x1a\n"), "DOCUMENT_EXTENSION"},
		"a name that runs":          {func(h *registryv1.DocumentUpload) { h.FileName = "批复.exe" }, pdf(""), "DOCUMENT_TYPE"},
		"a byte too many":           {nil, pdf(strings.Repeat("x", 1<<20)), "CONTENT_TOO_LARGE"},
		"nothing":                   {nil, nil, "CONTENT_EMPTY"},
		"other bytes than promised": {func(h *registryv1.DocumentUpload) { h.Sha256 = hashOf(pdf("other")) }, pdf("x"), "DOCUMENT_HASH_DIFFERS"},
		"an unknown kind":           {func(h *registryv1.DocumentUpload) { h.Kind = "?" }, pdf("x"), "DOCUMENT_KIND"},
		"no title":                  {func(h *registryv1.DocumentUpload) { h.Title = "" }, pdf("x"), "DOCUMENT_TITLE"},
		"a project that is none":    {func(h *registryv1.DocumentUpload) { h.ProjectId = uuid.NewString() }, pdf("x"), "PROJECT_NOT_FOUND"},
		"no project":                {func(h *registryv1.DocumentUpload) { h.ProjectId = "" }, pdf("x"), "PROJECT_NOT_FOUND"},
	} {
		head := headOf(p.GetId())
		if tc.edit != nil {
			tc.edit(head)
		}
		if _, err := r.send(r.as(authn.RoleCounty, "bc"), head, tc.content); errs.ReasonOf(err) != tc.reason {
			t.Errorf("%s: %v, want %s", name, err, tc.reason)
		}
	}
	stream, err := r.UploadDocument(r.as(authn.RoleCounty, "bc"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = stream.CloseAndRecv()
	wantReason(t, err, errs.KindInvalid, "DOCUMENT_HEAD_MISSING")
	if files := r.kept(); len(files) != 0 {
		t.Errorf("kept %v", files)
	}
	list, err := r.ListDocuments(r.as(authn.RoleCounty, "bc"), &registryv1.ListDocumentsRequest{ProjectId: p.GetId()})
	if err != nil || len(list.GetDocuments()) != 0 {
		t.Errorf("documents %v, %v", list.GetDocuments(), err)
	}
}

// TestAnUploadThatBreaksOffLeavesNothing: the caller goes away between two pieces.
func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("断线项目"))
	ctx, cancel := context.WithCancel(r.as(authn.RoleCounty, "bc"))
	stream, err := r.UploadDocument(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []*registryv1.UploadDocumentRequest{
		{Part: &registryv1.UploadDocumentRequest_Head{Head: headOf(p.GetId())}},
		{Part: &registryv1.UploadDocumentRequest_Content{Content: pdf("half")}},
	} {
		if err := stream.Send(part); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return len(r.kept()) == 1 }) // it has begun to come
	cancel()
	waitFor(t, func() bool { return len(r.kept()) == 0 })
	list, err := r.ListDocuments(r.as(authn.RoleCounty, "bc"), &registryv1.ListDocumentsRequest{ProjectId: p.GetId()})
	if err != nil || len(list.GetDocuments()) != 0 {
		t.Errorf("documents %v, %v", list.GetDocuments(), err)
	}
}

// TestTheSameContentIsKeptOnce, in two documents of two projects; a retry files nothing
// twice, and its key is bound to its bytes.
func TestTheSameContentIsKeptOnce(t *testing.T) {
	t.Parallel()
	r := start(t)
	p, other := r.create(newProject("甲项目")), r.create(newProject("乙项目"))
	county := r.as(authn.RoleCounty, "bc")
	head := headOf(p.GetId())
	first, err := r.send(county, head, pdf("同一份"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.send(county, head, pdf("同一份"))
	if err != nil || again.GetId() != first.GetId() {
		t.Errorf("a retry filed %v, %v", again, err)
	}
	_, err = r.send(county, head, pdf("另一份"))
	wantReason(t, err, errs.KindInvalid, "REQUEST_ID_REUSED")
	if second := r.file(other.GetId(), pdf("同一份")); second.GetId() == first.GetId() {
		t.Error("one document in two projects")
	}
	if _, there := r.kept()[hashOf(pdf("同一份"))]; !there {
		t.Errorf("kept %v", r.kept())
	}
	next := headOf(p.GetId())
	next.DocumentId, next.Version = first.GetId(), 9
	_, err = r.send(county, next, pdf("第二版"))
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
	next.Version = first.GetVersion()
	_, err = r.send(county, next, pdf("同一份"))
	wantReason(t, err, errs.KindExists, "DOCUMENT_UNCHANGED")
	next.ProjectId = other.GetId()
	_, err = r.send(county, next, pdf("第二版"))
	wantReason(t, err, errs.KindNotFound, "DOCUMENT_NOT_FOUND")
}

// TestAWithdrawnDocumentStays to be read, with its reason, and takes nothing more.
func TestAWithdrawnDocumentStays(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("撤下项目"))
	county := r.as(authn.RoleCounty, "bc")
	d := r.file(p.GetId(), pdf("旧批文"))
	withdraw := func(reason string, version int64) (*registryv1.Document, error) {
		resp, err := r.WithdrawDocument(county, &registryv1.WithdrawDocumentRequest{ProjectId: p.GetId(), Id: d.GetId(), Reason: reason, Version: version, RequestId: uuid.NewString()})
		return resp.GetDocument(), err
	}
	_, err := withdraw("", d.GetVersion())
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	_, err = withdraw("批文作废", 7)
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
	gone, err := withdraw("批文作废", d.GetVersion())
	if err != nil || gone.GetWithdrawal().GetReason() != "批文作废" || gone.GetWithdrawal().GetAuthor() != "county@bc" {
		t.Fatalf("withdrawn %v, %v", gone, err)
	}
	_, err = withdraw("再次", gone.GetVersion())
	wantReason(t, err, errs.KindPrecondition, "DOCUMENT_WITHDRAWN")
	if content, _, err := r.fetch(r.as(authn.RoleLeader, "bz"), p.GetId(), d.GetId(), 1); err != nil || !bytes.Equal(content, pdf("旧批文")) {
		t.Errorf("%q, %v", content, err)
	}
	next := headOf(p.GetId())
	next.DocumentId, next.Version = d.GetId(), gone.GetVersion()
	_, err = r.send(county, next, pdf("新批文"))
	wantReason(t, err, errs.KindPrecondition, "DOCUMENT_WITHDRAWN")
}

// TestWhoHandedAProjectOverSeesNoDocuments, nor that there were any.
func TestWhoHandedAProjectOverSeesNoDocuments(t *testing.T) {
	t.Parallel()
	m := &matrix{register: start(t)}
	p := m.create(newProject("移交建档项目"))
	d := m.file(p.GetId(), pdf("批文"))
	m.handTo("qd", p)
	before := m.as(authn.RoleCity, "bz")
	list, err := m.ListDocuments(before, &registryv1.ListDocumentsRequest{ProjectId: p.GetId()})
	if err != nil || len(list.GetDocuments()) != 0 {
		t.Errorf("sees %v, %v", list.GetDocuments(), err)
	}
	_, _, err = m.fetch(before, p.GetId(), d.GetId(), 1)
	wantReason(t, err, errs.KindNotFound, "DOCUMENT_NOT_FOUND")
	history, err := m.ListProjectHistory(before, &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range history.GetChanges() {
		if strings.HasPrefix(c.GetSubject(), "document/") {
			t.Errorf("history tells %v", c)
		}
	}
	if list, err = m.ListDocuments(m.as(authn.RoleCity, "qd"), &registryv1.ListDocumentsRequest{ProjectId: p.GetId()}); err != nil || len(list.GetDocuments()) != 1 {
		t.Errorf("who has it now sees %v, %v", list.GetDocuments(), err)
	}
}

// TestBrokenContentIsToldAndNotHandedOut: a disk changed a byte, or lost the file.
func TestBrokenContentIsToldAndNotHandedOut(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("坏盘项目"))
	d := r.file(p.GetId(), pdf("原文"))
	path := r.kept()[hashOf(pdf("原文"))]
	if err := os.WriteFile(path, pdf("改文"), 0o600); err != nil {
		t.Fatal(err)
	}
	content, _, err := r.fetch(r.as(authn.RoleCounty, "bc"), p.GetId(), d.GetId(), 1)
	if errs.ReasonOf(err) != "CONTENT_DIFFERS" || len(content) != 0 {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, _, err = r.fetch(r.as(authn.RoleCounty, "bc"), p.GetId(), d.GetId(), 1)
	if errs.ReasonOf(err) != "CONTENT_MISSING" {
		t.Errorf("without its file: %v", err)
	}
}

// TestAStageNamesADocument: hash and name are the document's, and who certifies sees it.
func TestAStageNamesADocument(t *testing.T) {
	t.Parallel()
	r := start(t)
	in := newProject("佐证项目")
	in.Stage = registryv1.Stage_STAGE_PREPARING
	p := r.create(in)
	d := r.file(p.GetId(), pdf("开工报告"))
	enter := func(e *registryv1.Evidence) error {
		e.Kind, e.TakenTime = registryv1.EvidenceKind_EVIDENCE_KIND_DOCUMENT, timestamppb.New(r.clock.now())
		_, err := r.EnterStage(r.as(authn.RoleCounty, "bc"), &registryv1.EnterStageRequest{
			Id: p.GetId(), Stage: registryv1.Stage_STAGE_STARTED, Date: "2020-05-18", Evidence: []*registryv1.Evidence{e}, Version: p.GetVersion(), RequestId: uuid.NewString(),
		})
		return err
	}
	wantReason(t, enter(&registryv1.Evidence{DocumentId: uuid.NewString()}), errs.KindNotFound, "DOCUMENT_NOT_FOUND")
	wantReason(t, enter(&registryv1.Evidence{DocumentId: "no id"}), errs.KindNotFound, "DOCUMENT_NOT_FOUND")
	wantReason(t, enter(&registryv1.Evidence{DocumentId: d.GetId(), Sha256: hashOf(pdf("别的"))}), errs.KindInvalid, "DOCUMENT_HASH_DIFFERS")
	if err := enter(&registryv1.Evidence{DocumentId: d.GetId()}); err != nil {
		t.Fatal(err)
	}
	got, err := r.ListStageEvidence(r.as(authn.RoleCity, "bz"), &registryv1.ListStageEvidenceRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range got.GetStages() {
		for _, e := range stage.GetEvidence() {
			if e.GetDocumentId() == d.GetId() && e.GetDocumentVersion() == 1 && e.GetSha256() == hashOf(pdf("开工报告")) && e.GetFileName() == "批复.pdf" {
				return
			}
		}
	}
	t.Errorf("no stage names the document: %v", got)
}
