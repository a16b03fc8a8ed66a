package server

import (
	"time"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// toLibrary is the library in the domain's words, empty for none: the contract numbers
// them in the domain's order.
func toLibrary(l registryv1.Library) registry.Library {
	libraries := registry.Libraries()
	if l < 1 || int(l) > len(libraries) {
		return ""
	}
	return libraries[l-1]
}

// libraryMove is a move on the wire, nil for none.
func libraryMove(m registry.LibraryMove) *registryv1.LibraryMove {
	if m.State == "" {
		return nil
	}
	return &registryv1.LibraryMove{
		From: events.Library(m.From), To: events.Library(m.To), State: moveState(m.State), Reason: m.Reason,
		Proposer: m.Proposer, ProposeTime: events.Time(m.Proposed), Decider: m.Decider, DecideTime: events.Time(m.Decided),
		Comment: m.Comment, PolicyVersion: events.Small(m.Policy),
	}
}

func moveState(s registry.MoveState) registryv1.LibraryMoveState {
	return map[registry.MoveState]registryv1.LibraryMoveState{
		registry.MoveProposed:  registryv1.LibraryMoveState_LIBRARY_MOVE_STATE_PROPOSED,
		registry.MoveApproved:  registryv1.LibraryMoveState_LIBRARY_MOVE_STATE_APPROVED,
		registry.MoveRejected:  registryv1.LibraryMoveState_LIBRARY_MOVE_STATE_REJECTED,
		registry.MoveReplaced:  registryv1.LibraryMoveState_LIBRARY_MOVE_STATE_REPLACED,
		registry.MoveCompleted: registryv1.LibraryMoveState_LIBRARY_MOVE_STATE_COMPLETED,
	}[s]
}

// libraryStep is a move with how a project stands to its conditions.
func (s *Server) libraryStep(to registry.Library, told []registry.Fulfilment) *registryv1.LibraryStep {
	step := &registryv1.LibraryStep{To: events.Library(to), Ready: registry.Ready(told)}
	for _, e := range told {
		step.Conditions = append(step.Conditions, &registryv1.LibraryCondition{
			Kind: e.Kind, Met: e.Met, Message: s.catalogue.Sentence(e.Reason, e.Params),
		})
	}
	return step
}

func toEvidence(in []*registryv1.Evidence) []registry.Evidence {
	out := make([]registry.Evidence, len(in))
	for i, e := range in {
		out[i] = registry.Evidence{
			Kind: toEvidenceKind(e.GetKind()), SHA256: e.GetSha256(), FileName: e.GetFileName(), Place: e.GetPlace(),
			Position: toPosition(e.GetPosition()), Document: e.GetDocumentId(), DocumentVersion: int(e.GetDocumentVersion()),
		}
		if t := e.GetTakenTime(); t.IsValid() {
			out[i].Taken = t.AsTime().Truncate(time.Microsecond) // as the database keeps it
		}
	}
	return out
}

func toPosition(p *registryv1.Position) *registry.Position {
	if p == nil {
		return nil
	}
	return &registry.Position{Latitude: int(p.GetLatitudeMicro()), Longitude: int(p.GetLongitudeMicro()), Datum: toDatum(p.GetDatum())}
}

// toEvidenceKind is the kind in the domain's words, empty for none.
func toEvidenceKind(k registryv1.EvidenceKind) registry.EvidenceKind {
	switch k {
	case registryv1.EvidenceKind_EVIDENCE_KIND_PHOTO:
		return registry.EvidencePhoto
	case registryv1.EvidenceKind_EVIDENCE_KIND_DOCUMENT:
		return registry.EvidenceDocument
	case registryv1.EvidenceKind_EVIDENCE_KIND_UNSPECIFIED:
	}
	return ""
}

// toDatum is the datum in the domain's words, empty for none.
func toDatum(d registryv1.Datum) registry.Datum {
	switch d {
	case registryv1.Datum_DATUM_WGS84:
		return registry.DatumWGS84
	case registryv1.Datum_DATUM_CGCS2000:
		return registry.DatumCGCS2000
	case registryv1.Datum_DATUM_GCJ02:
		return registry.DatumGCJ02
	case registryv1.Datum_DATUM_BD09:
		return registry.DatumBD09
	case registryv1.Datum_DATUM_UNSPECIFIED:
	}
	return ""
}

// stageRecord is a stage with its part of the evidence.
func stageRecord(p registry.Project, e registry.StageEntry, evidence []registry.Evidence) *registryv1.StageRecord {
	record := &registryv1.StageRecord{Entry: events.StageEntry(p, e)}
	if e.Stage.Certifiable() {
		c := p.Certification(e.Stage)
		record.Author, record.Certifier, record.Rejection = c.Author, c.Certifier, c.Rejection
		record.Certification = certificationState(c.State)
	}
	for _, one := range evidence {
		if one.Stage == e.Stage {
			record.Evidence = append(record.Evidence, evidenceOf(one))
		}
	}
	return record
}

func certificationState(s registry.CertificationState) registryv1.CertificationState {
	return map[registry.CertificationState]registryv1.CertificationState{
		registry.CertificationWaiting:  registryv1.CertificationState_CERTIFICATION_STATE_WAITING,
		registry.CertificationGiven:    registryv1.CertificationState_CERTIFICATION_STATE_CERTIFIED,
		registry.CertificationRejected: registryv1.CertificationState_CERTIFICATION_STATE_REJECTED,
	}[s]
}

func evidenceOf(e registry.Evidence) *registryv1.Evidence {
	out := &registryv1.Evidence{
		Kind: map[registry.EvidenceKind]registryv1.EvidenceKind{
			registry.EvidencePhoto:    registryv1.EvidenceKind_EVIDENCE_KIND_PHOTO,
			registry.EvidenceDocument: registryv1.EvidenceKind_EVIDENCE_KIND_DOCUMENT,
		}[e.Kind],
		Sha256: e.SHA256, FileName: e.FileName, Place: e.Place,
		TakenTime: events.Time(e.Taken), Author: e.Author, RecordTime: events.Time(e.Recorded),
		DocumentId: e.Document, DocumentVersion: events.Small(e.DocumentVersion),
	}
	if p := e.Position; p != nil {
		out.Position = &registryv1.Position{
			LatitudeMicro: events.Small(p.Latitude), LongitudeMicro: events.Small(p.Longitude), Datum: datum(p.Datum),
		}
	}
	return out
}

func datum(d registry.Datum) registryv1.Datum {
	return map[registry.Datum]registryv1.Datum{
		registry.DatumWGS84: registryv1.Datum_DATUM_WGS84, registry.DatumCGCS2000: registryv1.Datum_DATUM_CGCS2000,
		registry.DatumGCJ02: registryv1.Datum_DATUM_GCJ02, registry.DatumBD09: registryv1.Datum_DATUM_BD09,
	}[d]
}
