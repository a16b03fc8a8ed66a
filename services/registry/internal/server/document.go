package server

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ListDocuments implements registryv1.DocumentServiceServer.
func (s *Server) ListDocuments(ctx context.Context, req *registryv1.ListDocumentsRequest) (*registryv1.ListDocumentsResponse, error) {
	p, err := s.readable(ctx, req.GetProjectId())
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListDocumentsResponse{MaxBytes: s.documents.MaxBytes, Extensions: s.documents.Extensions()}
	for _, k := range s.documents.Kinds {
		resp.Kinds = append(resp.Kinds, &registryv1.DocumentKind{Key: k.Key, Name: k.Name})
	}
	documents, err := s.seenDocuments(ctx, p)
	for _, d := range documents {
		resp.Documents = append(resp.Documents, documentOf(d))
	}
	return resp, err
}

// seenDocuments are the documents of a project that the caller may see: all of them
// where they see its whole life, else none.
func (s *Server) seenDocuments(ctx context.Context, p readable) ([]registry.Document, error) {
	if !p.sight.Whole() {
		return nil, nil
	}
	documents, err := s.store.Documents(ctx, p.project.ID)
	s.documents.Sort(documents)
	return documents, err
}

// fileDocument files an upload whose bytes are kept, as a new document or as the next
// version of one.
func (s *Server) fileDocument(ctx context.Context, head *registryv1.DocumentUpload, u registry.DocumentUpload) (*registryv1.UploadDocumentResponse, error) {
	newResp := func() *registryv1.UploadDocumentResponse { return &registryv1.UploadDocumentResponse{} }
	return mutate(ctx, s, "UploadDocument", "", head, newResp, func(tx *store.Tx) (*registryv1.UploadDocumentResponse, error) {
		a, p, err := s.locked(ctx, tx, head.GetProjectId())
		if err != nil {
			return nil, err
		}
		if err := a.checkProject(authz.ProjectWrite, p, s.businessYear()); err != nil {
			return nil, err
		}
		if head.GetDocumentId() == "" {
			d, err := registry.NewDocument(s.documents, uuid.NewString(), p.ID, u, a.who.ID, tx.Now())
			if err != nil {
				return nil, err
			}
			return &registryv1.UploadDocumentResponse{Document: documentOf(d)}, tx.AddDocument(ctx, d)
		}
		before, err := documentAt(ctx, tx, p.ID, head.GetDocumentId(), head.GetVersion())
		if err != nil {
			return nil, err
		}
		after, err := before.Add(s.documents, u, a.who.ID, tx.Now())
		if err != nil {
			return nil, err
		}
		return &registryv1.UploadDocumentResponse{Document: documentOf(after)}, tx.AddDocumentVersion(ctx, before, after)
	})
}

// documentAt is a document of a locked project at the version that the caller saw.
func documentAt(ctx context.Context, tx *store.Tx, project registry.ProjectID, id string, version int64) (registry.Document, error) {
	documents, err := tx.Documents(ctx, project)
	if err != nil {
		return registry.Document{}, err
	}
	d, err := documentIn(documents, id)
	if err != nil {
		return d, err
	}
	return d, store.CheckVersion("document "+id, d.Version, version)
}

func documentIn(documents []registry.Document, id string) (registry.Document, error) {
	i := slices.IndexFunc(documents, func(d registry.Document) bool { return d.ID == id })
	if i < 0 {
		return registry.Document{}, registry.DocumentNotFound(id)
	}
	return documents[i], nil
}

// WithdrawDocument implements registryv1.DocumentServiceServer.
func (s *Server) WithdrawDocument(ctx context.Context, req *registryv1.WithdrawDocumentRequest) (*registryv1.WithdrawDocumentResponse, error) {
	newResp := func() *registryv1.WithdrawDocumentResponse { return &registryv1.WithdrawDocumentResponse{} }
	return mutate(ctx, s, "WithdrawDocument", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.WithdrawDocumentResponse, error) {
		a, p, err := s.locked(ctx, tx, req.GetProjectId())
		if err != nil {
			return nil, err
		}
		if err := a.checkProject(authz.ProjectWrite, p, s.businessYear()); err != nil {
			return nil, err
		}
		before, err := documentAt(ctx, tx, p.ID, req.GetId(), req.GetVersion())
		if err != nil {
			return nil, err
		}
		after, err := before.Withdraw(registry.Text(req.GetReason()), a.who.ID, tx.Now())
		if err != nil {
			return nil, err
		}
		return &registryv1.WithdrawDocumentResponse{Document: documentOf(after)}, tx.WithdrawDocument(ctx, before, after)
	})
}

func documentOf(d registry.Document) *registryv1.Document {
	out := &registryv1.Document{Id: d.ID, Kind: d.Kind, Title: d.Title, Version: d.Version}
	for _, v := range d.Versions {
		out.Versions = append(out.Versions, documentVersionOf(v))
	}
	if d.Withdrawn() {
		w := d.Withdrawal
		out.Withdrawal = &registryv1.DocumentWithdrawal{Author: w.Author, WithdrawTime: events.Time(w.Time), Reason: w.Reason}
	}
	return out
}

func documentVersionOf(v registry.DocumentVersion) *registryv1.DocumentVersion {
	return &registryv1.DocumentVersion{
		Number: events.Small(v.Number), Sha256: v.SHA256, FileName: v.FileName, SizeBytes: v.Size, MediaType: v.MediaType,
		Note: v.Note, Author: v.Author, UploadTime: events.Time(v.Uploaded),
	}
}
