package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const ledgerAnnex = 4

// ledger is an office's own list: its rows as they are, no form of ours.
func ledger(tb testing.TB, rows ...[]any) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for n, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			tb.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			tb.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestAnOldLedgerIsLoaded(t *testing.T) {
	r := imported(t, sound("热电联产项目"), sound("滨城区冷链物流园项目"))
	file := ledger(t,
		[]any{"某局重点项目台账（内部）"},
		[]any{"金额：亿元"},
		[]any{"经办", "工程名称", "统一代码", "业主单位", "计划投资额（亿元）", "起止年限", "在哪", "进展"},
		[]any{"甲某", "热电联产项目", "", "热电联产项目公司", 0.1, "2019-2021", "城北", "主体施工"},                // known
		[]any{"甲某", "滨城冷链物流园项目", "", "物流公司", 0.1, "2019-2021", "城东", "装修"},                   // looks like a known one
		[]any{"乙某", "环城路改造", "2211-441900-04-02-310151", "路桥公司", 3.5, "2020-2022", "城南", ""}, // new, with its code
		[]any{"乙某", "敬老院", "滨发改备〔2019〕7号", "", 0.02, "2020", "城西", "开工"},                     // new, what stands for a code is none
		[]any{"合计", "", "", "", 3.72},
	)
	d := r.uploadAnnex(ledgerAnnex, "2020-05", file)
	if diff := cmp.Diff([]string{"总投资"}, d.preview.GetLacking()); diff != "" {
		t.Fatalf("lacking differs (-want +got):\n%s", diff)
	}
	d.mapColumns(field("计划投资额（亿元）", "total_investment"), field("在哪", "place"), field("进展", "progress"))
	wantRows(t, d.preview.GetRows(), "4 KNOWN CONFLICT G4 RECORD_CONFLICT", "5 AMBIGUOUS REFUSED B5 AMBIGUOUS_PROJECT", "6 NEW CREATE", "7 NEW CREATE")
	doubtful := d.preview.GetRows()[1]
	if c := doubtful.GetCandidates(); len(c) != 1 || c[0].GetName() != "滨城区冷链物流园项目" || c[0].GetScore() != 45 || c[0].GetShared()[0] != "similar" {
		t.Fatalf("candidates = %v", c)
	}
	if diff := cmp.Diff([]string{"C7 CODE_UNREADABLE"}, warnings(d.preview.GetRows()[3])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}
	if row := d.preview.GetRows()[2]; row.GetDefaults().GetListing() != "" || row.GetTotalInvestmentYuan() != 350_000_000 {
		t.Errorf("row = %v", row)
	}
	d.decide(skip(4), is(5, r.find("滨城区冷链物流园项目")), &registryv1.RowDecision{Row: 5, Decision: &registryv1.RowDecision_Overwrite{Overwrite: true}})
	wantRows(t, d.preview.GetRows(), "4 KNOWN NOTHING", "5 KNOWN CORRECT", "6 NEW CREATE", "7 NEW CREATE")
	if done := d.commit("补登旧台账"); done.GetCreatedCount() != 2 || done.GetWrittenCount() != 3 {
		t.Fatalf("commit = %v", done)
	}
	road := r.project("环城路改造")
	if road.GetNationalCode() != "2211-441900-04-02-310151" || road.GetCompany().GetName() != "路桥公司" || road.GetPlace() != "城南" ||
		len(road.GetYears()[0].GetListings()) != 0 || road.GetStage() != registryv1.Stage_STAGE_PREPARING {
		t.Errorf("project = %v", road)
	}
	if p := r.project("滨城区冷链物流园项目"); p.GetPlace() != "城东" {
		t.Errorf("the ledger should have won: %v", p)
	}

	// The same project under another name is known by its code.
	renamed := ledger(t, []any{"名称", "项目代码", "总投资"}, []any{"环城路提升", "2211-441900-04-02-310151", 35000})
	again := r.uploadAnnex(ledgerAnnex, "2020-05", renamed)
	wantRows(t, again.preview.GetRows(), "2 KNOWN NOTHING")
	if diff := cmp.Diff([]string{"A2 IDENTITY_DIFFERS"}, warnings(again.preview.GetRows()[0])); diff != "" {
		t.Errorf("warnings differ (-want +got):\n%s", diff)
	}

	// It is rolled back like any import, and may come again.
	wantUndo(t, d.undo("台账不对").GetRows(), "5 PROJECT", "6 CREATION", "7 CREATION")
	if p := r.project("滨城区冷链物流园项目"); p.GetPlace() != "某某街道" {
		t.Errorf("the register should have come back: %v", p)
	}
	third := r.uploadAnnex(ledgerAnnex, "2020-05", renamed)
	wantRows(t, third.preview.GetRows(), "2 NEW CREATE")
	third.commit("")
}

func TestALedgerWithoutAName(t *testing.T) {
	r := start(t)
	req := upload("2020-05", ledger(t, []any{"编号", "投资"}, []any{1, 2}))
	req.Annex = ledgerAnnex
	_, err := r.CreateImport(r.county(), req)
	wantReason(t, err, errs.KindInvalid, "SHEET_NO_HEADER")
	// A person names the column of the name with the upload.
	req = upload("2020-05", ledger(t, []any{"标的", "投资"}, []any{"敬老院", 200}))
	req.Annex = ledgerAnnex
	req.Columns = []*registryv1.ColumnChoice{field("标的", "项目名称"), field("投资", "总投资")}
	resp, err := r.CreateImport(r.county(), req)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, resp.GetPreview().GetRows(), "2 NEW CREATE")
}
