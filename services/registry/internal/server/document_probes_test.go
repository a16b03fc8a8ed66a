package server_test

import (
	"context"

	"pacesetter/pkg/authz/authztest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (m *matrix) documentProbes() []authztest.Probe {
	return []authztest.Probe{
		m.on("ListDocuments", func(ctx context.Context, id, _ string) error {
			_, err := m.ListDocuments(ctx, &registryv1.ListDocumentsRequest{ProjectId: id})
			return err
		}),
		m.on("UploadDocument", func(ctx context.Context, id, request string) error {
			_, err := m.send(ctx, &registryv1.DocumentUpload{ProjectId: id, Kind: "no such kind", RequestId: request}, nil)
			return err
		}),
		m.on("DownloadDocument", func(ctx context.Context, id, request string) error {
			stream, err := m.DownloadDocument(ctx, &registryv1.DownloadDocumentRequest{ProjectId: id, Id: request})
			if err != nil {
				return err
			}
			_, err = stream.Recv()
			return err
		}),
		m.on("WithdrawDocument", func(ctx context.Context, id, request string) error {
			_, err := m.WithdrawDocument(ctx, &registryv1.WithdrawDocumentRequest{ProjectId: id, Id: request, Reason: "作废", RequestId: request})
			return err
		}),
	}
}
