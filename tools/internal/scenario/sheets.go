package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
)

// annexSheet is an annex as the paper prints it: how many projects it lists in the
// place's last month, and its header row by row, without the cells that are empty.
type annexSheet struct {
	Annex  int32      `json:"annex"`
	Rows   int32      `json:"rows"`
	Header [][]string `json:"header"`
}

// roundTrip exports the paper's annexes, holds their headers against the paper, and
// hands them in again, which must find nothing to write. The register keeps an upload of
// the same bytes once. It tells what is otherwise.
func (l loading) roundTrip(ctx context.Context) (string, error) {
	var problems []string
	for _, sheet := range l.Sheets {
		content, n, err := l.export(ctx, sheet.Annex)
		if err != nil {
			return "", fmt.Errorf("export annex %d: %w", sheet.Annex, err)
		}
		header, err := headerOf(content, len(sheet.Header))
		if err != nil {
			return "", fmt.Errorf("read annex %d: %w", sheet.Annex, err)
		}
		preview, err := l.handIn(ctx, sheet.Annex, content)
		if err != nil {
			return "", fmt.Errorf("import annex %d: %w", sheet.Annex, err)
		}
		fmt.Fprintf(l.out, "附件%d：导出 %d 行，表头 %d 格；原样导入：%d 行无误，要写入 %d 行\n",
			sheet.Annex, n, cellsIn(header), preview.GetValidCount(), preview.GetWriteCount())
		problems = append(problems, sheet.unlike(n, header, preview)...)
	}
	return strings.Join(problems, "；"), nil
}

// unlike tells what of an exported annex isn't as it must be.
func (s annexSheet) unlike(n int32, header [][]string, preview *registryv1.Preview) []string {
	var problems []string
	if n != s.Rows {
		problems = append(problems, fmt.Sprintf("附件%d 应有 %d 行，导出 %d 行", s.Annex, s.Rows, n))
	}
	if !slices.EqualFunc(s.Header, header, slices.Equal) {
		problems = append(problems, fmt.Sprintf("附件%d 的表头应为 %v，导出 %v", s.Annex, s.Header, header))
	}
	if preview.GetRowCount() != n || preview.GetValidCount() != n || preview.GetWriteCount() != 0 {
		problems = append(problems, fmt.Sprintf("附件%d 原样导入：%d 行，%d 行无误，要写入 %d 行", s.Annex, preview.GetRowCount(), preview.GetValidCount(), preview.GetWriteCount()))
	}
	return problems
}

func cellsIn(header [][]string) int {
	n := 0
	for _, row := range header {
		n += len(row)
	}
	return n
}

// export reads the whole workbook of an annex and how many projects it lists.
func (l loading) export(ctx context.Context, annex int32) (content []byte, projects int32, err error) {
	stream, err := l.c.Sheets.ExportSheet(client.As(ctx, authn.RoleProvince, l.c.Root()), &registryv1.ExportSheetRequest{
		Annex: annex, Unit: l.Unit, Month: l.lastMonth(),
	})
	if err != nil {
		return nil, 0, err
	}
	var all bytes.Buffer
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return all.Bytes(), projects, nil
		}
		if err != nil {
			return nil, 0, err
		}
		if piece.GetFileName() != "" {
			projects = piece.GetRowCount()
		}
		all.Write(piece.GetContent())
	}
}

// headerRow is the row of the header's first line, below title and money unit.
const headerRow = 3

// headerOf reads the lines of a workbook's header, without empty cells.
func headerOf(content []byte, lines int) ([][]string, error) {
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	defer book.Close()
	found, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		return nil, err
	}
	var header [][]string
	for _, row := range found[min(headerRow-1, len(found)):min(headerRow-1+lines, len(found))] {
		header = append(header, slices.DeleteFunc(slices.Clone(row), func(cell string) bool { return cell == "" }))
	}
	return header, nil
}

// handIn uploads an annex, which changes nothing of the register, and returns what
// writing it would do.
func (l loading) handIn(ctx context.Context, annex int32, content []byte) (*registryv1.Preview, error) {
	res, err := l.c.Imports.CreateImport(client.As(ctx, authn.RoleCity, l.c.Root()), &registryv1.CreateImportRequest{
		Unit: l.Unit, Month: l.lastMonth(), Annex: annex, FileName: fmt.Sprintf("附件%d.xlsx", annex), Content: content, RequestId: uuid.NewString(),
	})
	return res.GetPreview(), err
}
