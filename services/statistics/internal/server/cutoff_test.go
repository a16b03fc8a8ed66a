package server_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// publish freezes May of a unit.
func (w *world) publish(t *testing.T, unit, note string) *statisticsv1.Cutoff {
	t.Helper()
	resp, err := w.cutoff.PublishCutoff(w.as(t, authn.RoleCity, "37"), &statisticsv1.PublishCutoffRequest{
		Unit: unit, Month: "2020-05", Note: note, RequestId: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.GetCutoff()
}

// upheaval is everything that may happen to a month after it was published.
func upheaval() []store.Facts {
	moved := unit("371602", "滨城市", "3716", func(u *unittree.Unit) {
		u.Version, u.Places = 2, []unittree.Place{{Parent: "3716", From: 2000, To: 2019}, {Parent: "37", From: 2020}}
	})
	moved.Recorded = june(4)
	settings := unit("37", "齐鲁省", "", func(u *unittree.Unit) {
		none, three := unittree.RoundingNone, 3
		u.Version, u.Settings.PaceRounding, u.Settings.Decimals = 2, &none, &three
	})
	settings.Recorded = june(5)
	city := unit("3716", "渤海市", "37", func(u *unittree.Unit) { u.Version = 2 })
	return []store.Facts{
		{Reports: []store.Report{correction(1, 2, 500)}},
		{Projects: []store.Project{{Origin: store.Origin{Version: 2, Recorded: june(3)}, ID: projectID(0), Name: "改名", Years: []statistics.Project{{
			Year: 2020, Unit: "371603", Category: "livelihood", Nature: "continued", Listings: []statistics.Listing{{Key: "county", From: 6}}, Planned: 1,
		}}}}},
		{Units: []store.Unit{moved}},
		{Units: []store.Unit{settings, city}},
		{Mend: true, Units: []store.Unit{{Origin: store.Origin{Seen: 1}, Unit: unittree.Unit{Code: "371603"}}}},
		{Mend: true, Projects: []store.Project{{Origin: store.Origin{Seen: 1}, ID: projectID(6)}}},
	}
}

// inOtherOrder gives two siblings GB/T 2260 codes by which they stand the other way
// round than by their own.
func inOtherOrder(facts store.Facts) store.Facts {
	for i, u := range facts.Units {
		switch u.Unit.Code {
		case "371602":
			facts.Units[i].Unit.GBCode = "371681"
		case "371603":
			facts.Units[i].Unit.GBCode = "371603"
		}
	}
	return facts
}

// TestWhatIsFrozenStaysByteForByte: in every view, whatever becomes of facts, units,
// names and settings, and although it is published again.
func TestWhatIsFrozenStaysByteForByte(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, inOtherOrder(binzhou()))
	c := w.publish(t, "3716", "")
	ctx := w.as(t, authn.RoleProvince, "37")
	views := func() map[string][]byte {
		out := map[string][]byte{}
		for _, unit := range []string{"3716", "371603"} {
			eachView(func(req *statisticsv1.GetRollupRequest) {
				req.Unit, req.Cutoff = unit, c.GetId()
				resp, err := w.client.GetRollup(ctx, req)
				if err != nil {
					t.Fatal(err)
				}
				body, err := proto.MarshalOptions{Deterministic: true}.Marshal(resp)
				if err != nil {
					t.Fatal(err)
				}
				out[req.String()] = body
			})
		}
		return out
	}
	frozen := views()
	for i, facts := range upheaval() {
		w.apply(t, facts)
		if diff := cmp.Diff(frozen, views()); diff != "" {
			t.Fatalf("after change %d (-frozen +asked again):\n%s", i, diff)
		}
	}
	w.publish(t, "3716", "更正一个项目")
	if diff := cmp.Diff(frozen, views()); diff != "" {
		t.Fatalf("after another revision (-frozen +asked again):\n%s", diff)
	}
	got, err := w.cutoff.GetCutoff(ctx, &statisticsv1.GetCutoffRequest{Id: c.GetId()})
	if err != nil || !proto.Equal(got.GetCutoff(), c) {
		t.Errorf("GetCutoff() = %v, %v, want %v", got, err, c)
	}
}

// TestWhatIsFrozenIsWhatWasKnown at that moment, in every view.
func TestWhatIsFrozenIsWhatWasKnown(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleProvince, "37")
	c := w.publish(t, "37", "")
	eachView(func(req *statisticsv1.GetRollupRequest) {
		want, err := w.client.GetRollup(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		req.Cutoff = c.GetId()
		got, err := w.client.GetRollup(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, protocmp.Transform(), protocmp.IgnoreFields(&statisticsv1.Rollup{}, "cutoff", "change")); diff != "" {
			t.Errorf("%v (-known +frozen):\n%s", req, diff)
		}
	})
}

// TestNobodyChangesWhatIsFrozen: not the application, for lack of the right, and not
// the owner by a slip.
func TestNobodyChangesWhatIsFrozen(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	w.publish(t, "3716", "")
	for _, table := range []string{"cutoff", "cutoff_unit", "cutoff_cell", "cutoff_project"} {
		column := map[bool]string{true: "id", false: "cutoff"}[table == "cutoff"]
		for _, sql := range []string{"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table, "TRUNCATE " + table} {
			if _, err := w.db.Pool.Exec(t.Context(), sql); err == nil {
				t.Errorf("the application may %s", sql)
			}
			if _, err := w.db.Owner.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "never changes") {
				t.Errorf("the owner's %s: %v", sql, err)
			}
		}
	}
	for name, sql := range map[string]string{
		"a unit": `INSERT INTO cutoff_unit (cutoff, code, parent, name, kind, pace_rounding, decimals)
SELECT cutoff, 'added', parent, name, kind, pace_rounding, decimals FROM cutoff_unit LIMIT 1`,
		"a figure": `INSERT INTO cutoff_cell (cutoff, unit, listing, category, nature,
  projects, due, reported, missing, total_investment, planned, invested, month_invested, unlisted)
SELECT cutoff, unit, listing, 'added', nature, 1, 1, 1, 0, 1, 1, 1, 1, 0 FROM cutoff_cell LIMIT 1`,
		"a project": `INSERT INTO cutoff_project (cutoff, project, version, name, unit, category, nature, listings, from_months,
  total_investment, planned, end_year, end_month, report_month, revision, invested, year_to_date)
SELECT cutoff, gen_random_uuid(), version, name, unit, category, nature, listings, from_months,
  total_investment, planned, end_year, end_month, report_month, revision, invested, year_to_date FROM cutoff_project LIMIT 1`,
	} {
		if _, err := w.db.Pool.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "never changes") {
			t.Errorf("adding %s to what is published: %v", name, err)
		}
	}
}

func TestASecondPublicationIsAnotherRevision(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleCity, "3716")
	req := &statisticsv1.PublishCutoffRequest{Unit: "3716", Month: "2020-05", RequestId: uuid.NewString()}
	first, err := w.cutoff.PublishCutoff(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.cutoff.PublishCutoff(ctx, req)
	if err != nil || !proto.Equal(first, again) {
		t.Fatalf("the same request answers %v, %v, want %v", again, err, first)
	}
	req.Note = "别的说明"
	_, err = w.cutoff.PublishCutoff(ctx, req)
	wantReason(t, err, "REQUEST_ID_REUSED")

	req.RequestId, req.Note = uuid.NewString(), "  "
	_, err = w.cutoff.PublishCutoff(ctx, req)
	wantReason(t, err, "CUTOFF_REASON_REQUIRED")
	req.Note = "补报一个项目"
	if _, err = w.cutoff.PublishCutoff(ctx, req); err != nil { // a refusal uses no request ID up
		t.Fatal(err)
	}
	list, err := w.cutoff.ListCutoffs(ctx, &statisticsv1.ListCutoffsRequest{Unit: "3716", Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range list.GetCutoffs() {
		got = append(got, fmt.Sprintf("%s %s 第%d次 %s %s", c.GetUnitName(), c.GetMonth(), c.GetRevision(), c.GetPublisher(), c.GetNote()))
	}
	want := []string{"滨州市 2020-05 第2次 somebody 补报一个项目", "滨州市 2020-05 第1次 somebody "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cut-offs (-want +got):\n%s", diff)
	}
}

// TestTwoWhoPublishAtOnce get a revision each, and each its event.
func TestTwoWhoPublishAtOnce(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	ctx := w.as(t, authn.RoleCity, "3716")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			_, err := w.cutoff.PublishCutoff(ctx, &statisticsv1.PublishCutoffRequest{Unit: "3716", Month: "2020-05", Note: "同时", RequestId: uuid.NewString()})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	rows, err := w.db.Owner.Query(t.Context(), "SELECT key, type, version::int FROM outbox ORDER BY version")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for revision := 1; rows.Next(); revision++ {
		var (
			key, kind string
			version   int
		)
		if err := rows.Scan(&key, &kind, &version); err != nil {
			t.Fatal(err)
		}
		if key != "cutoff/3716/2020-05" || kind != "pacesetter.statistics.cutoff.published.v1" || version != revision {
			t.Errorf("event %s of %s, version %d, want revision %d", kind, key, version, revision)
		}
		if revision > 4 {
			t.Errorf("%d events", revision)
		}
	}
}

func TestPublishingIsRefused(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	for name, tc := range map[string]struct {
		role   authn.Role
		edit   func(*statisticsv1.PublishCutoffRequest)
		reason string
	}{
		"a county":                        {authn.RoleCounty, nil, "FORBIDDEN"},
		"a reader":                        {authn.RoleLeader, nil, "FORBIDDEN"},
		"an officer, who sees no figures": {authn.RoleOfficer, nil, "UNIT_NOT_FOUND"},
		"a stranger's unit":               {authn.RoleCity, func(r *statisticsv1.PublishCutoffRequest) { r.Unit = "3703" }, "UNIT_NOT_FOUND"},
		"no month":                        {authn.RoleCity, func(r *statisticsv1.PublishCutoffRequest) { r.Month = "2020" }, "MONTH_INVALID"},
		"a month to come":                 {authn.RoleCity, func(r *statisticsv1.PublishCutoffRequest) { r.Month = "2099-12" }, "CUTOFF_TOO_EARLY"},
		"no request ID":                   {authn.RoleCity, func(r *statisticsv1.PublishCutoffRequest) { r.RequestId = "" }, "REQUEST_ID_REQUIRED"},
		"a note without end":              {authn.RoleCity, func(r *statisticsv1.PublishCutoffRequest) { r.Note = strings.Repeat("长", 501) }, "NOTE_INVALID"},
		"a note with a NUL":               {authn.RoleCity, func(r *statisticsv1.PublishCutoffRequest) { r.Note = "a\x00b" }, "NOTE_INVALID"},
		"the city":                        {authn.RoleCity, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			req := &statisticsv1.PublishCutoffRequest{Unit: "371603", Month: "2020-05", Note: "说明", RequestId: uuid.NewString()}
			if tc.edit != nil {
				tc.edit(req)
			}
			_, err := w.cutoff.PublishCutoff(w.as(t, tc.role, "3716"), req)
			if errs.ReasonOf(err) != tc.reason {
				t.Fatalf("error %v, want reason %q", err, tc.reason)
			}
		})
	}
}

// TestEverybodyUnderTheUnitReadsWhatItPublished, and what is not theirs otherwise.
func TestEverybodyUnderTheUnitReadsWhatItPublished(t *testing.T) {
	w := newWorld(t, time.Minute)
	w.apply(t, binzhou())
	c := w.publish(t, "3716", "")
	county := authn.Grant{Role: authn.RoleCounty, Unit: "371602"}
	for name, tc := range map[string]struct {
		who    authn.Grant
		edit   func(*statisticsv1.GetRollupRequest)
		reason string
	}{
		"a county the city's":        {county, nil, ""},
		"a county its neighbour's":   {county, func(r *statisticsv1.GetRollupRequest) { r.Unit = "371603" }, ""},
		"not what lies outside":      {county, func(r *statisticsv1.GetRollupRequest) { r.Unit = "37" }, "UNIT_NOT_FOUND"},
		"not of another month":       {county, func(r *statisticsv1.GetRollupRequest) { r.Month = "2020-04" }, "CUTOFF_OTHER_MONTH"},
		"not as of a moment":         {county, func(r *statisticsv1.GetRollupRequest) { r.AsOf = timestamppb.Now() }, "CUTOFF_WITH_AS_OF"},
		"not by an unknown ID":       {county, func(r *statisticsv1.GetRollupRequest) { r.Cutoff = uuid.NewString() }, "CUTOFF_NOT_FOUND"},
		"not by what is no ID":       {county, func(r *statisticsv1.GetRollupRequest) { r.Cutoff = "may" }, "CUTOFF_NOT_FOUND"},
		"not by another city":        {authn.Grant{Role: authn.RoleCity, Unit: "3703"}, nil, "CUTOFF_NOT_FOUND"},
		"the province above":         {authn.Grant{Role: authn.RoleProvince, Unit: "37"}, nil, ""},
		"not an officer of the city": {authn.Grant{Role: authn.RoleOfficer, Unit: "3716"}, nil, "CUTOFF_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) {
			req := &statisticsv1.GetRollupRequest{Unit: "3716", Month: "2020-05", Cutoff: c.GetId()}
			if tc.edit != nil {
				tc.edit(req)
			}
			_, err := w.client.GetRollup(w.as(t, tc.who.Role, tc.who.Unit), req)
			wantReason(t, err, tc.reason)
		})
	}
	for unit, reason := range map[string]string{"": "UNIT_NOT_FOUND", "371603": "UNIT_NOT_FOUND", "371602": ""} {
		_, err := w.cutoff.ListRestatements(w.as(t, county.Role, county.Unit), &statisticsv1.ListRestatementsRequest{Cutoff: c.GetId(), Unit: unit})
		wantReason(t, err, reason)
	}
}
