package sheetexport

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
)

// registry sends one workbook in pieces and then an error, if it has one.
type registry struct {
	registryv1.UnimplementedUnitServiceServer
	registryv1.UnimplementedSheetServiceServer
	asked *registryv1.ExportSheetRequest
	err   error
}

func (r *registry) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{{Code: "bc", Name: "滨城区", Places: []*registryv1.Place{{}}}}}, nil
}

func (r *registry) ExportSheet(req *registryv1.ExportSheetRequest, out grpc.ServerStreamingServer[registryv1.ExportSheetResponse]) error {
	r.asked = req
	for _, p := range []*registryv1.ExportSheetResponse{{FileName: "附件3.xlsx", RowCount: 7}, {Content: []byte("PK")}, {Content: []byte("34")}} {
		if err := out.Send(p); err != nil {
			return err
		}
	}
	return r.err
}

func serve(t *testing.T, fake *registry) *client.Client {
	t.Helper()
	return clienttest.Serve(t, "sd", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, fake)
		registryv1.RegisterSheetServiceServer(s, fake)
	})
}

func TestAnExportIsWritten(t *testing.T) {
	fake, file := &registry{}, filepath.Join(t.TempDir(), "六月.xlsx")
	r, err := Run(t.Context(), serve(t, fake), Order{Annex: 3, Unit: "滨城区", Month: "2020-06", Blank: true, File: file})
	if err != nil || r.Rows != 7 || r.Bytes != 4 || r.FileName != "附件3.xlsx" {
		t.Fatalf("Run() = %+v, %v", r, err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "PK34" {
		t.Errorf("file holds %q, %v", b, err)
	}
	if a := fake.asked; a.GetAnnex() != 3 || a.GetUnit() != "bc" || a.GetMonth() != "2020-06" || !a.GetBlank() {
		t.Errorf("asked %v", a)
	}
	var out bytes.Buffer
	if err := r.Show(&out); err != nil || out.String() != file+"：7 个项目（附件3.xlsx）\n" {
		t.Errorf("shows %q, %v", out.String(), err)
	}
}

func TestNoHalfFileIsLeft(t *testing.T) {
	folder := t.TempDir()
	_, err := Run(t.Context(), serve(t, &registry{err: errs.Unavailable("DATABASE_UNAVAILABLE", "gone")}),
		Order{Annex: 3, Unit: "bc", Month: "2020-06", File: filepath.Join(folder, "六月.xlsx")})
	if err == nil {
		t.Fatal("a broken stream went unnoticed")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
