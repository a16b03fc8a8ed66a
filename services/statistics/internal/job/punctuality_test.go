package job_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// putTimed is putReport with how it came; nil where the register doesn't say.
func (r *register) putTimed(n int, month string, revision int32, onTime *bool) {
	figures := &registryv1.Figures{MonthYuan: 1, YearToDateYuan: 20, CumulativeYuan: 20}
	r.put("report", projectID(n)+"/"+month, 1,
		&registryv1.ReportFacts{ProjectId: projectID(n), Month: month, Version: 1, Revision: revision, Figures: figures, OnTime: onTime},
		&registryv1.ReportChanged{ProjectId: projectID(n), Month: month, Version: 1, OnTime: onTime, Accepted: &registryv1.ReportedFigures{
			Revision: revision, State: registryv1.ReportState_REPORT_STATE_ACCEPTED, Figures: figures,
		}})
}

func (w *world) wantArrivals(t *testing.T, timed, onTime, corrected int64) {
	t.Helper()
	r, err := w.store.Rollup(t.Context(), store.View{Year: 2020, Month: 5, Units: []string{"37"}, Part: statistics.Part{Listing: statistics.All}})
	if err != nil {
		t.Fatal(err)
	}
	f := r.Units["37"]
	if got, want := [3]int64{f.Timed, f.OnTime, f.Corrected}, [3]int64{timed, onTime, corrected}; got != want {
		t.Errorf("timed, on time, corrected %v, want %v", got, want)
	}
}

// TestArrivalsOfBeforeTheUpgradeAreFetched: the same versions, of which the registry now
// tells how they came, and with another hash.
func TestArrivalsOfBeforeTheUpgradeAreFetched(t *testing.T) {
	w := newWorld(t)
	w.run(t, true)
	w.wantArrivals(t, 0, 0, 0)
	for n := range 10 {
		w.putTimed(n, "2020-05", int32(1+n%2), proto.Bool(n < 7))
	}
	if found := w.run(t, false); found.Facts != 10 || found.Cells != 0 {
		t.Errorf("%+v, want every report of May to differ and no cell", found)
	}
	w.run(t, true)
	w.wantArrivals(t, 10, 7, 5)
	if left := w.run(t, false).Differences(); left != 0 {
		t.Errorf("%d differences after the repair", left)
	}
}

func TestACellOfArrivalsThatWasTamperedWithIsMended(t *testing.T) {
	w := newWorld(t)
	w.putTimed(0, "2020-05", 2, proto.Bool(true))
	w.run(t, true)
	w.exec(t, "UPDATE cell SET on_time = 9, corrected = 9, timed = 9 WHERE unit = '37' AND listing = '*' AND category = '*' AND month = 5")
	if found := w.run(t, false); found.Facts != 0 || found.Cells != 1 {
		t.Errorf("%+v, want one cell", found)
	}
	w.run(t, true)
	w.wantArrivals(t, 1, 1, 1)
}
