package cutoff

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
)

var update = flag.Bool("update", false, "write the golden files")

// platform has one unit and one cut-off, and keeps what it was asked.
type platform struct {
	registryv1.UnimplementedUnitServiceServer
	statisticsv1.UnimplementedCutoffServiceServer
	published *statisticsv1.PublishCutoffRequest
	listed    *statisticsv1.ListCutoffsRequest
	asked     []*statisticsv1.ListRestatementsRequest
}

func (p *platform) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{{Code: "sd-bz", Name: "滨州市", GbCode: "371600", Places: []*registryv1.Place{{}}}}}, nil
}

func at(hour int) *timestamppb.Timestamp {
	return timestamppb.New(time.Date(2020, 6, 1, hour, 0, 0, 0, time.UTC))
}

func may() *statisticsv1.Cutoff {
	return &statisticsv1.Cutoff{
		Id: "0190f0a0-0000-7000-8000-000000000001", Unit: "sd-bz", UnitName: "滨州市", Month: "2020-05", Revision: 2,
		CutoffTime: at(2), AsOfTime: at(1), Publisher: "city@sd-bz", Note: "补报一个项目",
	}
}

func (p *platform) PublishCutoff(_ context.Context, req *statisticsv1.PublishCutoffRequest) (*statisticsv1.PublishCutoffResponse, error) {
	p.published = req
	return &statisticsv1.PublishCutoffResponse{Cutoff: may()}, nil
}

func (p *platform) ListCutoffs(_ context.Context, req *statisticsv1.ListCutoffsRequest) (*statisticsv1.ListCutoffsResponse, error) {
	p.listed = req
	return &statisticsv1.ListCutoffsResponse{Cutoffs: []*statisticsv1.Cutoff{may()}}, nil
}

func (p *platform) GetCutoff(context.Context, *statisticsv1.GetCutoffRequest) (*statisticsv1.GetCutoffResponse, error) {
	return &statisticsv1.GetCutoffResponse{Cutoff: may()}, nil
}

func (p *platform) ListRestatements(_ context.Context, req *statisticsv1.ListRestatementsRequest) (*statisticsv1.ListRestatementsResponse, error) {
	p.asked = append(p.asked, req)
	resp := &statisticsv1.ListRestatementsResponse{
		Frozen: &statisticsv1.RollupFigures{InvestedYuan: 47_933_000_000, RateShown: "47.1"},
		Now:    &statisticsv1.RollupFigures{InvestedYuan: 47_963_000_000, RateShown: "47.2"},
	}
	if req.GetPageToken() == "" {
		resp.NextPageToken = "more"
		resp.Restatements = []*statisticsv1.Restatement{{ProjectId: "a", Name: "轮胎扩建", Unit: "sd-bz-bc", UnitName: "滨城区", Figures: []*statisticsv1.RestatedFigure{
			{Figure: "invested_yuan", Old: 10_000_000, New: 40_000_000, KnownTime: at(3)}, {Figure: "reported", New: 1, KnownTime: at(3)}, {Figure: "pace_of_light", Old: 1, New: 2},
		}}}
		return resp, nil
	}
	resp.Restatements = []*statisticsv1.Restatement{{ProjectId: "b", Name: "码头", UnitName: "无棣县", Attributes: []*statisticsv1.RestatedAttribute{
		{Attribute: "category", Old: "industry", New: "livelihood", KnownTime: at(4)},
	}}}
	return resp, nil
}

func serve(t *testing.T, fake *platform) *client.Client {
	t.Helper()
	return clienttest.Serve(t, "sd", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, fake)
		statisticsv1.RegisterCutoffServiceServer(s, fake)
	})
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestPublishAsksForTheUnitThatIsMeant(t *testing.T) {
	fake := &platform{}
	c, err := Publish(t.Context(), serve(t, fake), "滨州", "２０２０-05", "补报一个项目")
	if err != nil || c.GetRevision() != 2 {
		t.Fatal(c, err)
	}
	if a := fake.published; a.GetUnit() != "sd-bz" || a.GetMonth() != "2020-05" || a.GetNote() != "补报一个项目" || a.GetRequestId() == "" {
		t.Errorf("asked %v", a)
	}
	for name, tc := range map[string]struct{ unit, month, want string }{
		"an unknown unit":      {"济南", "2020-05", "UNIT_UNKNOWN"},
		"a month that is none": {"滨州", "2020-13", "MONTH_INVALID"},
	} {
		if _, err := Publish(t.Context(), serve(t, fake), tc.unit, tc.month, ""); errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestList(t *testing.T) {
	fake := &platform{}
	found, err := List(t.Context(), serve(t, fake), "371600", 2020)
	if err != nil || fake.listed.GetUnit() != "sd-bz" || fake.listed.GetYear() != 2020 {
		t.Fatalf("asked %v, %v", fake.listed, err)
	}
	var out bytes.Buffer
	if err := Show(&out, found); err != nil {
		t.Fatal(err)
	}
	golden(t, "list.txt", out.Bytes())
	golden(t, "list.json", tidy(t, Objects(found)))
}

func TestSinceReadsEveryPage(t *testing.T) {
	fake := &platform{}
	r, err := Since(t.Context(), serve(t, fake), may().GetId(), "滨州")
	if err != nil || len(r.Projects) != 2 || len(fake.asked) != 2 || fake.asked[1].GetPageToken() != "more" || fake.asked[1].GetUnit() != "sd-bz" {
		t.Fatalf("%v, %v, asked %v", r, err, fake.asked)
	}
	var out bytes.Buffer
	if err := r.Show(&out); err != nil {
		t.Fatal(err)
	}
	golden(t, "restatements.txt", out.Bytes())
	golden(t, "restatements.json", tidy(t, r.Object()))
	out.Reset()
	r.Projects = nil
	if err := r.Show(&out); err != nil || !bytes.Contains(out.Bytes(), []byte("没有变动")) {
		t.Errorf("%v:\n%s", err, &out)
	}
}

// tidy writes JSON in one form: protojson varies its blanks on purpose.
func tidy(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}
