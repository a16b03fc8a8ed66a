package scenario

import (
	"context"
	"testing"

	"github.com/xuri/excelize/v2"
	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// sheets hands out the annexes that a paper prints, as empty workbooks below a header.
type sheets struct {
	registryv1.UnimplementedSheetServiceServer
	registryv1.UnimplementedImportServiceServer

	annexes []annexSheet
	written int32 // what an import would write
}

func (s *sheets) annex(number int32) annexSheet {
	for _, a := range s.annexes {
		if a.Annex == number {
			return a
		}
	}
	return annexSheet{}
}

func (s *sheets) ExportSheet(req *registryv1.ExportSheetRequest, stream grpc.ServerStreamingServer[registryv1.ExportSheetResponse]) error {
	a := s.annex(req.GetAnnex())
	content, err := workbook(a.Header)
	if err != nil {
		return err
	}
	half := len(content) / 2
	if err := stream.Send(&registryv1.ExportSheetResponse{FileName: "附件.xlsx", RowCount: a.Rows, Content: content[:half]}); err != nil {
		return err
	}
	return stream.Send(&registryv1.ExportSheetResponse{Content: content[half:]})
}

// workbook is title, money unit and header, with an empty cell before each.
func workbook(header [][]string) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	rows := append([][]string{{"表"}, {"单位：万元"}}, header...)
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return nil, err
		}
		spaced := append([]string{""}, row...)
		if err := book.SetSheetRow(book.GetSheetName(0), cell, &spaced); err != nil {
			return nil, err
		}
	}
	buffer, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

func (s *sheets) CreateImport(_ context.Context, req *registryv1.CreateImportRequest) (*registryv1.CreateImportResponse, error) {
	if len(req.GetContent()) == 0 {
		return nil, errs.Invalid("SHEET_NOT_XLSX", "empty")
	}
	n := s.annex(req.GetAnnex()).Rows
	return &registryv1.CreateImportResponse{Preview: &registryv1.Preview{RowCount: n, ValidCount: n, WriteCount: s.written}}, nil
}

func TestAnnexesThatDifferAreTold(t *testing.T) {
	good := annexSheet{Annex: 3, Rows: 2, Header: [][]string{{"序号", "联审联批手续"}, {"用地审批手续"}}}
	fine := &registryv1.Preview{RowCount: 2, ValidCount: 2}
	for name, tc := range map[string]struct {
		n       int32
		header  [][]string
		preview *registryv1.Preview
		want    int
	}{
		"as printed":              {2, good.Header, fine, 0},
		"a project is missing":    {1, good.Header, &registryv1.Preview{RowCount: 1, ValidCount: 1}, 1},
		"a column more":           {2, [][]string{{"序号", "联审联批手续", "备注"}, {"用地审批手续"}}, fine, 1},
		"columns in other order":  {2, [][]string{{"联审联批手续", "序号"}, {"用地审批手续"}}, fine, 1},
		"one line of header only": {2, good.Header[:1], fine, 1},
		"it would write":          {2, good.Header, &registryv1.Preview{RowCount: 2, ValidCount: 2, WriteCount: 1}, 1},
		"a row is refused":        {2, good.Header, &registryv1.Preview{RowCount: 2, ValidCount: 1}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := good.unlike(tc.n, tc.header, tc.preview); len(got) != tc.want {
				t.Errorf("unlike() = %v", got)
			}
		})
	}
	if _, err := headerOf([]byte("no workbook"), 1); err == nil {
		t.Error("read a header off no workbook")
	}
}
