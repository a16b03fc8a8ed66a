package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestUploadsThatAreRefused(t *testing.T) {
	r := start(t)
	file := workbook(t, sound("甲项目"))
	for name, tc := range map[string]struct {
		edit   func(*registryv1.CreateImportRequest)
		kind   errs.Kind
		reason string
	}{
		"a month that is none":          {func(q *registryv1.CreateImportRequest) { q.Month = "2020-13" }, errs.KindInvalid, "MONTH_INVALID"},
		"no month":                      {func(q *registryv1.CreateImportRequest) { q.Month = "" }, errs.KindInvalid, "MONTH_INVALID"},
		"a unit that is none":           {func(q *registryv1.CreateImportRequest) { q.Unit = "xx" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"a sibling's unit":              {func(q *registryv1.CreateImportRequest) { q.Unit = "wd" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"a unit before it existed":      {func(q *registryv1.CreateImportRequest) { q.Month = "2018-05" }, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"another annex":                 {func(q *registryv1.CreateImportRequest) { q.Annex = 5 }, errs.KindInvalid, "SHEET_ANNEX_UNKNOWN"},
		"no workbook":                   {func(q *registryv1.CreateImportRequest) { q.Content = []byte("项目,总投资") }, errs.KindInvalid, "SHEET_NOT_XLSX"},
		"half a workbook":               {func(q *registryv1.CreateImportRequest) { q.Content = q.GetContent()[:len(q.GetContent())/2] }, errs.KindInvalid, "SHEET_BROKEN"},
		"no bytes":                      {func(q *registryv1.CreateImportRequest) { q.Content = nil }, errs.KindInvalid, "SHEET_EMPTY"},
		"over ten MiB":                  {func(q *registryv1.CreateImportRequest) { q.Content = make([]byte, 10<<20+1) }, errs.KindInvalid, "SHEET_TOO_LARGE"},
		"no project in it":              {func(q *registryv1.CreateImportRequest) { q.Content = workbook(t) }, errs.KindInvalid, "SHEET_EMPTY"},
		"no request ID":                 {func(q *registryv1.CreateImportRequest) { q.RequestId = "" }, errs.KindInvalid, "REQUEST_ID_REQUIRED"},
		"a listing that is none":        {func(q *registryv1.CreateImportRequest) { q.Options = defaults("town", "") }, errs.KindInvalid, "LISTING_UNKNOWN"},
		"a category that is none":       {func(q *registryv1.CreateImportRequest) { q.Options = defaults("", "magic") }, errs.KindInvalid, "CATEGORY_UNKNOWN"},
		"a decision on a row of no one": {func(q *registryv1.CreateImportRequest) { q.Options = decided(skip(99)) }, errs.KindInvalid, "DECISION_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			req := upload("2020-05", file)
			tc.edit(req)
			_, err := r.CreateImport(r.county(), req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
}

func TestOversizedSheets(t *testing.T) {
	r := start(t)
	lines := make([]line, 5001)
	for n := range lines {
		lines[n] = sound(fmt.Sprintf("项目%d", n))
	}
	_, err := r.CreateImport(r.county(), upload("2020-05", workbook(t, lines...)))
	wantReason(t, err, errs.KindInvalid, "SHEET_TOO_MANY_ROWS")
}

func defaults(listing, category string) *registryv1.ImportOptions {
	return &registryv1.ImportOptions{Defaults: &registryv1.NewProjectDefaults{Listing: listing, Category: category}}
}

func decided(d ...*registryv1.RowDecision) *registryv1.ImportOptions {
	return &registryv1.ImportOptions{Decisions: d}
}

func skip(row int32) *registryv1.RowDecision {
	return &registryv1.RowDecision{Row: row, Decision: &registryv1.RowDecision_Skip{Skip: true}}
}

func create(row int32) *registryv1.RowDecision {
	return &registryv1.RowDecision{Row: row, Decision: &registryv1.RowDecision_Create{Create: true}}
}

func is(row int32, id string) *registryv1.RowDecision {
	return &registryv1.RowDecision{Row: row, Decision: &registryv1.RowDecision_ProjectId{ProjectId: id}}
}

func TestDecisionsThatAreRefused(t *testing.T) {
	r := imported(t, sound("甲项目"))
	p := newProject("别处的")
	p.Years[0].Unit = "wd"
	elsewhere := r.create(p).GetId()
	d := r.upload("2020-06", sound("甲项目").with(20, 70))
	for name, options := range map[string]*registryv1.ImportOptions{
		"a project of another county":   decided(is(5, elsewhere)),
		"a project that is none":        decided(is(5, uuid.NewString())),
		"a project ID that is none":     decided(is(5, "甲项目")),
		"a row that holds no project":   decided(skip(3)),
		"two decisions that contradict": decided(skip(5), create(5)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.PreviewImport(r.county(), &registryv1.PreviewImportRequest{Id: d.id, Options: options})
			wantReason(t, err, errs.KindInvalid, "DECISION_INVALID")
		})
	}
	// A known row that a person calls new would be a second one of the same name.
	wantRows(t, d.decide(create(5)).preview.GetRows(), "5 NEW REFUSED B5 PROJECT_EXISTS")
}

func TestOneProjectInTwoRows(t *testing.T) {
	r := imported(t, sound("甲项目"))
	second := sound("乙项目")
	second.company = "甲项目公司"
	d := r.upload("2020-06", sound("甲项目").with(20, 70), second.with(20, 70), sound("丙项目"), sound("丙项目").with(1, 41))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REPORT", "6 AMBIGUOUS REFUSED B6 AMBIGUOUS_PROJECT",
		"7 NEW REFUSED B7 ROW_CONTRADICTS", "8 NEW REFUSED B8 ROW_CONTRADICTS")
	// A person who calls both the same project is told; who leaves one of two rows out decides for the other.
	d.decide(is(6, r.find("甲项目")), skip(8))
	wantRows(t, d.preview.GetRows(), "5 KNOWN REPORT", "6 KNOWN REFUSED B6 ROW_DUPLICATE", "7 NEW CREATE", "8 NEW NOTHING")
}

func TestWhoMayImport(t *testing.T) {
	r := start(t)
	d := r.upload("2020-05", sound("甲项目"))
	for name, tc := range map[string]struct {
		role         authn.Role
		unit, reason string
	}{
		"the county":               {authn.RoleCounty, "bc", ""},
		"the city":                 {authn.RoleCity, "bz", ""},
		"another county":           {authn.RoleCounty, "wd", "IMPORT_NOT_FOUND"},
		"another city":             {authn.RoleCity, "qd", "IMPORT_NOT_FOUND"},
		"a township below":         {authn.RoleTownship, "bc-t", "IMPORT_NOT_FOUND"},
		"a leader, who only reads": {authn.RoleLeader, "bz", "FORBIDDEN"},
		"a county of nowhere":      {authn.RoleCounty, "xx", "IMPORT_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := r.as(tc.role, tc.unit)
			_, get := r.GetImport(ctx, &registryv1.GetImportRequest{Id: d.id})
			_, preview := r.PreviewImport(ctx, &registryv1.PreviewImportRequest{Id: d.id})
			if errs.ReasonOf(get) != tc.reason || errs.ReasonOf(preview) != tc.reason {
				t.Errorf("GetImport() = %v, PreviewImport() = %v, want %s", get, preview, tc.reason)
			}
			if tc.reason == "" {
				return
			}
			if _, err := r.CommitImport(ctx, d.request("")); errs.ReasonOf(err) != tc.reason {
				t.Errorf("CommitImport() = %v, want %s", err, tc.reason)
			}
		})
	}
	for _, id := range []string{"", "x", strings.ToUpper(uuid.NewString()), uuid.NewString()} {
		_, err := r.GetImport(r.county(), &registryv1.GetImportRequest{Id: id})
		wantReason(t, err, errs.KindNotFound, "IMPORT_NOT_FOUND")
	}
}

func TestListImports(t *testing.T) {
	r := start(t)
	for n := range 3 {
		r.upload("2020-05", sound(fmt.Sprintf("项目%d", n)))
		r.clock.advance(1e9)
	}
	var seen []string
	req := &registryv1.ListImportsRequest{PageSize: 2}
	for {
		resp, err := r.ListImports(r.as(authn.RoleCity, "bz"), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range resp.GetImports() {
			seen = append(seen, i.GetUnitName()+i.GetCreateTime().AsTime().Format(" 05"))
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			break
		}
	}
	if got := strings.Join(seen, ","); got != "滨城区 02,滨城区 01,滨城区 00" {
		t.Errorf("imports are %s", got)
	}
	other, err := r.ListImports(r.as(authn.RoleCounty, "wd"), &registryv1.ListImportsRequest{})
	if err != nil || len(other.GetImports()) != 0 {
		t.Errorf("another county sees %v, %v", other, err)
	}
	_, err = r.ListImports(r.as(authn.RoleCounty, "wd"), &registryv1.ListImportsRequest{Unit: "bc"})
	wantReason(t, err, errs.KindNotFound, "UNIT_NOT_FOUND")
	_, err = r.ListImports(r.as(authn.RoleLeader, "sd"), &registryv1.ListImportsRequest{})
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
	_, err = r.ListImports(r.county(), &registryv1.ListImportsRequest{PageToken: "x"})
	wantReason(t, err, errs.KindInvalid, "PAGE_TOKEN_INVALID")
}

func TestContactDataStaysInTheRegister(t *testing.T) {
	r := imported(t, sound("甲项目"))
	const secret = "000-0000"
	var told, kept int
	err := r.db.Owner.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE position(convert_to($1, 'UTF8') IN body) > 0), count(*) FROM outbox`, secret).
		Scan(&told, &kept)
	if err != nil || told != 0 || kept == 0 {
		t.Errorf("%d of %d events tell the contact, %v", told, kept, err)
	}
	if cells := r.month("甲项目", "2020-05").GetAccepted().GetCells(); !strings.Contains(cells["项目单位联系人及电话"], secret) {
		t.Errorf("the cells are lost: %v", cells)
	}
	report, err := r.ListReports(r.as(authn.RoleLeader, "bc"), &registryv1.ListReportsRequest{ProjectId: r.find("甲项目")})
	if err != nil || len(report.GetReports()[0].GetAccepted().GetCells()) != 0 {
		t.Errorf("a leader reads %v, %v", report, err)
	}
}
