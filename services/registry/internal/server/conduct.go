package server

import (
	"context"
	"strconv"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// ListReportingRecord implements registryv1.HonestyServiceServer.
func (s *Server) ListReportingRecord(ctx context.Context, req *registryv1.ListReportingRecordRequest) (*registryv1.ListReportingRecordResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	year := int(req.GetYear())
	units, err := s.unitsOf(ctx, year, req.GetUnit())
	if err != nil {
		return nil, err
	}
	filter, err := s.conductFilter(ctx, a, year, 0, units)
	if err != nil {
		return nil, err
	}
	counted, err := s.store.Conduct(ctx, filter)
	if err != nil {
		return nil, err
	}
	records, total := registry.Records(req.GetUnit(), a.tree.Children(year, req.GetUnit()), a.covers(year), counted)
	passed := monthsPassed(filter)
	resp := &registryv1.ListReportingRecordResponse{Total: a.record(total, year, passed)}
	for _, r := range records {
		resp.Records = append(resp.Records, a.record(r, year, passed))
	}
	return resp, nil
}

// conductFilter chooses what the record is about now.
func (s *Server) conductFilter(ctx context.Context, a access, year, monthNumber int, units []string) (store.ConductFilter, error) {
	now := s.now()
	calendars, err := s.store.Calendars(ctx, s.calendar)
	if err != nil {
		return store.ConductFilter{}, err
	}
	f := store.ConductFilter{Year: year, Month: monthNumber, Units: units, Now: now, Explained: a.policies.Unexplained(now)}
	for m := 1; m <= registry.MonthsOfYear; m++ {
		f.Asked = append(f.Asked, a.obligations(calendars, units, month.Month{Year: year, Month: m}))
	}
	return f, nil
}

// monthsPassed is how many months of the year some report has become due of.
func monthsPassed(f store.ConductFilter) int {
	passed := 0
	for i, o := range f.Asked {
		if o.Passed(f.Now) {
			passed = i + 1
		}
	}
	return passed
}

// record is how a unit reported in the months that are due.
func (a access) record(r registry.Record, year, months int) *registryv1.ReportingRecord {
	unit, _ := a.tree.Unit(r.Unit)
	out := &registryv1.ReportingRecord{Unit: r.Unit, UnitName: unit.Name, Year: counts(r.Year)}
	for i := range months {
		m := month.Month{Year: year, Month: i + 1}
		out.Months = append(out.Months, &registryv1.MonthlyRecord{Month: m.String(), Counts: counts(r.Months[i])})
	}
	return out
}

func counts(c registry.Counts) *registryv1.ReportingCounts {
	return &registryv1.ReportingCounts{
		Due: small(c.Due), Missing: small(c.Missing), Waiting: small(c.Waiting), Late: small(c.Late), Corrected: small(c.Corrected),
		Flagged: small(c.Flagged), Unexplained: small(c.Unexplained), FalseCount: small(c.False),
	}
}

// mostRecorded bounds a page of recorded reports.
const mostRecorded = 500

// ListRecordedReports implements registryv1.HonestyServiceServer.
func (s *Server) ListRecordedReports(ctx context.Context, req *registryv1.ListRecordedReportsRequest) (*registryv1.ListRecordedReportsResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	units, err := s.unitsOf(ctx, int(req.GetYear()), req.GetUnit())
	if err != nil {
		return nil, err
	}
	kind, err := recordKind(req)
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := recordPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostRecorded)
	filter, err := s.conductFilter(ctx, a, int(req.GetYear()), int(req.GetMonth()), units)
	if err != nil {
		return nil, err
	}
	found, err := s.store.Recorded(ctx, filter, kind, after, rows+1)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListRecordedReportsResponse{}
	if len(found) > rows {
		found = found[:rows]
		last := found[rows-1]
		keys := []string{last.Unit, last.Name, string(last.Project), strconv.Itoa(last.Month.Month)}
		resp.NextPageToken = pageToken{hash, keys}.String()
	}
	for _, r := range found {
		resp.Reports = append(resp.Reports, s.recorded(a, r))
	}
	return resp, nil
}

// recordKind reads which figure is meant, and of which month.
func recordKind(req *registryv1.ListRecordedReportsRequest) (store.RecordKind, error) {
	if m := req.GetMonth(); m < 0 || m > 12 {
		return 0, errs.Invalid("MONTH_INVALID", "month %d", m).With("value", strconv.Itoa(int(m))).At("month")
	}
	kind := map[registryv1.RecordKind]store.RecordKind{
		registryv1.RecordKind_RECORD_KIND_UNSPECIFIED: 0,
		registryv1.RecordKind_RECORD_KIND_MISSING:     store.RecordMissing,
		registryv1.RecordKind_RECORD_KIND_LATE:        store.RecordLate,
		registryv1.RecordKind_RECORD_KIND_CORRECTED:   store.RecordCorrected,
		registryv1.RecordKind_RECORD_KIND_FLAGGED:     store.RecordFlagged,
		registryv1.RecordKind_RECORD_KIND_UNEXPLAINED: store.RecordUnexplained,
		registryv1.RecordKind_RECORD_KIND_FALSE:       store.RecordFalse,
	}[req.GetKind()]
	if kind == 0 {
		return 0, errs.Invalid("ENUM_UNKNOWN", "kind %d", req.GetKind()).With("value", strconv.Itoa(int(req.GetKind()))).At("kind")
	}
	return kind, nil
}

func recordPosition(token string, filter uint64) (*store.RecordPosition, error) {
	if token == "" {
		return nil, nil //nolint:nilnil // no position is the beginning
	}
	keys, err := parsePageToken(token, filter, 4)
	if err != nil {
		return nil, err
	}
	invalid := errs.Invalid("PAGE_TOKEN_INVALID", "page token of recorded reports").At("page_token")
	id, err := projectID(keys[2])
	if err != nil {
		return nil, invalid.Wrap(err)
	}
	m, err := strconv.Atoi(keys[3])
	if err != nil || m < 1 || m > 12 {
		return nil, invalid
	}
	return &store.RecordPosition{Unit: keys[0], Name: keys[1], Project: id, Month: m}, nil
}

func (s *Server) recorded(a access, r store.Recorded) *registryv1.RecordedReport {
	unit, _ := a.tree.Unit(r.Unit)
	out := &registryv1.RecordedReport{
		ProjectId: string(r.Project), ProjectName: r.Name, Unit: r.Unit, UnitName: unit.Name, Month: r.Month.String(),
		DueTime: events.Time(r.Due), FirstSubmitTime: events.Time(r.FirstSubmit),
		AcceptedRevision: small(r.Accepted), Unexplained: small(r.Unexplained),
	}
	if r.Verdict != nil {
		out.Verdict = verdictOf(*r.Verdict)
	}
	return out
}
