package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// TestDocumentsTablesDefendThemselves tries, as the application's role, what no code of
// ours does; then reads back what stands.
func TestDocumentsTablesDefendThemselves(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	p := project("甲")
	d := registry.Document{ID: uuid.NewString(), Project: p.ID, Kind: "land", Title: "用地批复", Version: 1, Versions: []registry.DocumentVersion{
		{Number: 1, SHA256: strings.Repeat("0a", 32), FileName: "批复.pdf", Size: 9, MediaType: "application/pdf", Author: "county", Uploaded: now()},
	}}
	mutate(t, s, saved(t.Context(), p))
	mutate(t, s, func(tx *store.Tx) error { return tx.AddDocument(t.Context(), d) })
	const noGrant = "42501"
	for name, tc := range map[string]struct{ sql, want string }{
		"a document deleted":          {"DELETE FROM document", noGrant},
		"a version deleted":           {"DELETE FROM document_version", noGrant},
		"a version overwritten":       {"UPDATE document_version SET sha256 = sha256", noGrant},
		"a document given away":       {"UPDATE document SET project_id = project_id", noGrant},
		"a withdrawal without reason": {"UPDATE document SET withdrawer = 'x', withdraw_time = now()", "document_withdrawal_whole"},
		"an empty reason":             {"UPDATE document SET withdrawer = 'x', withdraw_time = now(), withdrawal_reason = ''", "document_withdrawal_reason"},
		"the same content again": {
			"INSERT INTO document_version SELECT document_id, 2, sha256, file_name, size_bytes, media_type, note, author, upload_time FROM document_version", "document_version_once",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Pool.Exec(t.Context(), tc.sql)
			var e *pgconn.PgError
			if !errors.As(err, &e) || e.Code != tc.want && e.ConstraintName != tc.want {
				t.Fatalf("%v, want %s", err, tc.want)
			}
		})
	}
	got, err := s.Documents(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]registry.Document{d}, got); diff != "" {
		t.Error(diff)
	}
}
