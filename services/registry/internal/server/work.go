package server

import (
	"context"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

const (
	mostWork = 500 // things on a page
	// workYears is how many years before the one asked are looked through: what waits for
	// longer is a matter for the record. One after it is too, since plans come early.
	workYears = 5
)

// ListWork implements registryv1.WorkServiceServer.
func (s *Server) ListWork(ctx context.Context, req *registryv1.ListWorkRequest) (*registryv1.ListWorkResponse, error) {
	a, err := s.access(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := s.workFilter(ctx, a, req)
	if err != nil {
		return nil, err
	}
	hash := filterHash(req)
	after, err := workPosition(req.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	rows := pageSize(req.GetPageSize(), mostWork)
	found, counts, err := s.store.Work(ctx, filter, after, rows+1) // one more tells whether there is a next page
	if err != nil {
		return nil, err
	}
	calendars, err := s.store.Calendars(ctx, s.calendar)
	if err != nil {
		return nil, err
	}
	resp := &registryv1.ListWorkResponse{}
	if after == nil {
		resp.Counts = workCounts(filter.Kind, counts)
	}
	if len(found) > rows {
		found = found[:rows]
		resp.NextPageToken = pageToken{hash, workKeys(found[rows-1])}.String()
	}
	for _, w := range found {
		resp.Items = append(resp.Items, a.workItem(w, calendars, s.now()))
	}
	return resp, nil
}

// workFilter chooses what a request is about.
func (s *Server) workFilter(ctx context.Context, a access, req *registryv1.ListWorkRequest) (store.WorkFilter, error) {
	year := int(req.GetYear())
	if year == 0 {
		year = s.businessYear()
	}
	if err := registry.SoundYear(year, "year"); err != nil {
		return store.WorkFilter{}, err
	}
	kind := store.WorkKind(req.GetKind())
	if kind < 0 || kind > store.WorkPlanWaiting {
		return store.WorkFilter{}, errs.Invalid("ENUM_UNKNOWN", "kind %d", kind).With("value", strconv.Itoa(int(kind))).At("kind")
	}
	if err := a.checkUnit(authz.ProjectRead, year, req.GetUnit()); err != nil {
		return store.WorkFilter{}, err
	}
	f := store.WorkFilter{FirstYear: year - workYears, LastYear: year + 1, Kind: kind, Mine: req.GetMine(), Caller: a.who.ID}
	for y := f.FirstYear; y <= f.LastYear; y++ {
		f.Scope = append(f.Scope, a.workScope(y, req.GetUnit())...)
	}
	return f, s.lockScope(ctx, a, f)
}

// lockScope marks the months that are cut off in the units of a filter.
func (s *Server) lockScope(ctx context.Context, a access, f store.WorkFilter) error {
	var units []string
	seen := make(map[string]bool, len(f.Scope))
	for _, in := range f.Scope {
		for _, unit := range a.tree.Ancestors(in.Year, in.Unit) {
			if !seen[unit] {
				seen[unit] = true
				units = append(units, unit)
			}
		}
	}
	locked, err := s.store.LockedMonths(ctx, f.FirstYear, f.LastYear, units)
	if err != nil {
		return err
	}
	for i, in := range f.Scope {
		f.Scope[i].Locked = locked.Over(in.Year, a.tree.Ancestors(in.Year, in.Unit))
	}
	return nil
}

// workScope lists the units below one in a year's tree that the caller may read, each
// with what they may do about what waits there.
func (a access) workScope(year int, root string) []store.WorkScope {
	if !a.tree.Exists(year, root) || !a.table.Allows(a.who, authz.ProjectRead, a.covers(year), root) {
		return nil
	}
	var scope []store.WorkScope
	for _, unit := range a.tree.Subtree(year, root) {
		scope = append(scope, store.WorkScope{
			Year: year, Unit: unit,
			Writes:    len(a.roles(authz.ReportWrite, year, unit)) > 0,
			Accepts:   a.acceptedRoles(year, unit),
			Certifies: len(a.roles(authz.LifeApprove, year, unit)) > 0,
			Approves:  len(a.roles(authz.PlanApprove, year, unit)) > 0,
			Corrects:  a.mayAfterCutoff(year, unit),
		})
	}
	return scope
}

// acceptedRoles are the roles whose reports of a unit the caller accepts.
func (a access) acceptedRoles(year int, unit string) string {
	roles := a.roles(authz.ReportAccept, year, unit)
	var accepted []string
	for _, by := range []authn.Role{authn.RoleOfficer, authn.RoleTownship, authn.RoleCounty, authn.RoleCity} {
		if authz.MayAccept(roles, by, false) {
			accepted = append(accepted, string(by))
		}
	}
	return strings.Join(accepted, " ")
}

// workCounts are the counts of each kind that is asked for.
func workCounts(kind store.WorkKind, counts map[store.WorkKind]int64) []*registryv1.WorkCount {
	var out []*registryv1.WorkCount
	for k := store.WorkReportReturned; k <= store.WorkPlanWaiting; k++ {
		if kind == 0 || kind == k {
			out = append(out, &registryv1.WorkCount{Kind: registryv1.WorkKind(k), Count: small(counts[k])})
		}
	}
	return out
}

// workItem is a thing on the wire. A report's day is that of its unit's calendar.
func (a access) workItem(w store.Work, calendars registry.Calendars, now time.Time) *registryv1.WorkItem {
	unit, _ := a.tree.Unit(w.Unit)
	out := &registryv1.WorkItem{
		Kind: registryv1.WorkKind(w.Kind), ProjectId: string(w.Project), ProjectName: w.Name, Unit: w.Unit, UnitName: unit.Name, //nolint:gosec // one of five
		SinceTime: events.Time(w.Since), Role: w.Role, Reason: w.Reason,
	}
	switch w.Kind {
	case store.WorkReportReturned, store.WorkReportWaiting:
		out.Month = w.Month.String()
		if due := calendars.Due(w.Month, a.tree.Ancestors(w.Month.Year, w.Unit), w.Category); !due.IsZero() { // asked for
			out.DueTime, out.OverdueDays = events.Time(due), small(registry.OverdueDays(due, now))
		}
	case store.WorkStageWaiting:
		out.Stage = events.Stage(registry.Stage(w.Key))
	case store.WorkLibraryProposed:
		out.Library = events.Library(registry.Library(w.Key))
	case store.WorkPlanWaiting:
		out.Year = small(w.Month.Year)
	}
	return out
}

// workKeys tell where a page ended.
func workKeys(w store.Work) []string {
	return []string{
		w.Since.Format(time.RFC3339Nano), strconv.Itoa(int(w.Kind)), string(w.Project),
		strconv.Itoa(w.Month.Year), strconv.Itoa(w.Month.Month), w.Key,
	}
}

func workPosition(token string, filter uint64) (*store.Work, error) {
	if token == "" {
		return nil, nil //nolint:nilnil // no position is the beginning
	}
	keys, err := parsePageToken(token, filter, 6)
	if err != nil {
		return nil, err
	}
	invalid := errs.Invalid("PAGE_TOKEN_INVALID", "page token of what waits").At("page_token")
	since, err := time.Parse(time.RFC3339Nano, keys[0])
	if err != nil {
		return nil, invalid.Wrap(err)
	}
	id, err := projectID(keys[2])
	if err != nil {
		return nil, invalid.Wrap(err)
	}
	var numbers [3]int
	for i, text := range []string{keys[1], keys[3], keys[4]} {
		if numbers[i], err = strconv.Atoi(text); err != nil || numbers[i] < 0 || numbers[i] > month.MaxYear {
			return nil, invalid
		}
	}
	return &store.Work{
		Kind: store.WorkKind(numbers[0]), Project: id, Month: month.Month{Year: numbers[1], Month: numbers[2]}, Key: keys[5], Since: since,
	}, nil
}
