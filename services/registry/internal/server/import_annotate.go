package server

import (
	"bytes"
	"path/filepath"
	"strings"

	"google.golang.org/grpc"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/sheet"
)

// AnnotateImport implements registryv1.ImportServiceServer.
func (s *Server) AnnotateImport(req *registryv1.AnnotateImportRequest, out grpc.ServerStreamingServer[registryv1.AnnotateImportResponse]) error {
	ctx := out.Context()
	o, err := s.openImport(ctx, req.GetId(), req.GetOptions())
	if err != nil {
		return err
	}
	content, err := s.store.ImportFile(ctx, o.ID)
	if err != nil {
		return err
	}
	preview, err := s.preview(ctx, o)
	if err != nil {
		return err
	}
	remarks, cells := remarksOf(preview.GetRows())
	var a sheet.Annotated
	err = s.makeWorkbook(ctx, func() error {
		a, err = sheet.Annotate(content, o.sheet.Name, remarks, annotateLimits())
		return err
	})
	if err != nil {
		return err
	}
	first := &registryv1.AnnotateImportResponse{FileName: annotatedName(o.FileName), CellCount: int32(cells), Lost: a.Lost} //nolint:gosec // bounded
	if err := out.Send(first); err != nil {
		return err
	}
	return inPieces(bytes.NewReader(a.Content), func(piece []byte) error {
		return out.Send(&registryv1.AnnotateImportResponse{Content: piece})
	})
}

// annotateLimits are those of an import, but for what is unpacked: to write into a
// workbook takes it apart in memory, at some ten times its size.
func annotateLimits() sheet.Limits {
	limits := importLimits()
	limits.MaxUncompressed = 32 << 20
	return limits
}

// remarksOf are the rows' issues as they stand beside their cells, and on how many.
func remarksOf(rows []*registryv1.ImportRow) ([]sheet.Remark, int) {
	var remarks []sheet.Remark
	cells := map[string]bool{}
	for _, row := range rows {
		for _, i := range row.GetIssues() {
			cells[i.GetCell()] = true
			text := i.GetMessage()
			if i.GetSuggestion() != "" {
				text += "建议：" + i.GetSuggestion()
			}
			remarks = append(remarks, sheet.Remark{Cell: i.GetCell(), Text: text, Bad: i.GetSeverity() == registryv1.Severity_SEVERITY_ERROR})
		}
	}
	return remarks, len(cells)
}

// annotatedName is 五月（批注）.xlsx.
func annotatedName(name string) string {
	extension := filepath.Ext(name)
	base := strings.TrimSuffix(name, extension)
	if base == "" {
		base = "报表"
	}
	return base + "（批注）.xlsx"
}
