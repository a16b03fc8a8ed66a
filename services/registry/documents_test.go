package registry

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/pgtest"
	"pacesetter/services/registry/internal/content"
	rules "pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// TestDocumentsVerify: what is named must be there; what nobody names is listed, and no
// fault.
func TestDocumentsVerify(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t, "registry", store.Schemas()...)
	cfg := content.Config{Folder: t.TempDir()}
	archive, err := content.Open(cfg, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	sound, orphan, lost := kept(t, archive, "sound"), kept(t, archive, "orphan"), content.Hash{9}
	const project, document = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	root, err := rules.RootUnit("sd", "山东省", "province", "370000")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.New(db.Pool, time.Now).EnsureRoot(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	exec(t, db, `INSERT INTO project (id, name, company, stage, scale, place, version, key_name, key_company, key_unit, create_time, update_time)
		VALUES ($1, '甲', '甲', 'building', '', '', 1, '甲', '甲', 'sd', now(), now())`, project)
	exec(t, db, `INSERT INTO document (id, project_id, kind, title, create_time, version) VALUES ($1, $2, 'land', '甲', now(), 1)`, document, project)
	const version = `INSERT INTO document_version (document_id, number, sha256, file_name, size_bytes, media_type, note, author, upload_time)
		VALUES ($1, $2, $3, '甲.pdf', 5, 'application/pdf', '', 'county', now())`
	exec(t, db, version, document, 1, sound[:])
	verified(t, archive, db, "", "orphan "+orphan.String(), "1 sound, 0 faults, 1 orphans")
	exec(t, db, version, document, 2, lost[:])
	verified(t, archive, db, "DOCUMENTS_FAULTY", "fault "+lost.String()+" CONTENT_MISSING", "orphan "+orphan.String(), "1 sound, 1 faults, 1 orphans")
	if err := documents(t.Context(), Config{Documents: cfg}, []string{"repair"}); errs.ReasonOf(err) != "COMMAND_USAGE" {
		t.Errorf("documents repair: %v", err)
	}
	if err := documents(t.Context(), Config{}, []string{"verify"}); errs.ReasonOf(err) != "DOCUMENTS_NOT_KEPT" {
		t.Errorf("without a folder: %v", err)
	}
}

func kept(t *testing.T, a *content.Archive, text string) content.Hash {
	t.Helper()
	r, err := a.Receive(strings.NewReader(text), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Keep(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

func exec(t *testing.T, db *pgtest.DB, sql string, args ...any) {
	t.Helper()
	if _, err := db.Pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func verified(t *testing.T, a *content.Archive, db *pgtest.DB, reason string, lines ...string) {
	t.Helper()
	var out bytes.Buffer
	err := verifyDocuments(t.Context(), a, store.New(db.Pool, time.Now), &out)
	if errs.ReasonOf(err) != reason {
		t.Errorf("verify: %v, want %q", err, reason)
	}
	for _, line := range lines {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%s\nlacks %q", out.String(), line)
		}
	}
}
