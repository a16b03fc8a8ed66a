package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

const (
	documentsSQL = `
SELECT id::text AS id, project_id::text AS project_id, kind, title, version, coalesce(withdrawer, '') AS withdrawer, withdraw_time,
    coalesce(withdrawal_reason, '') AS withdrawal_reason
FROM document WHERE project_id = $1 ORDER BY create_time, id`
	documentVersionsSQL = `
SELECT v.document_id::text AS document_id, v.number, encode(v.sha256, 'hex') AS sha256, v.file_name, v.size_bytes, v.media_type, v.note,
    v.author, v.upload_time
FROM document_version v JOIN document d ON d.id = v.document_id WHERE d.project_id = $1 ORDER BY v.document_id, v.number`
	addDocumentSQL = `
INSERT INTO document (id, project_id, kind, title, create_time, version) VALUES ($1, $2, $3, $4, $5, $6)`
	addDocumentVersionSQL = `
INSERT INTO document_version (document_id, number, sha256, file_name, size_bytes, media_type, note, author, upload_time)
VALUES (@document, @number, @sha256, @file_name, @size, @media_type, @note, @author, @uploaded)`
	saveDocumentSQL = `
UPDATE document SET version = $2, withdrawer = $3, withdraw_time = $4, withdrawal_reason = $5 WHERE id = $1`
	documentHashesSQL = `SELECT DISTINCT sha256 FROM document_version ORDER BY sha256`
)

type documentRow struct {
	ID               string
	ProjectID        registry.ProjectID
	Kind             string
	Title            string
	Version          int64
	Withdrawer       string
	WithdrawTime     *time.Time
	WithdrawalReason string
}

func (r documentRow) toDomain() registry.Document {
	d := registry.Document{ID: r.ID, Project: r.ProjectID, Kind: r.Kind, Title: r.Title, Version: r.Version}
	if r.WithdrawTime != nil {
		d.Withdrawal = registry.DocumentWithdrawal{Author: r.Withdrawer, Time: r.WithdrawTime.UTC(), Reason: r.WithdrawalReason}
	}
	return d
}

type documentVersionRow struct {
	DocumentID string
	Number     int
	SHA256     string `db:"sha256"`
	FileName   string
	SizeBytes  int64
	MediaType  string
	Note       string
	Author     string
	UploadTime time.Time
}

func (r documentVersionRow) toDomain() registry.DocumentVersion {
	return registry.DocumentVersion{
		Number: r.Number, SHA256: r.SHA256, FileName: r.FileName, Size: r.SizeBytes, MediaType: r.MediaType,
		Note: r.Note, Author: r.Author, Uploaded: r.UploadTime.UTC(),
	}
}

// Documents reads a project's documents with their versions, the oldest first.
func (s *Store) Documents(ctx context.Context, id registry.ProjectID) ([]registry.Document, error) {
	var documents []registry.Document
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		documents, err = loadDocuments(ctx, tx, id)
		return err
	})
	return documents, err
}

// Documents reads a project's documents with their versions, the oldest first.
func (t *Tx) Documents(ctx context.Context, id registry.ProjectID) ([]registry.Document, error) {
	return loadDocuments(ctx, t.tx, id)
}

func loadDocuments(ctx context.Context, tx pgx.Tx, id registry.ProjectID) ([]registry.Document, error) {
	rows, _ := tx.Query(ctx, documentsSQL, uuidOf(id)) // its error comes back from Collect
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[documentRow])
	if err != nil {
		return nil, fmt.Errorf("read documents of project %s: %w", id, err)
	}
	rows, _ = tx.Query(ctx, documentVersionsSQL, uuidOf(id))
	versions, err := pgx.CollectRows(rows, pgx.RowToStructByName[documentVersionRow])
	if err != nil {
		return nil, fmt.Errorf("read versions of documents of project %s: %w", id, err)
	}
	of := map[string][]registry.DocumentVersion{}
	for _, v := range versions {
		of[v.DocumentID] = append(of[v.DocumentID], v.toDomain())
	}
	documents := column(found, documentRow.toDomain)
	for i := range documents {
		documents[i].Versions = of[documents[i].ID]
	}
	return documents, nil
}

// AddDocument stores a new document with its first version and notes it in the
// project's history. The caller holds the project's lock.
func (t *Tx) AddDocument(ctx context.Context, d registry.Document) error {
	batch := &pgx.Batch{}
	batch.Queue(addDocumentSQL, idOf(d.ID), uuidOf(d.Project), d.Kind, d.Title, t.now, d.Version)
	if err := queueDocumentVersion(batch, d); err != nil {
		return err
	}
	return t.noteDocument(ctx, batch, registry.Document{}, d)
}

// AddDocumentVersion stores a document's newest version and notes it in the project's
// history. The caller holds the project's lock.
func (t *Tx) AddDocumentVersion(ctx context.Context, before, after registry.Document) error {
	batch := &pgx.Batch{}
	queueDocument(batch, after)
	if err := queueDocumentVersion(batch, after); err != nil {
		return err
	}
	return t.noteDocument(ctx, batch, before, after)
}

// WithdrawDocument stores who withdrew a document, and notes it in the project's
// history. The caller holds the project's lock.
func (t *Tx) WithdrawDocument(ctx context.Context, before, after registry.Document) error {
	batch := &pgx.Batch{}
	queueDocument(batch, after)
	return t.noteDocument(ctx, batch, before, after)
}

func queueDocument(batch *pgx.Batch, d registry.Document) {
	batch.Queue(saveDocumentSQL, idOf(d.ID), d.Version, orNil(d.Withdrawal.Author), orNil(d.Withdrawal.Time), orNil(d.Withdrawal.Reason))
}

func queueDocumentVersion(batch *pgx.Batch, d registry.Document) error {
	v, _ := d.At(0)
	hash, err := hex.DecodeString(v.SHA256)
	if err != nil {
		return fmt.Errorf("hash of document %s: %w", d.ID, err)
	}
	batch.Queue(addDocumentVersionSQL, pgx.NamedArgs{
		"document": idOf(d.ID), "number": v.Number, "sha256": hash, "file_name": v.FileName, "size": v.Size,
		"media_type": v.MediaType, "note": v.Note, "author": v.Author, "uploaded": v.Uploaded,
	})
	return nil
}

func (t *Tx) noteDocument(ctx context.Context, batch *pgx.Batch, before, after registry.Document) error {
	fields := orEmpty(registry.DiffDocument(before, after))
	batch.Queue(noteChangeSQL, uuidOf(after.Project), t.now, t.by.Principal, t.by.Call, after.Subject(), after.Version, t.by.Reason, fields)
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("save document %s: %w", after.ID, err)
	}
	return nil
}

// DocumentHashes lists the content that documents name, each once.
func (s *Store) DocumentHashes(ctx context.Context) ([][32]byte, error) {
	rows, _ := s.pool.Query(ctx, documentHashesSQL) // its error comes back from Collect
	found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read the documents' hashes: %w", err)
	}
	return column(found, func(hash []byte) [32]byte { return [32]byte(hash) }), nil
}
