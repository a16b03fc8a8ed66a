package events_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/percent"
	"pacesetter/pkg/unittree"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

var update = flag.Bool("update", false, "write the golden files anew")

const projectID = "0b2d5a4e-5f0c-4b7e-9d57-0f6f3f3b2a11"

func at() time.Time { return time.Date(2020, 5, 25, 8, 30, 0, 0, time.UTC) }

// TestGoldenEvents keeps what readers of last month still have to understand: a
// change of these files is a change of the contract.
func TestGoldenEvents(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		message func() (outbox.Message, error)
		body    proto.Message
	}{
		"unit_moved":      {func() (outbox.Message, error) { return events.OfUnit(unit(), events.Moved, at()) }, &registryv1.UnitChanged{}},
		"project_created": {func() (outbox.Message, error) { return events.OfProject(project(), events.Created, at()) }, &registryv1.ProjectChanged{}},
		"report_submitted": {func() (outbox.Message, error) {
			return events.OfReport(report(), events.Submitted, at())
		}, &registryv1.ReportChanged{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := tc.message()
			if err != nil {
				t.Fatal(err)
			}
			if err := proto.Unmarshal(m.Body, tc.body); err != nil {
				t.Fatal(err)
			}
			golden(t, name, m, tc.body)
		})
	}
}

func golden(t *testing.T, name string, m outbox.Message, body proto.Message) {
	t.Helper()
	payload, err := protojson.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var tidy bytes.Buffer
	if err := json.Compact(&tidy, payload); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(map[string]any{
		"topic": m.Topic, "key": m.Key, "type": m.Type, "version": m.Version, "subject": m.Subject, "time": m.At, "payload": json.RawMessage(tidy.Bytes()),
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func unit() unittree.Unit {
	rounding, decimals, accept := percent.RoundingCut, 1, true
	return unittree.Unit{
		Code: "bc", Name: "滨城区", Kind: unittree.KindCounty, GBCode: "371602", Aliases: []string{"滨城"},
		Places:   []unittree.Place{{Parent: "bz", From: 2019, To: 2020}, {Parent: "qd", From: 2021}},
		Settings: unittree.OwnSettings{PaceRounding: &rounding, Decimals: &decimals, AutoAccept: &accept, TagSystems: []string{"six-new"}}, Version: 3,
	}
}

func project() registry.Project {
	return registry.Project{
		ID: projectID, Name: "轮胎扩建", NationalCode: "2304-441900-04-01-135254",
		Company: registry.Company{Name: "甲公司", CreditCode: "91350200776049653A"},
		Stage:   registry.StageBuilding, Stages: []registry.StageEntry{{Stage: registry.StageStarted, Date: "2019-03-01"}},
		Years: []registry.Year{{
			Year: 2020, Unit: "bc", Category: "industry", Industry: "橡胶", Nature: registry.NatureContinued,
			Listings:        []registry.Listing{{Key: "county", FromMonth: 1, Confirmed: true}, {Key: "province", FromMonth: 3}},
			TotalInvestment: 5_000_000, Planned: 400_000,
			NeedsNewLand: true, StartMonth: 4, Resumption: registry.Resumption{Date: "2020-03-02", Excuse: "不该出现", Excuser: "someone"},
			Plan: registry.ApprovedPlan{Number: 2, Months: registry.MonthPlan{4: 100_000, 11: 300_000}},
		}},
		Certifications: []registry.Certification{{Stage: registry.StageStarted, Author: "someone", State: registry.CertificationGiven, Date: "2020-05-06", Certifier: "another"}},
		Library:        registry.LibraryAnnual, SubstantiveStart: "2019-03-20",
		Statistics: registry.StatisticsEntry{Date: "2019-05-10", Materials: []string{"photos"}},
		Attraction: registry.Attraction{SignedDate: "2018-10-01", Signed: 9_000_000, LandedDate: "2018-12-01", Arrived: 3_000_000},
		Tags:       []registry.Tag{"six-new/new-material", "ten-strong/chemicals"},
		Parent:     "5c1f0c4e-2a0b-4d5e-8c1f-7b8f4f1f9a22", Phase: 2,
		Opening: &registry.Opening{Month: month.Month{Year: 2020, Month: 4}, Year: 30, Cumulative: 130},
		Scale:   "年产 100 万条", Place: "彭李街道", StartYear: 2019, EndYear: 2021, Version: 4, Created: at(), Updated: at(),
	}
}

func report() registry.Report {
	rev := registry.Revision{
		Number: 1, State: registry.StateAccepted, Figures: registry.Figures{Month: 10, YearToDate: 40, Cumulative: 140},
		Progress: "主体封顶", Problems: "无", Author: "someone", Role: "county", SubmitTime: at(), AcceptTime: at(),
		Cells: map[string]string{"项目单位联系人及电话": "不该出现"},
	}
	correction := rev
	correction.Number, correction.State, correction.AcceptTime = 2, registry.StateSubmitted, time.Time{}
	correction.Figures.Month = 11
	return registry.Report{Project: projectID, Month: month.Month{Year: 2020, Month: 4}, Version: 5, FirstSubmit: at(), OnTime: new(false), Accepted: &rev, Pending: &correction}
}
