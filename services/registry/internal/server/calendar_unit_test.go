package server_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

func (m *matrix) calendarProbes() []authztest.Probe {
	return []authztest.Probe{
		{RPC: "ListDue", Call: func(ctx context.Context, unit string) error {
			_, err := m.ListDue(ctx, &registryv1.ListDueRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: "GetCalendar", Call: func(ctx context.Context, unit string) error {
			_, err := m.GetCalendar(ctx, &registryv1.GetCalendarRequest{Unit: unit, Month: "2020-05"})
			return err
		}},
		{RPC: "SetCalendar", Call: func(ctx context.Context, unit string) error {
			_, err := m.SetCalendar(ctx, setCalendar(unit, stale, 6))
			return err
		}},
	}
}

// setCalendar asks for reports by month up to a day from May on.
func setCalendar(unit string, version int64, day int32) *registryv1.SetCalendarRequest {
	rule := &registryv1.ReportingRule{Frequency: registryv1.ReportingFrequency_REPORTING_FREQUENCY_MONTHLY, DueDays: []int32{day}, Source: "样例文件"}
	return &registryv1.SetCalendarRequest{
		Unit: unit, FromMonth: "2020-05", Rules: []*registryv1.ReportingRule{rule}, Reason: "统一报送时间", Version: version, RequestId: uuid.NewString(),
	}
}

func (r *register) calendarOf(unit string) *registryv1.GetCalendarResponse {
	r.t.Helper()
	resp, err := r.GetCalendar(r.as(authn.RoleCounty, unit), &registryv1.GetCalendarRequest{Unit: unit, Month: "2020-05"})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp
}

// TestAUnitsOwnCalendarGoesDown: what the city decides holds for its counties, until one
// has its own; lists and the record go by each project's.
func TestAUnitsOwnCalendarGoesDown(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.create(newProject("滨城项目"))
	other := newProject("无棣项目")
	other.Years[0].Unit = "wd"
	r.create(other)
	admin := r.as(authn.RoleAdmin, "sd")
	if _, err := r.SetCalendar(admin, setCalendar("bz", 0, 21)); err != nil {
		t.Fatal(err)
	}
	if got := r.calendarOf("bc"); got.GetRulesUnit() != "bz" || got.GetRulesUnitName() != "滨州市" || got.GetRules()[0].GetDueDays()[0] != 21 || got.GetVersion() != 0 {
		t.Errorf("inherited: %v", got)
	}
	own := setCalendar("wd", 0, 23)
	first, err := r.SetCalendar(admin, own)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.SetCalendar(admin, own)
	if err != nil || again.GetCalendarVersion().GetVersion() != first.GetCalendarVersion().GetVersion() {
		t.Errorf("a retry answers %v, %v", again, err)
	}
	r.at(time.May, 24, 9)
	due := r.due(asIs)
	if diff := cmp.Diff([]string{"滨城项目 3", "无棣项目 1"}, owing(due)); diff != "" || due.GetRulesUnit() != "bz" || due.GetTotal().GetOverdue() != 2 {
		t.Errorf("by %q, %v (-want +got):\n%s", due.GetRulesUnit(), due.GetTotal(), diff)
	}
	if got := r.recorded(registryv1.RecordKind_RECORD_KIND_MISSING, 5); len(got) != 1 {
		t.Errorf("the record has %v", got)
	}
	given := setCalendar("wd", 1, 0)
	given.Rules = nil
	if _, err := r.SetCalendar(admin, given); err != nil {
		t.Fatal(err)
	}
	if got := r.calendarOf("wd"); got.GetRulesUnit() != "bz" || got.GetVersion() != 2 || len(got.GetVersions()) != 2 || got.GetVersions()[1].GetReason() != "统一报送时间" {
		t.Errorf("given up: %v", got)
	}
}

func TestRefusedCalendarsOfUnits(t *testing.T) {
	t.Parallel()
	r := start(t)
	admin := r.as(authn.RoleAdmin, "bz")
	for name, tc := range map[string]struct {
		edit   func(*registryv1.SetCalendarRequest)
		kind   errs.Kind
		reason string
	}{
		"a month that is none": {func(q *registryv1.SetCalendarRequest) { q.FromMonth = "2020-13" }, errs.KindInvalid, "MONTH_INVALID"},
		"a month that is over": {func(q *registryv1.SetCalendarRequest) { q.FromMonth = "2020-04" }, errs.KindInvalid, "CALENDAR_PAST"},
		"no reason":            {func(q *registryv1.SetCalendarRequest) { q.Reason = "" }, errs.KindInvalid, "REASON_MISSING"},
		"no frequency":         {func(q *registryv1.SetCalendarRequest) { q.Rules[0].Frequency = 9 }, errs.KindInvalid, "CALENDAR_RULE"},
		"no paper":             {func(q *registryv1.SetCalendarRequest) { q.Rules[0].Source = "" }, errs.KindInvalid, "CALENDAR_SOURCE"},
		"a stranger's unit":    {func(q *registryv1.SetCalendarRequest) { q.Unit = "qd" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"no unit":              {func(q *registryv1.SetCalendarRequest) { q.Unit = "" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"seen otherwise":       {func(q *registryv1.SetCalendarRequest) { q.Version = 3 }, errs.KindConflict, "STALE_VERSION"},
	} {
		t.Run(name, func(t *testing.T) {
			req := setCalendar("bc", 0, 6)
			tc.edit(req)
			_, err := r.SetCalendar(admin, req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
	if got := r.calendarOf("bc"); got.GetRulesUnit() != "" || got.GetRules()[0].GetDueDays()[0] != 25 {
		t.Errorf("after refusals: %v", got)
	}
}

// TestByWeek: what came in a week reports it; the next is owed from its day on.
func TestByWeek(t *testing.T) {
	t.Parallel()
	r := start(t)
	req := setCalendar("bz", 0, 5) // Fridays: 22 and 29 May are the last of the month
	req.Rules[0].Frequency = registryv1.ReportingFrequency_REPORTING_FREQUENCY_WEEKLY
	if _, err := r.SetCalendar(r.as(authn.RoleAdmin, "sd"), req); err != nil {
		t.Fatal(err)
	}
	p := r.create(newProject("周报"))
	if diff := cmp.Diff([]string{"周报 19"}, owing(r.due(asIs))); diff != "" { // since Friday 1 May, on the 20th
		t.Errorf("nothing came (-want +got):\n%s", diff)
	}
	if _, err := r.SaveReport(r.as(authn.RoleCounty, "bc"), save(p.GetId(), "2020-05", 0, figures(1, 5, 9))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"周报 0"}, owing(r.due(asIs))); diff != "" {
		t.Errorf("this week's came (-want +got):\n%s", diff)
	}
	r.at(time.May, 30, 9)
	if diff := cmp.Diff([]string{"周报 1"}, owing(r.due(asIs))); diff != "" {
		t.Errorf("the last week's did not (-want +got):\n%s", diff)
	}
}

// TestADueDayIsToldOfTheUnitAsked: the policies say what holds there, and no day where
// units go by calendars that differ.
func TestADueDayIsToldOfTheUnitAsked(t *testing.T) {
	t.Parallel()
	r := start(t)
	city := r.as(authn.RoleCity, "bz")
	dueDay := func(unit string) int32 {
		t.Helper()
		got, err := r.GetHonestyPolicy(city, &registryv1.GetHonestyPolicyRequest{Unit: unit})
		if err != nil {
			t.Fatal(err)
		}
		return got.GetDueDay()
	}
	calendar := func(unit string) *registryv1.RegisterPolicy {
		t.Helper()
		got, err := r.ListPolicies(city, &registryv1.ListPoliciesRequest{Unit: unit})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(got.GetPolicies(), func(p *registryv1.RegisterPolicy) bool { return p.GetKey() == registry.CalendarKey })
		return got.GetPolicies()[at]
	}
	if day, told := dueDay(""), calendar(""); day != 25 || !told.GetShipped() || len(told.GetRules()) != 1 {
		t.Errorf("before any has its own: %d, %v", day, told)
	}
	admin := r.as(authn.RoleAdmin, "sd")
	for unit, day := range map[string]int32{"bz": 21, "wd": 23} {
		if _, err := r.SetCalendar(admin, setCalendar(unit, 0, day)); err != nil {
			t.Fatal(err)
		}
	}
	for unit, want := range map[string]int32{"wd": 23, "bc": 21, "bz": 0, "": 0} {
		if got := dueDay(unit); got != want {
			t.Errorf("due day of %q: %d, want %d", unit, got, want)
		}
	}
	for unit, want := range map[string][]string{
		"wd": {"各类项目：按月，当月 23 日前。"},
		"bc": {"各类项目：按月，当月 21 日前。"},
		"":   {"各类项目：按月，当月 21 日前。", "另有 1 个单位按本级设置的报送日历报送，期限以其报送日历为准。"},
	} {
		told := calendar(unit)
		if diff := cmp.Diff(want, told.GetRules()); diff != "" || told.GetShipped() || told.GetSource() != "样例文件" {
			t.Errorf("calendar of %q, %v (-want +got):\n%s", unit, told, diff)
		}
	}
	_, err := r.GetHonestyPolicy(r.as(authn.RoleCounty, "bc"), &registryv1.GetHonestyPolicyRequest{Unit: "wd"})
	wantReason(t, err, errs.KindNotFound, "UNIT_NOT_FOUND")
	_, err = r.ListPolicies(r.as(authn.RoleCounty, "bc"), &registryv1.ListPoliciesRequest{Unit: "wd"})
	wantReason(t, err, errs.KindNotFound, "UNIT_NOT_FOUND")
}
