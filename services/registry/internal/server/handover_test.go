package server_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// handOver registers a project that bc answers for in 2019 and wd in 2020, with a
// report of each, and returns its ID.
func (r *register) handOver() string {
	r.t.Helper()
	city := r.as(authn.RoleCity, "bz")
	in := newProject("移交项目")
	in.Years[0].Year = 2019
	p := r.create(in)
	year := newProject("").GetYears()[0]
	year.Unit = "wd"
	set, err := r.SetProjectYear(city, &registryv1.SetProjectYearRequest{
		Id: p.GetId(), Year: year, Version: p.GetVersion(), Reason: "移交无棣", RequestId: uuid.NewString(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, report := range []*registryv1.SaveReportRequest{
		save(p.GetId(), "2019-11", 0, figures(10, 50, 60)), save(p.GetId(), "2020-01", 0, figures(7, 7, 67)),
	} {
		if _, err := r.SaveReport(city, report); err != nil {
			r.t.Fatal(err)
		}
	}
	return set.GetProject().GetId()
}

// told is what the reading calls tell of a project.
type told struct {
	Years   []int32
	Units   []string
	Opening bool
	Months  []string
	History []string // subjects with the number of fields told, newest first
}

func (r *register) told(ctx context.Context, t *testing.T, id string, pageSize int32) told {
	t.Helper()
	var all told
	got, err := r.GetProject(ctx, &registryv1.GetProjectRequest{Id: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range got.GetProject().GetYears() {
		all.Years = append(all.Years, y.GetYear())
	}
	for unit := range got.GetUnitNames() {
		all.Units = append(all.Units, unit)
	}
	slices.Sort(all.Units)
	all.Opening = got.GetProject().GetOpening() != nil
	reports, err := r.ListReports(ctx, &registryv1.ListReportsRequest{ProjectId: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, rep := range reports.GetReports() {
		all.Months = append(all.Months, rep.GetMonth())
	}
	for token := ""; ; {
		page, err := r.ListProjectHistory(ctx, &registryv1.ListProjectHistoryRequest{Id: id, PageSize: pageSize, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.GetChanges() {
			all.History = append(all.History, fmt.Sprintf("%s %s %d", c.GetCall(), c.GetSubject(), len(c.GetFields())))
		}
		if token = page.GetNextPageToken(); token == "" {
			return all
		}
		if len(page.GetChanges()) != int(pageSize) {
			t.Errorf("a page of %d changes before the last one, want %d", len(page.GetChanges()), pageSize)
		}
	}
}

// TestAProjectHandedOverIsSeenByYear: who gave it away sees its identity and their
// own years, who answers for it now its whole life, and so do those above both.
func TestAProjectHandedOverIsSeenByYear(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bz")
	id := r.handOver()
	whole := told{
		Years: []int32{2019, 2020}, Units: []string{"bc", "wd"}, Opening: true, Months: []string{"2019-11", "2020-01"},
		History: []string{
			"SaveReport report/2020-01 5", "SaveReport report/2019-11 5", "SaveReport project 3", "SetProjectYear project 6", "CreateProject project 10",
		},
	}
	former := told{
		Years: []int32{2019}, Units: []string{"bc"}, Opening: true, Months: []string{"2019-11"},
		History: []string{"SaveReport report/2019-11 5", "SaveReport project 3", "CreateProject project 10"},
	}
	for name, tc := range map[string]struct {
		role authn.Role
		unit string
		want told
	}{
		"the county that gave it away": {authn.RoleCounty, "bc", former},
		"a leader of that county":      {authn.RoleLeader, "bc", former},
		"the county that has it now":   {authn.RoleCounty, "wd", whole},
		"the city above both":          {authn.RoleCity, "bz", whole},
		"the province":                 {authn.RoleProvince, "sd", whole},
	} {
		for _, pageSize := range []int32{1, 50} {
			t.Run(fmt.Sprintf("%s, pages of %d", name, pageSize), func(t *testing.T) {
				if diff := cmp.Diff(tc.want, r.told(r.as(tc.role, tc.unit), t, id, pageSize)); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
			})
		}
	}
	for name, stranger := range map[string]context.Context{
		"another city":                  r.as(authn.RoleCity, "qd"),
		"a township of the former unit": r.as(authn.RoleTownship, "bc-t"),
		"an officer":                    r.as(authn.RoleOfficer, "wd"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.GetProject(stranger, &registryv1.GetProjectRequest{Id: id})
			wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
			_, err = r.ListReports(stranger, &registryv1.ListReportsRequest{ProjectId: id})
			wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
			_, err = r.ListProjectHistory(stranger, &registryv1.ListProjectHistoryRequest{Id: id})
			wantReason(t, err, errs.KindNotFound, "PROJECT_NOT_FOUND")
		})
	}
}

// TestWritingTellsNoMoreThanReading: the answer to a write is the project as its
// writer sees it.
func TestWritingTellsNoMoreThanReading(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bz")
	id := r.handOver()
	former := r.as(authn.RoleCounty, "bc")
	got, err := r.GetProject(former, &registryv1.GetProjectRequest{Id: id})
	if err != nil {
		t.Fatal(err)
	}
	year := got.GetProject().GetYears()[0]
	year.Industry = "装备制造"
	set, err := r.SetProjectYear(former, &registryv1.SetProjectYearRequest{
		Id: id, Year: year, Version: got.GetProject().GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if years := set.GetProject().GetYears(); len(years) != 1 || years[0].GetYear() != 2019 {
		t.Errorf("the former unit is told %v", years)
	}
	none, err := r.ListReports(former, &registryv1.ListReportsRequest{ProjectId: id, Year: 2020})
	if err != nil || len(none.GetReports()) != 0 {
		t.Errorf("reports of a year in other hands: %v, %v", none, err)
	}
}
