package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/registry/internal/registry"
)

const (
	dropCertificationsSQL = `DELETE FROM stage_certification WHERE project_id = ANY($1)`
	addCertificationsSQL  = `
INSERT INTO stage_certification (project_id, stage, author, state, certified, certifier, rejection)
SELECT k.project_id, k.stage, k.author, k.state, k.certified, k.certifier, k.rejection
FROM unnest(@id::uuid[], @stage::text[], @author::text[], @state::text[], @certified::date[], @certifier::text[], @rejection::text[])
  AS k (project_id, stage, author, state, certified, certifier, rejection)`
)

func queueCertifications(batch *pgx.Batch, ws []ProjectWrite) {
	replaced, cs := parts(ws, func(p registry.Project) []registry.Certification { return p.Certifications }, slices.Equal)
	if len(replaced) > 0 {
		batch.Queue(dropCertificationsSQL, uuids(replaced))
	}
	if len(cs) == 0 {
		return
	}
	text := func(f func(registry.Certification) string) []string {
		return column(cs, func(p part[registry.Certification]) string { return f(p.of) })
	}
	batch.Queue(addCertificationsSQL, pgx.NamedArgs{
		"id":        ids(cs),
		"stage":     text(func(c registry.Certification) string { return string(c.Stage) }),
		"author":    text(func(c registry.Certification) string { return c.Author }),
		"state":     text(func(c registry.Certification) string { return string(c.State) }),
		"certified": column(cs, func(p part[registry.Certification]) *time.Time { return date(p.of.Date) }),
		"certifier": text(func(c registry.Certification) string { return c.Certifier }),
		"rejection": text(func(c registry.Certification) string { return c.Rejection }),
	})
}

const (
	addEvidenceSQL = `
INSERT INTO stage_evidence (project_id, stage, kind, sha256, file_name, place, latitude_micro, longitude_micro, datum, taken_time, author, record_time,
    document_id, document_version)
VALUES (@id, @stage, @kind, @sha256, @file_name, @place, @latitude, @longitude, @datum, @taken, @author, @recorded, @document, @document_version)`
	loadEvidenceSQL = `
SELECT stage, kind, encode(sha256, 'hex') AS sha256, file_name, place, latitude_micro, longitude_micro, datum, taken_time, author, record_time,
    coalesce(document_id::text, '') AS document, coalesce(document_version, 0) AS document_version
FROM stage_evidence WHERE project_id = $1 ORDER BY id`
	countEvidenceSQL = `SELECT count(*) FROM stage_evidence WHERE project_id = $1 AND stage = $2`
)

// AddEvidence keeps evidence of a project's stages. It fails with EVIDENCE_EXISTS where
// a stage has the file already.
func (t *Tx) AddEvidence(ctx context.Context, id registry.ProjectID, evidence []registry.Evidence) error {
	batch := &pgx.Batch{}
	for _, e := range evidence {
		args, err := evidenceColumns(id, e)
		if err != nil {
			return err
		}
		batch.Queue(addEvidenceSQL, args)
	}
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("add %d pieces of evidence: %w", len(evidence), err)
	}
	return nil
}

func evidenceColumns(id registry.ProjectID, e registry.Evidence) (pgx.NamedArgs, error) {
	hash, err := hex.DecodeString(e.SHA256)
	if err != nil {
		return nil, fmt.Errorf("hash of evidence: %w", err)
	}
	args := pgx.NamedArgs{
		"id": uuidOf(id), "stage": e.Stage, "kind": e.Kind, "sha256": hash, "file_name": e.FileName, "place": e.Place,
		"latitude": nil, "longitude": nil, "datum": nil, "taken": e.Taken, "author": e.Author, "recorded": e.Recorded,
		"document": idOf(e.Document), "document_version": orNil(e.DocumentVersion),
	}
	if p := e.Position; p != nil {
		args["latitude"], args["longitude"], args["datum"] = p.Latitude, p.Longitude, p.Datum
	}
	return args, nil
}

// CountEvidence counts the evidence of a project's stage.
func (t *Tx) CountEvidence(ctx context.Context, id registry.ProjectID, s registry.Stage) (int, error) {
	var n int
	if err := t.tx.QueryRow(ctx, countEvidenceSQL, uuidOf(id), s).Scan(&n); err != nil {
		return 0, fmt.Errorf("count evidence of project %s: %w", id, err)
	}
	return n, nil
}

type evidenceRow struct {
	Stage          registry.Stage
	Kind           registry.EvidenceKind
	SHA256         string `db:"sha256"`
	FileName       string
	Place          string
	LatitudeMicro  pgtype.Int4
	LongitudeMicro pgtype.Int4
	Datum          *registry.Datum
	TakenTime      time.Time
	Author         string
	RecordTime     time.Time

	Document        string
	DocumentVersion int
}

func (r evidenceRow) toDomain() registry.Evidence {
	e := registry.Evidence{
		Stage: r.Stage, Kind: r.Kind, SHA256: r.SHA256, FileName: r.FileName, Place: r.Place,
		Taken: r.TakenTime.UTC(), Author: r.Author, Recorded: r.RecordTime.UTC(),
		Document: r.Document, DocumentVersion: r.DocumentVersion,
	}
	if r.Datum != nil {
		e.Position = &registry.Position{Latitude: int(r.LatitudeMicro.Int32), Longitude: int(r.LongitudeMicro.Int32), Datum: *r.Datum}
	}
	return e
}

// Evidence reads a project's evidence, the oldest first.
func (s *Store) Evidence(ctx context.Context, id registry.ProjectID) ([]registry.Evidence, error) {
	var found []evidenceRow
	err := s.read(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, loadEvidenceSQL, uuidOf(id))
		var err error
		if found, err = pgx.CollectRows(rows, pgx.RowToStructByName[evidenceRow]); err != nil {
			return fmt.Errorf("read evidence of project %s: %w", id, err)
		}
		return nil
	})
	return column(found, evidenceRow.toDomain), err
}
