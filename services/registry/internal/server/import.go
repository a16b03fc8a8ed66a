package server

import (
	"context"
	"crypto/sha256"
	_ "embed" // the sentences for people
	"encoding/hex"
	"unicode/utf8"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet"
	"pacesetter/services/registry/internal/store"
)

//go:embed import-zh-CN.json
var importSentences []byte

// importCatalogue holds the sentences of imports and of what reads their sheets.
func importCatalogue() (errs.Catalogue, error) {
	own, err := errs.ParseCatalogue(importSentences)
	return sheet.Catalogue().Merge(own), err
}

// importLimits bound an uploaded sheet: a file is a request, and its preview an
// answer, of at most 16 MiB each.
func importLimits() sheet.Limits {
	limits := sheet.DefaultLimits()
	limits.MaxBytes, limits.MaxUncompressed, limits.MaxRows = 10<<20, 128<<20, 5_000
	return limits
}

const maxFileName = 200

// CreateImport implements registryv1.ImportServiceServer.
func (s *Server) CreateImport(ctx context.Context, req *registryv1.CreateImportRequest) (*registryv1.CreateImportResponse, error) {
	choices, err := toColumnChoices(int(req.GetAnnex()), req.GetColumns())
	if err != nil {
		return nil, err
	}
	o, err := s.upload(ctx, req, choices)
	if err != nil {
		return nil, err
	}
	// Kept under the request's key is the import alone: its preview is of the moment.
	newResp := func() *registryv1.CreateImportResponse { return &registryv1.CreateImportResponse{} }
	kept, err := mutate(ctx, s, "CreateImport", "", req, newResp, func(tx *store.Tx) (*registryv1.CreateImportResponse, error) {
		if err := tx.KeepColumns(ctx, o.Unit, o.Annex, choices.said, choices.forgotten); err != nil {
			return nil, err
		}
		found, err := tx.KeepImport(ctx, o.Import, req.GetContent())
		return &registryv1.CreateImportResponse{Import: o.message(found)}, err
	})
	if err != nil {
		return nil, err
	}
	if o.Import, err = s.store.Import(ctx, kept.GetImport().GetId()); err != nil {
		return nil, err
	}
	preview, err := s.preview(ctx, o)
	return &registryv1.CreateImportResponse{Import: o.previewed(preview), Preview: preview}, err
}

// upload reads and judges an uploaded sheet, before anything is kept.
func (s *Server) upload(ctx context.Context, req *registryv1.CreateImportRequest, choices columnChoices) (openImport, error) {
	m, err := month.Parse(req.GetMonth())
	if err != nil {
		return openImport{}, at(err, "month")
	}
	a, err := s.access(ctx)
	if err != nil {
		return openImport{}, err
	}
	missing := registry.UnitNotFound(req.GetUnit()).At("unit")
	if !a.tree.Exists(m.Year, req.GetUnit()) {
		return openImport{}, missing
	}
	if err := a.check(authz.Import, m.Year, req.GetUnit(), missing); err != nil {
		return openImport{}, err
	}
	sum := sha256.Sum256(req.GetContent())
	o := openImport{access: a, Import: registry.Import{
		ID: uuid.NewString(), Unit: req.GetUnit(), Month: m, Annex: int(req.GetAnnex()),
		FileName: fileName(req.GetFileName()), SHA256: hex.EncodeToString(sum[:]), Principal: authn.PrincipalOf(ctx).ID,
	}}
	said, err := s.headersOf(ctx, o.Unit, o.Annex)
	if err != nil {
		return openImport{}, err
	}
	if o, err = o.read(req.GetContent(), choices.over(said)); err != nil {
		return openImport{}, err
	}
	if err := choices.check(o.sheet); err != nil {
		return openImport{}, err
	}
	o.Rows = len(o.sheet.Rows)
	for _, r := range o.sheet.Rows {
		if !r.Failed() {
			o.Valid++
		}
	}
	o.options, err = s.importOptions(req.GetOptions())
	return o, err
}

// fileName is the name as lists show it: cut, since it stands for nothing.
func fileName(text string) string {
	text = registry.Line(text)
	if utf8.RuneCountInString(text) > maxFileName {
		text = string([]rune(text)[:maxFileName])
	}
	return text
}

// openImport is an import that its caller may see, with its sheet.
type openImport struct {
	access
	registry.Import
	sheet   *sheet.Sheet
	headers headers // by which the sheet was read
	options registry.Options
}

// read is the import with its sheet, read by what the unit's headers mean.
func (o openImport) read(content []byte, said headers) (openImport, error) {
	var err error
	o.headers = said
	o.sheet, err = sheet.ReadWith(content, o.Annex, importLimits(), said.forSheet(o.Annex))
	return o, at(err, "content")
}

// openImport reads an import and its sheet, with a person's decisions.
func (s *Server) openImport(ctx context.Context, id string, options *registryv1.ImportOptions) (openImport, error) {
	o, err := s.visibleImport(ctx, id)
	if err != nil {
		return openImport{}, err
	}
	if o.options, err = s.importOptions(options); err != nil {
		return openImport{}, err
	}
	content, err := s.store.ImportFile(ctx, o.ID)
	if err != nil {
		return openImport{}, err
	}
	said, err := s.headersOf(ctx, o.Unit, o.Annex)
	if err != nil {
		return openImport{}, err
	}
	return o.read(content, said)
}

// visibleImport reads an import that the caller may see.
func (s *Server) visibleImport(ctx context.Context, id string) (openImport, error) {
	a, err := s.access(ctx)
	if err != nil {
		return openImport{}, err
	}
	missing := registry.ImportNotFound(id)
	parsed, err := uuid.Parse(id)
	if err != nil || len(id) != len(parsed.String()) {
		return openImport{}, missing
	}
	found, err := s.store.Import(ctx, parsed.String())
	if err != nil {
		return openImport{}, err
	}
	return openImport{access: a, Import: found}, a.check(authz.Import, found.Month.Year, found.Unit, missing)
}

// GetImport implements registryv1.ImportServiceServer.
func (s *Server) GetImport(ctx context.Context, req *registryv1.GetImportRequest) (*registryv1.GetImportResponse, error) {
	o, err := s.visibleImport(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	if o.State == registry.ImportCommitted {
		return &registryv1.GetImportResponse{Import: o.message(o.Import)}, nil
	}
	if o, err = s.openImport(ctx, req.GetId(), nil); err != nil {
		return nil, err
	}
	preview, err := s.preview(ctx, o)
	return &registryv1.GetImportResponse{Import: o.previewed(preview), Preview: preview}, err
}

// PreviewImport implements registryv1.ImportServiceServer.
func (s *Server) PreviewImport(ctx context.Context, req *registryv1.PreviewImportRequest) (*registryv1.PreviewImportResponse, error) {
	o, err := s.openImport(ctx, req.GetId(), req.GetOptions())
	if err != nil {
		return nil, err
	}
	preview, err := s.preview(ctx, o)
	return &registryv1.PreviewImportResponse{Import: o.previewed(preview), Preview: preview}, err
}
