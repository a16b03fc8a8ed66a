package server_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// ingest sends one chunk on a stream of its own.
func (r *register) ingest(ctx context.Context, req *registryv1.IngestRequest) (*registryv1.IngestResponse, error) {
	stream, err := r.Ingest(ctx)
	if err != nil {
		return nil, err
	}
	if err := stream.Send(req); err != nil {
		return nil, err
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	return stream.Recv()
}

func projectRow(p *registryv1.Project) *registryv1.IngestRow {
	return &registryv1.IngestRow{Row: &registryv1.IngestRow_Project{Project: p}}
}

func reportRow(project, month string, f *registryv1.Figures) *registryv1.IngestRow {
	return &registryv1.IngestRow{Row: &registryv1.IngestRow_Report{Report: &registryv1.IngestReport{Project: project, Month: month, Figures: f}}}
}

func chunk(rows ...*registryv1.IngestRow) *registryv1.IngestRequest {
	return &registryv1.IngestRequest{RequestId: uuid.NewString(), Rows: rows}
}

// outcomes are a chunk's results in short: outcome and first reason.
func outcomes(resp *registryv1.IngestResponse) []string {
	var short []string
	for _, res := range resp.GetResults() {
		text := res.GetOutcome().String()[len("ROW_OUTCOME_"):]
		if len(res.GetFindings()) > 0 {
			text += " " + res.GetFindings()[0].GetReason()
		}
		short = append(short, text)
	}
	return short
}

func TestIngestWritesSoundRowsAndExplainsTheOthers(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	county := r.as(authn.RoleCounty, "bc")
	const code = "2304-441900-04-01-135254"
	coded := newProject("有代码的项目")
	coded.NationalCode = code
	stranger := newProject("别处的项目")
	stranger.Years[0].Unit = "wd"
	nameless := newProject(" ")
	req := chunk(
		projectRow(coded), projectRow(newProject("无代码")), projectRow(stranger), projectRow(nameless), projectRow(newProject("无 代码")),
		reportRow(code, "2020-01", figures(10, 10, 110)), reportRow(code, "2020-02", figures(20, 30, 130)), reportRow(code, "2020-03", figures(5, 35, 140)),
		reportRow(code, "2020-04", figures(9, 8, 140)), reportRow("nobody", "2020-04", figures(1, 1, 1)), &registryv1.IngestRow{},
	)
	resp, err := r.ingest(county, req)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"CREATED", "CREATED", "REFUSED UNIT_NOT_FOUND", "REFUSED PROJECT_NAME_MISSING", "REFUSED ROW_TWICE",
		"CREATED REGION_DIFFERS", "CREATED", "CREATED CUMULATIVE_MISMATCH",
		"REFUSED MONTH_OVER_YEAR", "REFUSED PROJECT_NOT_FOUND", "REFUSED ROW_EMPTY",
	}
	if diff := cmp.Diff(want, outcomes(resp)); diff != "" {
		t.Fatalf("outcomes (-want +got):\n%s", diff)
	}
	again, err := r.ingest(county, req)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(resp, again, protocmp.Transform()); diff != "" {
		t.Errorf("the retried chunk was answered otherwise:\n%s", diff)
	}
	req.RequestId = uuid.NewString()
	anew, err := r.ingest(county, req)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 1, 5, 6, 7} {
		if got := anew.GetResults()[i].GetOutcome(); got != registryv1.RowOutcome_ROW_OUTCOME_UNCHANGED {
			t.Errorf("row %d under another request_id is %s, want unchanged", i, got)
		}
	}
	var projects, reports, revisions, changes, events int
	const countSQL = `SELECT (SELECT count(*) FROM project), (SELECT count(*) FROM report), (SELECT count(*) FROM report_revision),
		(SELECT count(*) FROM change), (SELECT count(*) FROM outbox WHERE key NOT LIKE 'unit/%')`
	if err := r.db.Owner.QueryRow(t.Context(), countSQL).Scan(&projects, &reports, &revisions, &changes, &events); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{2, 3, 3, 5, 5}, []int{projects, reports, revisions, changes, events}); diff != "" {
		t.Errorf("rows of project, report, revision, change, outbox (-want +got):\n%s", diff)
	}
}

// TestIngestTakesNoProjectForAnother: a name alone doesn't make two codes one project,
// and a row that would make two projects of one name keeps nobody else out.
func TestIngestTakesNoProjectForAnother(t *testing.T) {
	t.Parallel()
	r := start(t)
	city := r.as(authn.RoleCity, "bz")
	one, two := newProject("污水处理厂"), newProject("污水处理厂")
	one.NationalCode, two.NationalCode = "2304-441900-04-01-135254", "2211-441900-04-02-310151"
	two.Years[0].Unit = "wd"
	impostor, moved := newProject("污水处理厂"), newProject("污水处理厂")
	impostor.NationalCode, impostor.Years[0].PlannedYuan = "2509-320193-89-01-544060", 1
	moved.NationalCode = two.GetNationalCode()
	for _, c := range []struct {
		rows []*registryv1.IngestRow
		want []string
	}{
		{[]*registryv1.IngestRow{projectRow(one), projectRow(two)}, []string{"CREATED", "CREATED"}},
		{
			[]*registryv1.IngestRow{projectRow(impostor), projectRow(moved), projectRow(newProject("供水厂"))},
			[]string{"REFUSED PROJECT_EXISTS", "REFUSED PROJECT_EXISTS", "CREATED"},
		},
	} {
		resp, err := r.ingest(city, chunk(c.rows...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, outcomes(resp)); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	}
}

// TestIngestOfAMonthToldTwice: of equal rows the first counts, of different ones none.
func TestIngestOfAMonthToldTwice(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("码头")).GetId()
	resp, err := r.ingest(r.as(authn.RoleCounty, "bc"), chunk(
		reportRow(p, "2020-04", figures(10, 40, 140)), reportRow(p, "2020-04", figures(10, 40, 140)),
		reportRow(p, "2020-05", figures(10, 50, 150)), reportRow(p, "2020-05", figures(11, 51, 151)),
	))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"CREATED", "REFUSED ROW_TWICE", "REFUSED ROW_DISPUTED", "REFUSED ROW_DISPUTED"}, outcomes(resp)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// TestIngestKeepsProblems: a row can't tell of any, so it takes none away.
func TestIngestKeepsProblems(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	county := r.as(authn.RoleCounty, "bc")
	p := r.create(newProject("码头"))
	first := save(p.GetId(), "2020-04", 0, figures(10, 40, 140))
	first.Problems = "征地未完成"
	if _, err := r.SaveReport(county, first); err != nil {
		t.Fatal(err)
	}
	row := reportRow(p.GetId(), "2020-04", figures(11, 41, 141))
	row.GetReport().Reason = "漏报"
	resp, err := r.ingest(county, chunk(row))
	if err != nil || outcomes(resp)[0] != "UPDATED" {
		t.Fatalf("Ingest() = %v, %v", resp, err)
	}
	list, err := r.ListReports(county, &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	if got := list.GetReports()[0].GetAccepted(); got.GetNumber() != 2 || got.GetProblems() != first.GetProblems() {
		t.Fatalf("accepted = %v", got)
	}
}

func TestIngestRefusesAChunkThatIsTooLarge(t *testing.T) {
	t.Parallel()
	r := start(t)
	rows := make([]*registryv1.IngestRow, 1001)
	for i := range rows {
		rows[i] = &registryv1.IngestRow{}
	}
	_, err := r.ingest(r.as(authn.RoleCounty, "bc"), chunk(rows...))
	wantReason(t, err, errs.KindInvalid, "CHUNK_TOO_LARGE")
	_, err = r.ingest(r.as(authn.RoleCounty, "bc"), &registryv1.IngestRequest{RequestId: "7"})
	wantReason(t, err, errs.KindInvalid, "REQUEST_ID_INVALID")
	resp, err := r.ingest(r.as(authn.RoleProvince, "sd"), chunk(projectRow(newProject("只读"))))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"REFUSED FORBIDDEN"}, outcomes(resp)); diff != "" {
		t.Error(diff)
	}
}

// TestTwoStreamsRegisterTheSameProjects: one of them creates each, the other finds it.
func TestTwoStreamsRegisterTheSameProjects(t *testing.T) {
	t.Parallel()
	r := start(t)
	county := r.as(authn.RoleCounty, "bc")
	var rows []*registryv1.IngestRow
	for _, name := range []string{"一", "二", "三", "四", "五", "六", "七", "八"} {
		rows = append(rows, projectRow(newProject(name)))
	}
	var wg sync.WaitGroup
	answers := make([]*registryv1.IngestResponse, 4)
	for i := range answers {
		wg.Go(func() {
			resp, err := r.ingest(county, chunk(rows...))
			if err != nil {
				t.Error(err)
			}
			answers[i] = resp
		})
	}
	wg.Wait()
	created := 0
	for row := range rows {
		ids := map[string]bool{}
		for _, a := range answers {
			if a.GetResults()[row].GetOutcome() == registryv1.RowOutcome_ROW_OUTCOME_CREATED {
				created++
			}
			ids[a.GetResults()[row].GetProjectId()] = true
		}
		if len(ids) != 1 {
			t.Errorf("row %d has projects %v", row, ids)
		}
	}
	if created != len(rows) {
		t.Errorf("%d created, want %d", created, len(rows))
	}
}
