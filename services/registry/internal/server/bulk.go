package server

import (
	"context"
	"errors"
	"io"
	"strconv"

	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/store"
)

// mostRows bounds a chunk: one transaction, locked and answered within a second.
const mostRows = 1000

// ingestTries is how often a chunk is tried when somebody else registers one of its
// projects at the same moment: the next try finds it known.
const ingestTries = 3

// Ingest implements registryv1.BulkServiceServer.
func (s *Server) Ingest(stream grpc.BidiStreamingServer[registryv1.IngestRequest, registryv1.IngestResponse]) error {
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		resp, err := s.ingest(stream.Context(), chunk)
		if err != nil {
			return err
		}
		if err := stream.Send(resp); err != nil {
			return err
		}
	}
}

// ingest writes one chunk.
func (s *Server) ingest(ctx context.Context, chunk *registryv1.IngestRequest) (*registryv1.IngestResponse, error) {
	if len(chunk.GetRows()) > mostRows {
		return nil, errs.Invalid("CHUNK_TOO_LARGE", "%d rows", len(chunk.GetRows())).With("limit", strconv.Itoa(mostRows)).At("rows")
	}
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	newResp := func() *registryv1.IngestResponse { return &registryv1.IngestResponse{} }
	for try := 1; ; try++ {
		resp, err := mutate(ctx, s, "Ingest", "", chunk, newResp, func(tx *store.Tx) (*registryv1.IngestResponse, error) {
			g := s.newIngestion(a, tx.Now(), chunk)
			if err := g.run(ctx, tx); err != nil {
				return nil, err
			}
			return &registryv1.IngestResponse{RequestId: chunk.GetRequestId(), Results: g.results}, nil
		})
		if errs.ReasonOf(err) != "PROJECT_EXISTS" || try == ingestTries {
			return resp, err
		}
	}
}
