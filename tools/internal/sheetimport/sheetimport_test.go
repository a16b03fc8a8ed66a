package sheetimport

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
)

var update = flag.Bool("update", false, "write the golden files")

// registry is a registry whose preview is given.
type registry struct {
	registryv1.UnimplementedUnitServiceServer
	registryv1.UnimplementedImportServiceServer
	unit    *registryv1.Unit // 滨城区 where it is nil
	preview *registryv1.Preview
	created *registryv1.CreateImportRequest
	options *registryv1.ImportOptions
	commits []*registryv1.CommitImportRequest
	refuse  error
}

func (r *registry) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	unit := &registryv1.Unit{Code: "sd-bz-bincheng", Name: "滨城区", GbCode: "371602", Places: []*registryv1.Place{{}}}
	if r.unit != nil {
		unit = r.unit
	}
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{unit}}, nil
}

func (r *registry) CreateImport(_ context.Context, req *registryv1.CreateImportRequest) (*registryv1.CreateImportResponse, error) {
	r.created = req
	return &registryv1.CreateImportResponse{Import: r.sheet()}, r.refuse
}

func (r *registry) sheet() *registryv1.Import {
	return &registryv1.Import{Id: "i-1", Unit: r.created.GetUnit(), Month: r.created.GetMonth()}
}

func (r *registry) PreviewImport(_ context.Context, req *registryv1.PreviewImportRequest) (*registryv1.PreviewImportResponse, error) {
	r.options = req.GetOptions()
	return &registryv1.PreviewImportResponse{Import: r.sheet(), Preview: r.preview}, nil
}

func (r *registry) CommitImport(_ context.Context, req *registryv1.CommitImportRequest) (*registryv1.CommitImportResponse, error) {
	r.commits = append(r.commits, req)
	return &registryv1.CommitImportResponse{Import: r.sheet(), WrittenCount: r.preview.GetWriteCount(), CreatedCount: 1}, nil
}

func (r *registry) AnnotateImport(req *registryv1.AnnotateImportRequest, out grpc.ServerStreamingServer[registryv1.AnnotateImportResponse]) error {
	r.options = req.GetOptions()
	for _, p := range []*registryv1.AnnotateImportResponse{{FileName: "五月（批注）.xlsx", CellCount: 2, Lost: []string{"原表的格式"}}, {Content: []byte("PK")}} {
		if err := out.Send(p); err != nil {
			return err
		}
	}
	return nil
}

func TestTheSheetComesBackWithRemarks(t *testing.T) {
	fake, o := &registry{preview: faulty()}, order(t)
	o.Annotate = filepath.Join(t.TempDir(), "批注.xlsx")
	result, err := Run(t.Context(), serve(t, fake), o)
	if errs.ReasonOf(err) != "IMPORT_HAS_ERRORS" || result.Annotated == nil || result.Annotated.Cells != 2 {
		t.Fatalf("Run() = %+v, %v", result, err)
	}
	if b, err := os.ReadFile(o.Annotate); err != nil || string(b) != "PK" {
		t.Errorf("file holds %q, %v", b, err)
	}
	var out bytes.Buffer
	if err := result.Show(&out); err != nil || !bytes.Contains(out.Bytes(), []byte("在 2 个单元格上写了批注\n  未能保留原表的格式")) {
		t.Errorf("shows %s, %v", out.String(), err)
	}
}

func serve(t *testing.T, fake *registry) *client.Client {
	t.Helper()
	return clienttest.Serve(t, "sd", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, fake)
		registryv1.RegisterImportServiceServer(s, fake)
	})
}

// order asks for a file that is there.
func order(t *testing.T) Order {
	t.Helper()
	file := filepath.Join(t.TempDir(), "五月.xlsx")
	if err := os.WriteFile(file, []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	return Order{File: file, Annex: 3, Unit: "滨城区", Month: "2020-05"}
}

func faulty() *registryv1.Preview {
	return &registryv1.Preview{
		RowCount: 4, ValidCount: 1, WriteCount: 1, Fingerprint: "f-1",
		Rows: []*registryv1.ImportRow{
			{Row: 8, Name: "甲", Issues: []*registryv1.CellIssue{
				{Row: 8, Cell: "H8", Column: "本月完成投资", Value: "约5百", Reason: "AMOUNT_NOT_A_NUMBER", Message: "不是金额。", Suggestion: "填数字。", Severity: registryv1.Severity_SEVERITY_ERROR},
				{Row: 8, Cell: "I8", Column: "累计完成投资", Value: "9", Reason: "CUMULATIVE_MISMATCH", Message: "累计对不上。", Severity: registryv1.Severity_SEVERITY_WARNING},
			}},
			{
				Row: 9, Name: "乙", Company: "乙公司", Match: registryv1.RowMatch_ROW_MATCH_AMBIGUOUS, Action: registryv1.RowAction_ROW_ACTION_REFUSED,
				Candidates: []*registryv1.Candidate{{ProjectId: "p-1", Name: "乙", Company: "丙公司", UnitName: "滨城区", Shared: []string{"name"}}},
			},
			{Row: 10, Name: "丁", Match: registryv1.RowMatch_ROW_MATCH_KNOWN, Action: registryv1.RowAction_ROW_ACTION_CONFLICT},
			{Row: 11, Name: "戊", Match: registryv1.RowMatch_ROW_MATCH_NEW, Action: registryv1.RowAction_ROW_ACTION_CREATE},
		},
		Skipped: []*registryv1.SkippedRow{{Row: 1, Why: "title", Text: "进展情况表"}},
	}
}

// TestAUnitUnderItsRegionsNameIsShown: the clerk sees which unit was meant.
func TestAUnitUnderItsRegionsNameIsShown(t *testing.T) {
	fake := &registry{preview: &registryv1.Preview{RowCount: 1, ValidCount: 1}, unit: &registryv1.Unit{
		Code: "sd-bz-zouping", Name: "邹平市", GbCode: "371681", Places: []*registryv1.Place{{}},
	}}
	o := order(t)
	o.Unit = "邹平县"
	result, err := Run(t.Context(), serve(t, fake), o)
	if err != nil || result.Unit != "sd-bz-zouping" || len(result.Warnings) != 1 {
		t.Fatalf("Run() = %+v, %v", result, err)
	}
	want := "“邹平县”是“邹平市”所在行政区划的名称（邹平县，含曾用名），按“邹平市”处理。"
	if w := result.Warnings[0]; w.Reason != "UNIT_BY_REGION" || w.Message != want {
		t.Errorf("warned %+v", w)
	}
}

func TestAPreviewTellsEveryCell(t *testing.T) {
	fake := &registry{preview: faulty()}
	result, err := Run(t.Context(), serve(t, fake), order(t))
	if errs.ReasonOf(err) != "IMPORT_HAS_ERRORS" || len(fake.commits) != 0 {
		t.Fatalf("Run() = %v, %d commits", err, len(fake.commits))
	}
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "preview.json", append(text, '\n'))
	var out bytes.Buffer
	if err := result.Show(&out); err != nil {
		t.Fatal(err)
	}
	golden(t, "preview.txt", out.Bytes())
}

func TestTheLastLineSaysWhatIsWritten(t *testing.T) {
	rows := slices.Concat(faulty().GetRows()[:3], []*registryv1.ImportRow{{Row: 12, Action: registryv1.RowAction_ROW_ACTION_NOTHING}})
	for name, tc := range map[string]struct {
		state  registryv1.ImportState
		writes int32
		commit *registryv1.CommitImportResponse
		want   string
	}{
		"a preview":                      {0, 1, nil, "预览：4 行，1 行无误；提交（--commit）将写入 1 行。\n"},
		"a preview of nothing new":       {0, 0, nil, "预览：4 行，1 行无误；没有可写入的行：无变化 1 行，待定 2 行，有错 1 行。\n"},
		"a preview of what was written":  {registryv1.ImportState_IMPORT_STATE_COMMITTED, 0, nil, "此前已提交，本次预览：4 行，1 行无误；没有可写入的行：无变化 1 行，待定 2 行，有错 1 行。\n"},
		"a preview of what may be added": {registryv1.ImportState_IMPORT_STATE_COMMITTED, 2, nil, "此前已提交，本次预览：4 行，1 行无误；提交（--commit）将写入 2 行。\n"},
		"a commit":                       {0, 1, &registryv1.CommitImportResponse{WrittenCount: 1, CreatedCount: 1}, "已提交：4 行，1 行无误；本次写入 1 行，其中新项目 1 个。\n"},
		"a commit of nothing":            {0, 0, &registryv1.CommitImportResponse{}, "已提交：4 行，1 行无误；本次没有写入：无变化 1 行，待定 2 行，有错 1 行。\n"},
	} {
		t.Run(name, func(t *testing.T) {
			r := previewed(&registryv1.Import{Id: "i", State: tc.state}, &registryv1.Preview{RowCount: 4, ValidCount: 1, WriteCount: tc.writes, Rows: rows})
			if tc.commit != nil {
				r.commit(tc.commit)
			}
			var out bytes.Buffer
			if err := r.Show(&out); err != nil || !bytes.HasSuffix(out.Bytes(), []byte(tc.want)) {
				t.Errorf("%v\n%s", err, out.String())
			}
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsCommitted(t *testing.T) {
	clean := &registryv1.Preview{RowCount: 1, ValidCount: 1, WriteCount: 1, Fingerprint: "f-1", Rows: []*registryv1.ImportRow{{Row: 8}}}
	same := &registryv1.Preview{RowCount: 1, ValidCount: 1, Rows: []*registryv1.ImportRow{{Row: 8, Action: registryv1.RowAction_ROW_ACTION_NOTHING}}}
	broken := &registryv1.Preview{RowCount: 2, ValidCount: 1, Rows: faulty().GetRows()[:1]}
	hopeless := &registryv1.Preview{RowCount: 1, Rows: faulty().GetRows()[:1]}
	for name, tc := range map[string]struct {
		preview        *registryv1.Preview
		commit, strict bool
		commits        int
		written        int32
		reason         string
	}{
		"a preview writes nothing":                {clean, false, false, 0, 0, ""},
		"a commit writes":                         {clean, true, false, 1, 1, ""},
		"what changes nothing may decide much":    {same, true, true, 1, 0, ""},
		"the rows without an error are committed": {faulty(), true, false, 1, 1, "IMPORT_HAS_ERRORS"},
		"strictly the registry refuses the whole": {broken, true, true, 1, 0, "IMPORT_HAS_ERRORS"},
		"a sheet without any sound row":           {hopeless, true, false, 0, 0, "IMPORT_HAS_ERRORS"},
	} {
		t.Run(name, func(t *testing.T) {
			fake, o := &registry{preview: tc.preview}, order(t)
			o.Commit, o.Strict, o.Reason = tc.commit, tc.strict, "核对"
			result, err := Run(t.Context(), serve(t, fake), o)
			if errs.ReasonOf(err) != tc.reason || len(fake.commits) != tc.commits || result.Written != tc.written {
				t.Fatalf("Run() = %+v, %v with %d commits", result, err, len(fake.commits))
			}
			for _, c := range fake.commits {
				if c.GetFingerprint() != tc.preview.GetFingerprint() || c.GetStrict() != tc.strict || c.GetReason() != "核对" || c.GetRequestId() == "" {
					t.Errorf("committed %v", c)
				}
			}
		})
	}
}

func TestDecisionsAndDefaultsReachTheRegistry(t *testing.T) {
	fake, o := &registry{preview: &registryv1.Preview{}}, order(t)
	o.Listing, o.Category, o.Nature = "city", "industry", "continued"
	o.Matches = []*registryv1.RowDecision{{Row: 9, Decision: &registryv1.RowDecision_Skip{Skip: true}}}
	if _, err := Run(t.Context(), serve(t, fake), o); err != nil {
		t.Fatal(err)
	}
	d := fake.options.GetDefaults()
	if d.GetListing() != "city" || d.GetCategory() != "industry" || d.GetNature() != registryv1.Nature_NATURE_CONTINUED || len(fake.options.GetDecisions()) != 1 {
		t.Errorf("%v", fake.options)
	}
	if c := fake.created; c.GetUnit() != "sd-bz-bincheng" || c.GetFileName() != "五月.xlsx" || string(c.GetContent()) != "PK" || c.GetAnnex() != 3 {
		t.Errorf("%v", c)
	}
}

func TestRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(*Order, *registry)
		want string
	}{
		"another annex":        {func(o *Order, _ *registry) { o.Annex = 5 }, "ANNEX_UNKNOWN"},
		"an unknown listing":   {func(o *Order, _ *registry) { o.Listing = "national" }, "LISTING_UNKNOWN"},
		"an unknown nature":    {func(o *Order, _ *registry) { o.Nature = "old" }, "NATURE_UNKNOWN"},
		"a month that is none": {func(o *Order, _ *registry) { o.Month = "五月" }, "MONTH_INVALID"},
		"an unknown unit":      {func(o *Order, _ *registry) { o.Unit = "济南" }, "UNIT_UNKNOWN"},
		"a broken file":        {func(_ *Order, r *registry) { r.refuse = errs.Invalid("SHEET_BROKEN", "no") }, "SHEET_BROKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			fake, o := &registry{}, order(t)
			tc.edit(&o, fake)
			result, err := Run(t.Context(), serve(t, fake), o)
			if errs.ReasonOf(err) != tc.want || result.ImportID != "" {
				t.Errorf("Run() = %+v, %v", result, err)
			}
		})
	}
}
