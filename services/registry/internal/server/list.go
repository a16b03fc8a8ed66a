package server

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/pkg/percent"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

const (
	mostProjects = 500
	mostChanges  = 200
	mostWords    = 8 // of a search: more narrow nothing and cost a comparison each
)

// ListProjects implements registryv1.ProjectServiceServer.
func (s *Server) ListProjects(ctx context.Context, req *registryv1.ListProjectsRequest) (*registryv1.ListProjectsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.filter(a, req)
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := positionOf(req, hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostProjects)
	page, totals, err := s.store.List(ctx, filter, toOrder(req.GetOrderBy()), after, rows+1) // one more tells whether there is a next page
	if err != nil {
		return nil, err
	}
	set := a.settingsOf(filter.Month.Year, req.GetUnit())
	inForce := registry.TagPolicy{Systems: s.tags, InForce: set.TagSystems}
	resp := &registryv1.ListProjectsResponse{TagSystems: tagSystems(inForce.SystemsOf(nil))}
	if totals != nil {
		resp.Totals = listTotals(*totals, filter.Month.Month, set)
	}
	if len(page) > rows {
		page = page[:rows]
		last := page[rows-1].Position()
		resp.NextPageToken = pageToken{hash, []string{last.First, last.Second, last.ID}}.String()
	}
	for _, p := range page {
		resp.Rows = append(resp.Rows, a.projectRow(p, filter.Month))
	}
	return resp, nil
}

// filter reads and judges what is asked for.
func (s *Server) filter(a access, req *registryv1.ListProjectsRequest) (store.Filter, error) {
	if err := knownEnums(req, ""); err != nil {
		return store.Filter{}, err
	}
	m, err := month.Parse(req.GetMonth())
	if err != nil {
		return store.Filter{}, at(err, "month")
	}
	if req.GetListing() != "" {
		if err := s.vocabulary.CheckListing(req.GetListing()); err != nil {
			return store.Filter{}, err
		}
	}
	if req.GetCategory() != "" {
		if err := s.vocabulary.CheckCategory(req.GetCategory()); err != nil {
			return store.Filter{}, err
		}
	}
	if req.GetTag() != "" {
		if _, err := registry.KnownTag(s.tags, registry.Tag(req.GetTag())); err != nil {
			return store.Filter{}, at(err, "tag")
		}
	}
	words := strings.Fields(registry.Line(req.GetQuery()))
	reach, err := s.reach(a, m.Year, req.GetUnit())
	return store.Filter{
		Month: m, Reach: reach, Listing: req.GetListing(), Proposed: req.GetListingProposed(), Category: req.GetCategory(), Nature: toNature(req.GetNature()),
		Stage: toStage(req.GetStage()), Library: toLibrary(req.GetLibrary()), Tag: registry.Tag(req.GetTag()), Status: toStatus(req.GetReportStatus()), Words: words[:min(len(words), mostWords)],
	}, err
}

// at names the field of a refusal that a kernel made, which knows no fields.
func at(err error, path string) error {
	if e, ok := errs.As(err); ok {
		return e.At(path)
	}
	return err
}

// positionOf reads where the page before ended, nil for the first page.
func positionOf(req *registryv1.ListProjectsRequest, hash uint64) (*store.Position, error) {
	if req.GetPageToken() == "" {
		return nil, nil //nolint:nilnil // no position is the beginning
	}
	keys, err := parsePageToken(req.GetPageToken(), hash, 3)
	if err != nil {
		return nil, err
	}
	invalid := errs.Invalid("PAGE_TOKEN_INVALID", "page token with keys %.60q", keys).At("page_token")
	if _, err := uuid.Parse(keys[2]); err != nil {
		return nil, invalid.Wrap(err)
	}
	order := toOrder(req.GetOrderBy()).Key
	if order != "" && order != "name" && !isDecimal(keys[0]) {
		return nil, invalid
	}
	return &store.Position{First: keys[0], Second: keys[1], ID: keys[2]}, nil
}

// isDecimal tells whether PostgreSQL will read the text as the number it stands for.
func isDecimal(text string) bool {
	const longest = 60
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return len(text) <= longest && whole != "" && strings.Trim(whole+fraction, "0123456789") == ""
}

// settingsOf are the settings that a list is shown by: the unit's, else those of the
// first unit that the caller sees.
func (a access) settingsOf(year int, unit string) unittree.Settings {
	if unit == "" && len(a.who.Grants) > 0 {
		unit = a.who.Grants[0].Unit
	}
	return a.tree.Settings(year, unit)
}

func listTotals(t store.Totals, monthNumber int, set unittree.Settings) *registryv1.ListTotals {
	pace := percent.Pace(monthNumber)
	if set.PaceRule == unittree.PaceByPlan {
		pace = percent.PaceByPlan(int64(t.PlannedYuan), int64(t.ByMonthYuan), int64(t.ToDateYuan), monthNumber)
	}
	shown := percent.ShowAgainst(pace, int64(t.YearToDateYuan), int64(t.PlannedYuan), set.PaceRounding, set.Decimals)
	return &registryv1.ListTotals{
		Projects: t.Projects, TotalInvestmentYuan: int64(t.TotalYuan), PlannedYuan: int64(t.PlannedYuan),
		YearToDateYuan: int64(t.YearToDateYuan), MonthYuan: int64(t.MonthYuan), RateShown: shown.Rate, PaceShown: shown.Pace,
	}
}

func (a access) projectRow(p store.ListedProject, m month.Month) *registryv1.ProjectRow {
	unit, _ := a.tree.Unit(p.Unit)
	row := &registryv1.ProjectRow{
		Id: string(p.ID), Name: p.Name, NationalCode: p.NationalCode, Company: p.Company, Stage: events.Stage(p.Stage),
		Year: events.ProjectYear(registry.Year{
			Year: m.Year, Unit: p.Unit, Listings: p.Listings, Category: p.Category, Industry: p.Industry, Nature: p.Nature,
			TotalInvestment: p.TotalYuan, Planned: p.PlannedYuan, NeedsNewLand: p.NeedsNewLand, StartMonth: p.StartMonth,
			Resumption: registry.Resumption{Date: p.ResumedDate, Excuse: p.Excuse},
		}),
		UnitName: unit.Name, YearToDateYuan: int64(p.YearToDateYuan), MonthYuan: int64Of(p.MonthYuan), Progress: p.Progress, Tags: events.Tags(p.Tags),
	}
	if p.ReportedMonth != nil {
		row.ReportedMonth = month.Month{Year: m.Year, Month: *p.ReportedMonth}.String()
	}
	if rate, ok := percent.Of(int64(p.YearToDateYuan), int64(p.PlannedYuan)); ok {
		row.RateShown = rate.Shown(a.tree.Settings(m.Year, p.Unit).Decimals)
	}
	return row
}

func int64Of(y *money.Yuan) *int64 {
	if y == nil {
		return nil
	}
	v := int64(*y)
	return &v
}

// ListProjectHistory implements registryv1.ProjectServiceServer.
func (s *Server) ListProjectHistory(ctx context.Context, req *registryv1.ListProjectHistoryRequest) (*registryv1.ListProjectHistoryResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	before, err := changeBefore(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostChanges)
	changes, err := s.changes(ctx, p, before, rows+1)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListProjectHistoryResponse{}
	if len(changes) > rows {
		changes = changes[:rows]
		resp.NextPageToken = pageToken{hash, []string{strconv.FormatInt(changes[rows-1].ID, 10)}}.String()
	}
	for _, c := range changes {
		resp.Changes = append(resp.Changes, change(c))
	}
	return resp, nil
}

// changes reads so many of a project's changes that the caller sees, newest first;
// fewer only at the end.
func (s *Server) changes(ctx context.Context, p readable, before int64, rows int) ([]registry.Change, error) {
	var told []registry.Change
	for len(told) < rows {
		read, err := s.store.History(ctx, p.project.ID, before, rows)
		if err != nil {
			return nil, err
		}
		for _, c := range read {
			before = c.ID
			if seen, ok := p.sight.Change(c); ok {
				told = append(told, seen)
			}
		}
		if len(read) < rows {
			break
		}
	}
	return told[:min(len(told), rows)], nil
}

// changeBefore reads which change the page before ended with, 0 for the first page.
func changeBefore(token string, hash uint64) (int64, error) {
	if token == "" {
		return 0, nil
	}
	keys, err := parsePageToken(token, hash, 1)
	if err != nil {
		return 0, err
	}
	id, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil || id < 1 {
		return 0, errs.Invalid("PAGE_TOKEN_INVALID", "change %.20q", keys[0]).At("page_token")
	}
	return id, nil
}
