package rollup

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
)

var update = flag.Bool("update", false, "write the golden files")

// platform answers with fixed figures and keeps what it was asked.
type platform struct {
	registryv1.UnimplementedUnitServiceServer
	statisticsv1.UnimplementedStatisticsServiceServer
	statisticsv1.UnimplementedCutoffServiceServer
	asked *statisticsv1.GetRollupRequest
}

func (p *platform) GetCutoff(context.Context, *statisticsv1.GetCutoffRequest) (*statisticsv1.GetCutoffResponse, error) {
	return &statisticsv1.GetCutoffResponse{Cutoff: &statisticsv1.Cutoff{Unit: "sd-bz", Month: "2020-05"}}, nil
}

func (p *platform) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{{Code: "sd-bz", Name: "滨州市", GbCode: "371600", Places: []*registryv1.Place{{}}}}}, nil
}

func (p *platform) GetRollup(_ context.Context, req *statisticsv1.GetRollupRequest) (*statisticsv1.GetRollupResponse, error) {
	p.asked = req
	return &statisticsv1.GetRollupResponse{Rollup: binzhou()}, nil
}

func binzhou() *statisticsv1.Rollup {
	return &statisticsv1.Rollup{
		Unit: "sd-bz", Name: "滨州市", Month: "2020-05", Units: 2, UnitsReported: 1,
		AsOfTime: timestamppb.New(time.Date(2020, 5, 25, 16, 30, 0, 5e8, time.UTC)),
		Figures: &statisticsv1.RollupFigures{
			Projects: 433, Due: 433, Reported: 432, Missing: 1, TotalInvestmentYuan: 279_458_510_000,
			PlannedYuan: 101_769_000_000, InvestedYuan: 47_933_000_000, MonthYuan: 16_173_580_000,
			CompletionRate: proto.Float64(47.099804), Pace: 41.666667, Lead: proto.Float64(5.433138),
			RateShown: "47.1", PaceShown: "41.6", LeadShown: "+5.5", Unlisted: 2,
			Lifecycle: &statisticsv1.LifecycleFigures{
				DueToStart: 255, Started: 210, StartedOfDue: 206, DueToStartNoLand: 100, StartedNoLand: 90, StartsCertified: 80,
				DueToResume: 178, Resumed: 170, DueToComplete: 40, Completed: 12, CompletedOfDue: 10, CompletionsCertified: 9,
				StatisticsEligible: 380, StatisticsEntered: 350, Reserve: 31, ReserveTotalInvestmentYuan: 5_000_000_000,
				SignedYuan: 7_000_000_000, ArrivedYuan: 600_000_000,
			},
		},
		Children: []*statisticsv1.UnitRollup{
			{Unit: "sd-bz", Name: "滨州市", Itself: true, Figures: &statisticsv1.RollupFigures{Pace: 41.666667, PaceShown: "41.6"}},
			{Unit: "sd-bz-jkq", Name: "滨州经开区", Figures: &statisticsv1.RollupFigures{
				Projects: 1, Due: 1, TotalInvestmentYuan: 9_000_000_000_000_001, PlannedYuan: 10_000,
				CompletionRate: proto.Float64(0), Pace: 41.666667, Lead: proto.Float64(-41.6), RateShown: "0.0", PaceShown: "41.6", LeadShown: "-41.6",
			}},
		},
		Groups: []*statisticsv1.GroupRollup{
			{Value: "province", Figures: &statisticsv1.RollupFigures{Projects: 94, Pace: 41.666667, PaceShown: "41.6"}},
			{Value: "county", Figures: &statisticsv1.RollupFigures{Projects: 430, Pace: 41.666667, PaceShown: "41.6"}},
			{Value: "bonds", Figures: &statisticsv1.RollupFigures{Projects: 1, Pace: 41.666667, PaceShown: "41.6"}},
		},
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

func TestJSON(t *testing.T) {
	for name, grouped := range map[string]bool{"grouped.json": true, "plain.json": false} {
		text, err := json.MarshalIndent(Object(binzhou(), grouped), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, append(text, '\n'))
	}
}

func TestShow(t *testing.T) {
	var out bytes.Buffer
	if err := Show(&out, binzhou()); err != nil {
		t.Fatal(err)
	}
	golden(t, "table.txt", out.Bytes())
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := CSV(&out, binzhou()); err != nil {
		t.Fatal(err)
	}
	golden(t, "rollup.csv", out.Bytes())
}

func TestZerosAreExplained(t *testing.T) {
	none := &statisticsv1.RollupFigures{}
	for want, r := range map[string]*statisticsv1.Rollup{
		"": binzhou(),
		"滨州市 在 2031 年没有列入清单的项目。": {Name: "滨州市", Month: "2031-01", Figures: none},
		"滨州市 在 2031 年没有列入技改的项目。": {Name: "滨州市", Month: "2031-01", Listing: "renovation", Figures: none},
	} {
		if got := Note(r); got != want {
			t.Errorf("Note() = %q, want %q", got, want)
		}
	}
}

func serve(t *testing.T, fake *platform) *client.Client {
	t.Helper()
	return clienttest.Serve(t, "sd", func(s *grpc.Server) {
		registryv1.RegisterUnitServiceServer(s, fake)
		statisticsv1.RegisterStatisticsServiceServer(s, fake)
		statisticsv1.RegisterCutoffServiceServer(s, fake)
	})
}

func TestGetAsksForTheUnitThatIsMeant(t *testing.T) {
	fake := &platform{}
	r, err := Get(t.Context(), serve(t, fake), Query{Unit: "371600", Month: "２０２０-05", Listing: "city", By: "nature"})
	if err != nil || r.GetUnit() != "sd-bz" {
		t.Fatal(r, err)
	}
	if a := fake.asked; a.GetUnit() != "sd-bz" || a.GetMonth() != "2020-05" || a.GetListing() != "city" || a.GetBy() != "nature" {
		t.Errorf("asked %v", a)
	}
}

func TestGetAsksForThePastAndForWhatIsFrozen(t *testing.T) {
	then := time.Date(2020, 5, 25, 16, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		q    Query
		want *statisticsv1.GetRollupRequest
	}{
		"a moment":                   {Query{Unit: "滨州", Month: "2020-05", AsOf: then}, &statisticsv1.GetRollupRequest{Unit: "sd-bz", Month: "2020-05", AsOf: timestamppb.New(then)}},
		"a cut-off of its own":       {Query{Cutoff: "c"}, &statisticsv1.GetRollupRequest{Unit: "sd-bz", Month: "2020-05", Cutoff: "c"}},
		"a cut-off of another month": {Query{Cutoff: "c", Month: "2020-04"}, &statisticsv1.GetRollupRequest{Unit: "sd-bz", Month: "2020-04", Cutoff: "c"}},
		"a cut-off of a unit in it":  {Query{Cutoff: "c", Unit: "滨州"}, &statisticsv1.GetRollupRequest{Unit: "sd-bz", Month: "2020-05", Cutoff: "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &platform{}
			if _, err := Get(t.Context(), serve(t, fake), tc.q); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, fake.asked, protocmp.Transform()); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTitleSaysThatFiguresAreFrozen(t *testing.T) {
	r := binzhou()
	r.Cutoff = "0190f0a0"
	if got := Title(r); !strings.HasSuffix(got, "截至 2020-05-26 00:30:00  截止数 0190f0a0") {
		t.Errorf("Title() = %q", got)
	}
}

func TestGetRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		q    Query
		want string
	}{
		"an unknown unit":      {Query{Unit: "济南", Month: "2020-05"}, "UNIT_UNKNOWN"},
		"a month that is none": {Query{Unit: "sd-bz", Month: "2020-13"}, "MONTH_INVALID"},
		"an unknown listing":   {Query{Unit: "sd-bz", Month: "2020-05", Listing: "national"}, "LISTING_UNKNOWN"},
		"an unknown dimension": {Query{Unit: "sd-bz", Month: "2020-05", By: "colour"}, "DIMENSION_UNKNOWN"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Get(t.Context(), serve(t, &platform{}), tc.q); errs.ReasonOf(err) != tc.want {
				t.Errorf("Get() = %v", err)
			}
		})
	}
}
