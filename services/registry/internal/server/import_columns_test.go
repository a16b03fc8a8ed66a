package server_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// own is a unit's sheet with headers of its own: 累计完成额 and 年度额 are unknown.
func own(t *testing.T, month string) []byte {
	t.Helper()
	return edited(t, workbook(t, sound("甲项目")), map[string]any{"I3": "总的完成额（万元）", "J3": "年内完成额", "K3": "干到哪了", "H3": month + "完成投资"})
}

func field(header, key string) *registryv1.ColumnChoice {
	return &registryv1.ColumnChoice{Header: header, Choice: &registryv1.ColumnChoice_Field{Field: key}}
}

func (d *desk) mapRequest(choices ...*registryv1.ColumnChoice) *registryv1.MapColumnsRequest {
	return &registryv1.MapColumnsRequest{Id: d.id, Columns: choices, RequestId: uuid.NewString()}
}

// mapColumns says what headers mean and previews again.
func (d *desk) mapColumns(choices ...*registryv1.ColumnChoice) *desk {
	d.t.Helper()
	resp, err := d.MapColumns(d.county(), d.mapRequest(choices...))
	if err != nil {
		d.t.Fatalf("MapColumns() = %v", err)
	}
	d.preview = resp.GetPreview()
	return d
}

// columns shows how columns were read: "I 总的完成额（万元）= cumulative REMEMBERED".
func columns(p *registryv1.Preview, letters ...string) []string {
	var all []string
	for _, c := range p.GetColumns() {
		for _, letter := range letters {
			if c.GetLetter() == letter {
				all = append(all, fmt.Sprintf("%s %s=%s %d %s", letter, c.GetHeader(), c.GetField(), c.GetSource(), c.GetSample()))
			}
		}
	}
	return all
}

func TestHeadersOfAUnitAreRemembered(t *testing.T) {
	r := start(t)
	r.autoAccept("bc")
	d := r.uploadFile("2020-05", own(t, "5月"))
	if diff := cmp.Diff([]string{"累计完成投资", "年度完成投资"}, d.preview.GetLacking()); diff != "" || len(d.preview.GetRows()) != 0 {
		t.Fatalf("lacking differs (-want +got):\n%s", diff)
	}
	want := []string{"B 项目名称=name 1 甲项目", "I 总的完成额（万元）= 0 60", "J 年内完成额= 0 50"}
	if diff := cmp.Diff(want, columns(d.preview, "B", "I", "J")); diff != "" {
		t.Fatalf("columns differ (-want +got):\n%s", diff)
	}
	_, err := r.CommitImport(r.county(), d.request(""))
	wantReason(t, err, errs.KindPrecondition, "NOTHING_TO_IMPORT")
	stale := d.request("")
	d.mapColumns(field("总的完成额（万元）", "cumulative"), field("年内完成额", "年度完成投资"),
		&registryv1.ColumnChoice{Header: "干到哪了", Choice: &registryv1.ColumnChoice_Ignore{Ignore: true}})
	wantRows(t, d.preview.GetRows(), "5 NEW CREATE")
	if got := d.preview.GetRows()[0]; got.GetSheet().GetCumulativeYuan() != 600_000 || got.GetProgress() != "" || len(d.preview.GetLacking()) != 0 {
		t.Errorf("row = %v", got)
	}
	_, err = r.CommitImport(r.county(), stale)
	wantReason(t, err, errs.KindConflict, "PREVIEW_STALE")
	if done := d.commit(""); done.GetImport().GetRowCount() != 1 || done.GetWrittenCount() != 1 {
		t.Errorf("commit = %v", done)
	}
	if cells := r.month("甲项目", "2020-05").GetAccepted().GetCells(); cells["干到哪了"] != "主体施工" {
		t.Errorf("what is not imported is lost: %v", cells)
	}

	// The next month's sheet is read by it; the other annex and the other unit are not.
	june := r.uploadFile("2020-06", own(t, "6月"))
	want = []string{"I 总的完成额（万元）=cumulative 2 60", "J 年内完成额=year_to_date 2 50", "K 干到哪了= 2 主体施工"}
	if diff := cmp.Diff(want, columns(june.preview, "I", "J", "K")); diff != "" {
		t.Fatalf("columns differ (-want +got):\n%s", diff)
	}
	wantRows(t, june.preview.GetRows(), "5 KNOWN REPORT")
	elsewhere := upload("2020-06", own(t, "6月"))
	elsewhere.Unit = "wd"
	other, err := r.CreateImport(r.as(authn.RoleCity, "bz"), elsewhere)
	if err != nil || len(other.GetPreview().GetLacking()) != 2 {
		t.Fatalf("another unit's sheet = %v, %v", other, err)
	}

	// It can be taken back.
	june.mapColumns(&registryv1.ColumnChoice{Header: "年内完成额", Choice: &registryv1.ColumnChoice_Forget{Forget: true}})
	if diff := cmp.Diff([]string{"年度完成投资"}, june.preview.GetLacking()); diff != "" {
		t.Errorf("lacking differs (-want +got):\n%s", diff)
	}
}

func TestTheHeaderIsSaidWithTheUpload(t *testing.T) {
	r := start(t)
	req := upload("2020-05", own(t, "5月"))
	req.Columns = []*registryv1.ColumnChoice{field("总的完成额", "累计完成投资"), field("年内完成额", "year_to_date")}
	resp, err := r.CreateImport(r.county(), req)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, resp.GetPreview().GetRows(), "5 NEW CREATE")
}

// A printed header means what it says, whatever is remembered of another one.
func TestThePrintedHeaderGoesFirst(t *testing.T) {
	r := start(t)
	r.uploadFile("2020-05", own(t, "5月")).mapColumns(field("总的完成额（万元）", "cumulative"), field("年内完成额", "year_to_date"))
	both := edited(t, workbook(t, sound("甲项目")), map[string]any{"W3": "总的完成额（万元）", "W5": 999})
	d := r.uploadFile("2020-05", both)
	if got := d.preview.GetRows()[0].GetSheet().GetCumulativeYuan(); got != 600_000 {
		t.Errorf("cumulative = %d", got)
	}
	if diff := cmp.Diff([]string{"W 总的完成额（万元）= 2 999"}, columns(d.preview, "W")); diff != "" {
		t.Errorf("columns differ (-want +got):\n%s", diff)
	}
}

func TestColumnChoicesThatAreRefused(t *testing.T) {
	r := start(t)
	d := r.uploadFile("2020-05", own(t, "5月"))
	for name, tc := range map[string]struct {
		choices []*registryv1.ColumnChoice
		reason  string
	}{
		"none":                      {nil, "COLUMN_INVALID"},
		"a header of no column":     {[]*registryv1.ColumnChoice{field("没有这一列", "cumulative")}, "COLUMN_INVALID"},
		"a header of nothing":       {[]*registryv1.ColumnChoice{field(" ", "cumulative")}, "COLUMN_INVALID"},
		"no choice":                 {[]*registryv1.ColumnChoice{{Header: "年内完成额"}}, "COLUMN_INVALID"},
		"a field that there is not": {[]*registryv1.ColumnChoice{field("年内完成额", "magic")}, "FIELD_UNKNOWN"},
		"another annex's field":     {[]*registryv1.ColumnChoice{field("年内完成额", "signing")}, "FIELD_UNKNOWN"},
		"a field of another column": {[]*registryv1.ColumnChoice{field("年内完成额", "total_investment")}, "COLUMN_TAKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.MapColumns(r.county(), d.mapRequest(tc.choices...))
			wantReason(t, err, errs.KindInvalid, tc.reason)
		})
	}
	_, err := r.MapColumns(r.as(authn.RoleCounty, "wd"), d.mapRequest(field("年内完成额", "year_to_date")))
	wantReason(t, err, errs.KindNotFound, "IMPORT_NOT_FOUND")
	if len(d.mapColumns(field("年内完成额", "year_to_date")).preview.GetLacking()) != 1 {
		t.Error("what was refused was kept, or what is sound was not")
	}
}
