package server

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/content"
	"pacesetter/services/registry/internal/registry"
)

// UploadDocument implements registryv1.DocumentServiceServer. Who may and what is said of
// the file is judged before a byte of it is taken. The bytes are kept before the register
// names them: content that nobody names does no harm, a name without content does.
func (s *Server) UploadDocument(in grpc.ClientStreamingServer[registryv1.UploadDocumentRequest, registryv1.UploadDocumentResponse]) error {
	ctx := in.Context()
	first, err := in.Recv()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head := first.GetHead()
	if err := s.mayUpload(ctx, head); err != nil {
		return err
	}
	received, err := s.archive.Receive(&parts{from: in}, s.documents.MaxBytes)
	if err != nil {
		return err
	}
	resp, err := s.keepDocument(ctx, head, received)
	if err := errors.Join(err, received.Discard()); err != nil {
		return err
	}
	return in.SendAndClose(resp)
}

// mayUpload judges an upload's head.
func (s *Server) mayUpload(ctx context.Context, head *registryv1.DocumentUpload) error {
	if head == nil {
		return errs.Invalid("DOCUMENT_HEAD_MISSING", "the first message of an upload is its head")
	}
	p, err := s.readable(ctx, head.GetProjectId())
	if err != nil {
		return err
	}
	if err := p.checkProject(authz.ProjectWrite, p.project, s.businessYear()); err != nil {
		return err
	}
	if s.archive == nil {
		return notKept()
	}
	if head.GetDocumentId() == "" {
		return s.documents.CheckHead(toUpload(head))
	}
	return s.documents.CheckFile(toUpload(head))
}

func notKept() error {
	return errs.Precondition("DOCUMENTS_NOT_KEPT", "PACESETTER_REGISTRY_DOCUMENTS_FOLDER is not set")
}

// keepDocument keeps what has come and files it.
func (s *Server) keepDocument(ctx context.Context, head *registryv1.DocumentUpload, received *content.Received) (*registryv1.UploadDocumentResponse, error) {
	u := toUpload(head)
	u.Size, u.SHA256 = received.Size, received.Hash.String()
	if said := head.GetSha256(); said != "" && said != u.SHA256 {
		return nil, errs.Invalid("DOCUMENT_HASH_DIFFERS", "came with the hash %s", u.SHA256).At("sha256")
	}
	var err error
	if u.MediaType, err = received.MediaType(); err != nil {
		return nil, err
	}
	if err := s.documents.CheckContent(u); err != nil {
		return nil, err
	}
	if err := s.archive.Keep(ctx, received); err != nil {
		return nil, err
	}
	head, _ = proto.Clone(head).(*registryv1.DocumentUpload)
	head.Sha256 = u.SHA256 // so that the request's key stands for its bytes too
	return s.fileDocument(ctx, head, u)
}

func toUpload(head *registryv1.DocumentUpload) registry.DocumentUpload {
	return registry.DocumentUpload{Kind: head.GetKind(), Title: head.GetTitle(), FileName: head.GetFileName(), Note: head.GetNote()}
}

// parts reads the bytes of an upload's messages; only the caller's closing is their end.
type parts struct {
	from grpc.ClientStreamingServer[registryv1.UploadDocumentRequest, registryv1.UploadDocumentResponse]
	left []byte
}

// Read implements io.Reader.
func (p *parts) Read(b []byte) (int, error) {
	for len(p.left) == 0 {
		next, err := p.from.Recv()
		if err != nil {
			return 0, err
		}
		if next.GetHead() != nil {
			return 0, errs.Invalid("DOCUMENT_HEAD_MISSING", "a second head")
		}
		p.left = next.GetContent()
	}
	n := copy(b, p.left)
	p.left = p.left[n:]
	return n, nil
}

// DownloadDocument implements registryv1.DocumentServiceServer.
func (s *Server) DownloadDocument(req *registryv1.DownloadDocumentRequest, out grpc.ServerStreamingServer[registryv1.DownloadDocumentResponse]) error {
	ctx := out.Context()
	v, err := s.documentVersion(ctx, req)
	if err != nil {
		return err
	}
	if s.archive == nil {
		return notKept()
	}
	hash, _ := content.ParseHash(v.SHA256) // the database keeps nothing else
	from, err := s.archive.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	next := &registryv1.DownloadDocumentResponse{FileName: v.FileName, Version: documentVersionOf(v)}
	pieces := &pieces{buffer: make([]byte, 0, pieceSize), send: func(piece []byte) error {
		next.Content = piece
		err := out.Send(next)
		next = &registryv1.DownloadDocumentResponse{}
		return err
	}}
	if err := content.Copy(pieces, from, hash); err != nil {
		return err
	}
	return pieces.flush()
}

// documentVersion is a version that the caller may read.
func (s *Server) documentVersion(ctx context.Context, req *registryv1.DownloadDocumentRequest) (registry.DocumentVersion, error) {
	p, err := s.readable(ctx, req.GetProjectId())
	if err != nil {
		return registry.DocumentVersion{}, err
	}
	documents, err := s.seenDocuments(ctx, p)
	if err != nil {
		return registry.DocumentVersion{}, err
	}
	d, err := documentIn(documents, req.GetId())
	if err != nil {
		return registry.DocumentVersion{}, err
	}
	v, known := d.At(int(req.GetNumber()))
	if !known {
		return v, registry.DocumentNotFound(req.GetId())
	}
	return v, nil
}
