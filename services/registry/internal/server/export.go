package server

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"google.golang.org/grpc"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet"
	"pacesetter/services/registry/internal/store"
)

const (
	// mostExported is how many projects one workbook lists: a whole province's.
	mostExported = 100_000
	// mostExtra is how many of clerks' own columns are handed out again.
	mostExtra = 60
	// mostUnitsOffered bounds the list to choose 责任单位 from.
	mostUnitsOffered = 3_000
	// pieceSize is how much of a workbook one answer holds.
	pieceSize = 256 << 10
)

// ExportSheet implements registryv1.SheetServiceServer.
func (s *Server) ExportSheet(req *registryv1.ExportSheetRequest, out grpc.ServerStreamingServer[registryv1.ExportSheetResponse]) error {
	e, err := s.exporting(out.Context(), req)
	if err != nil {
		return err
	}
	defer e.close()
	// The transaction ends before the first piece leaves: a slow reader holds nothing.
	err = s.makeWorkbook(out.Context(), func() error { return s.store.StreamAnnex(out.Context(), e.query(), e.begin, e.take) })
	if err != nil {
		return err
	}
	if err := out.Send(&registryv1.ExportSheetResponse{FileName: e.fileName(), RowCount: int32(e.count)}); err != nil { //nolint:gosec // bounded
		return err
	}
	return inPieces(e.writer, func(piece []byte) error { return out.Send(&registryv1.ExportSheetResponse{Content: piece}) })
}

// export is an annex on its way out.
type export struct {
	access
	form       *sheet.Form
	annex      registry.Annex
	unit       string
	month      month.Month
	blank      bool
	contacts   bool // whether phone numbers in kept cells are told
	vocabulary registry.Vocabulary

	writer   *sheet.Writer
	category string // of the section that was begun last
	sections int
	count    int
}

// exporting judges who asks for what.
func (s *Server) exporting(ctx context.Context, req *registryv1.ExportSheetRequest) (*export, error) {
	m, err := month.Parse(req.GetMonth())
	if err != nil {
		return nil, at(err, "month")
	}
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	missing := registry.UnitNotFound(req.GetUnit()).At("unit")
	if !a.tree.Exists(m.Year, req.GetUnit()) {
		return nil, missing
	}
	if err := a.check(authz.SheetExport, m.Year, req.GetUnit(), missing); err != nil {
		return nil, err
	}
	form, known := sheet.FormOf(int(req.GetAnnex()))
	if !known || form.IsFree() {
		number := strconv.Itoa(int(req.GetAnnex()))
		return nil, errs.Invalid("SHEET_ANNEX_UNKNOWN", "annex %s", number).With("annex", number).At("annex")
	}
	return &export{
		access: a, form: form, annex: registry.Annex(form.Annex), unit: req.GetUnit(), month: m, blank: req.GetBlank(), vocabulary: s.vocabulary,
		contacts: a.viewer(m.Year, req.GetUnit()).MaySeeContacts(),
	}, nil
}

func (e *export) query() store.AnnexQuery {
	q := store.AnnexQuery{Annex: e.annex, Month: e.month, Units: e.tree.Subtree(e.month.Year, e.unit)}
	for _, c := range e.vocabulary.Categories {
		q.Categories = append(q.Categories, c.Key)
	}
	return q
}

func (e *export) close() {
	if e.writer != nil {
		_ = e.writer.Close() // nothing is kept of it
	}
}

// begin starts the workbook with the columns that clerks added to theirs.
func (e *export) begin(keys []string) error {
	e.close()
	head := sheet.Head{Form: e.form, Unit: e.unit, UnitName: e.unitName(e.unit), Month: e.month, Blank: e.blank}
	for _, key := range keys {
		if !e.form.Owns(key) && len(head.Extra) < mostExtra {
			head.Extra = append(head.Extra, key)
		}
	}
	for _, code := range e.tree.Subtree(e.month.Year, e.unit) {
		if len(head.Units) < mostUnitsOffered {
			head.Units = append(head.Units, e.unitName(code))
		}
	}
	var err error
	e.writer, err = sheet.NewWriter(head)
	e.category, e.sections, e.count = "", 0, 0
	return err
}

// take writes the projects that the annex lists.
func (e *export) take(rows []store.AnnexRow) error {
	for _, r := range rows {
		_, reported := r.Report.HandedIn()
		if !e.annex.Lists(r.Project, r.Year, registry.Standing{Month: e.month, Reported: reported, Listed: r.Listed}) {
			continue
		}
		if e.count++; e.count > mostExported {
			return errs.Precondition("EXPORT_TOO_MANY_ROWS", "more than %d projects", mostExported).With("limit", strconv.Itoa(mostExported))
		}
		if err := e.section(r.Year.Category); err != nil {
			return err
		}
		if err := e.writer.Line(e.line(r)); err != nil {
			return err
		}
	}
	return nil
}

// section begins a section wherever the category changes.
func (e *export) section(category string) error {
	if category == e.category && e.sections > 0 {
		return nil
	}
	e.category = category
	e.sections++
	return e.writer.Section(chineseNumber(e.sections) + "、" + e.vocabulary.CategoryName(category) + "项目")
}

// chineseNumber writes 1 to 99 as headings are numbered.
func chineseNumber(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch tens, ones := n/10%10, n%10; tens {
	case 0:
		return digits[ones]
	case 1:
		return "十" + digits[ones]
	default:
		return digits[tens] + "十" + digits[ones]
	}
}

// fileName is 附件3 滨城区2020年5月在建项目进展情况表.xlsx.
func (e *export) fileName() string {
	state := ""
	if e.blank {
		state = "（待填）"
	}
	return fmt.Sprintf("附件%d %s%d年%d月%s%s.xlsx", e.form.Annex, e.unitName(e.unit), e.month.Year, e.month.Month, e.form.Name, state)
}

// inPieces sends what from writes in pieces of one size, so that no workbook has to be
// in memory as a whole.
func inPieces(from io.WriterTo, send func([]byte) error) error {
	p := &pieces{send: send, buffer: make([]byte, 0, pieceSize)}
	if _, err := from.WriteTo(p); err != nil {
		return err
	}
	return p.flush()
}

type pieces struct {
	send   func([]byte) error
	buffer []byte
}

// Write implements io.Writer.
func (p *pieces) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		room := min(len(b), pieceSize-len(p.buffer))
		p.buffer, b = append(p.buffer, b[:room]...), b[room:]
		if len(p.buffer) == pieceSize {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (p *pieces) flush() error {
	if len(p.buffer) == 0 {
		return nil
	}
	err := p.send(p.buffer)
	p.buffer = make([]byte, 0, pieceSize) // the message may still hold the last one
	return err
}
