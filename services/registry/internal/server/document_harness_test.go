package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func pdf(text string) []byte { return []byte("%PDF-1.7\n" + text) }

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// send uploads content in pieces of 100 bytes.
func (r *register) send(ctx context.Context, head *registryv1.DocumentUpload, content []byte) (*registryv1.Document, error) {
	stream, err := r.UploadDocument(ctx)
	if err != nil {
		return nil, err
	}
	err = stream.Send(&registryv1.UploadDocumentRequest{Part: &registryv1.UploadDocumentRequest_Head{Head: head}})
	for piece := range piecesOf(content, 100) {
		if err != nil {
			break // refused already: the answer says why
		}
		err = stream.Send(&registryv1.UploadDocumentRequest{Part: &registryv1.UploadDocumentRequest_Content{Content: piece}})
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	resp, err := stream.CloseAndRecv()
	return resp.GetDocument(), err
}

func piecesOf(content []byte, size int) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(content) > 0 {
			n := min(size, len(content))
			if !yield(content[:n]) {
				return
			}
			content = content[n:]
		}
	}
}

func headOf(project string) *registryv1.DocumentUpload {
	return &registryv1.DocumentUpload{
		ProjectId: project, Kind: "land", Title: "用地批复", FileName: "批复.pdf", Note: "原件扫描", RequestId: uuid.NewString(),
	}
}

func (r *register) file(project string, content []byte) *registryv1.Document {
	r.t.Helper()
	d, err := r.send(r.as(authn.RoleCounty, "bc"), headOf(project), content)
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

func (r *register) fetch(ctx context.Context, project, id string, number int32) ([]byte, string, error) {
	stream, err := r.DownloadDocument(ctx, &registryv1.DownloadDocumentRequest{ProjectId: project, Id: id, Number: number})
	if err != nil {
		return nil, "", err
	}
	var content []byte
	name := ""
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return content, name, nil
		}
		if err != nil {
			return content, name, err
		}
		name += piece.GetFileName()
		content = append(content, piece.GetContent()...)
	}
}

// kept lists the files of the archive by their names, those that wait too.
func (r *register) kept() map[string]string {
	r.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(r.folder, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files[e.Name()] = path
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return files
}

// waitFor asks until it is so; the test's deadline ends what never is.
func waitFor(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(10 * time.Second); !so(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("not within ten seconds")
		}
	}
}
