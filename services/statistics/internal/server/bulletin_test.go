package server_test

import (
	"fmt"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/percent"
	"pacesetter/pkg/unittree"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// bulletin is a published figure: what a city had planned and done by a month, and what
// its bulletin made of it.
type bulletin struct {
	month            int
	planned, done    int64 // 万元
	rounding         unittree.Rounding
	decimals         int
	rate, pace, lead string
}

var bulletins = map[string]bulletin{
	"479.33 of 1,017.69 by May, the pace cut": {5, 10_176_900, 4_793_300, unittree.RoundingCut, 1, "47.1", "41.6", "+5.5"},
	"629.0 of 647.4 by October":               {10, 6_474_000, 6_290_000, unittree.RoundingNone, 1, "97.2", "83.3", "+13.8"},
	"313.64 of 1,015 by March":                {3, 10_150_000, 3_136_400, unittree.RoundingNone, 2, "30.90", "25.00", "+5.90"},
}

// bulletinCity is a city with two counties that share the figures unevenly, so that they
// are a sum of cells; the county that comes last reported a month earlier for the last time.
func bulletinCity(b bulletin) store.Facts {
	facts := store.Facts{Time: time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC), Units: []store.Unit{
		unit("city", "某市", "", func(u *unittree.Unit) { u.Settings.PaceRounding, u.Settings.Decimals = &b.rounding, &b.decimals }),
		unit("a", "甲县", "city", nil), unit("b", "乙县", "city", nil),
	}}
	for n, part := range []struct {
		unit          string
		planned, done int64 // of 100
		month         int
	}{{"a", 31, 47, b.month}, {"a", 19, 20, b.month}, {"b", 50, 33, b.month - 1}} {
		planned, done := b.planned*100*part.planned, b.done*100*part.done // 万元 × 10,000 ÷ 100
		facts.Projects = append(facts.Projects, store.Project{
			Origin: store.Origin{Version: 1}, ID: projectID(n), Name: fmt.Sprintf("项目%d", n),
			Years: []statistics.Project{{
				Year: 2020, Unit: part.unit, Category: "industry", Nature: "new", TotalInvestment: 2 * planned, Planned: planned,
				Listings: []statistics.Listing{{Key: "city", From: 1}}, Milestones: statistics.Milestones{Library: "key"},
			}},
		})
		facts.Reports = append(facts.Reports, store.Report{
			Origin: store.Origin{Version: 1}, Project: projectID(n), Year: 2020, Month: part.month, Revision: 1, Invested: done, ToDate: done,
		})
	}
	return facts
}

// TestPublishedBulletinsComeOut of real cells, by the roll-up, by the month's place in the
// series, and by the rankings' own value.
func TestPublishedBulletinsComeOut(t *testing.T) {
	for name, b := range bulletins {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, time.Minute)
			w.apply(t, bulletinCity(b))
			ctx := w.as(t, authn.RoleCity, "city")
			month := fmt.Sprintf("2020-%02d", b.month)
			rollup, err := w.client.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: "city", Month: month})
			if err != nil {
				t.Fatal(err)
			}
			series, err := w.client.GetSeries(ctx, &statisticsv1.GetSeriesRequest{Unit: "city", Year: 2020})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range []*statisticsv1.RollupFigures{rollup.GetRollup().GetFigures(), series.GetMonths()[b.month-1].GetFigures()} {
				if f.GetPlannedYuan() != b.planned*10_000 || f.GetInvestedYuan() != b.done*10_000 {
					t.Errorf("%d of %d yuan", f.GetInvestedYuan(), f.GetPlannedYuan())
				}
				if f.GetRateShown() != b.rate || f.GetPaceShown() != b.pace || f.GetLeadShown() != b.lead {
					t.Errorf("%s, %s, %s", f.GetRateShown(), f.GetPaceShown(), f.GetLeadShown())
				}
			}
			for key, want := range map[string]string{"completion_rate": b.rate, "pace": b.pace, "lead": b.lead} {
				got, err := w.indicators.GetRanking(ctx, &statisticsv1.GetRankingRequest{Unit: "city", Month: month, Indicator: key})
				if shown := got.GetRanking().GetValue().GetShown(); err != nil || shown != want {
					t.Errorf("%s is %q, %v, want %q", key, shown, err, want)
				}
			}
		})
	}
}

// TestThePlannedStartsOfABulletin: 206 of 255 planned starts are 80.8 %. What started
// without being due, and what is due later, is in neither.
func TestThePlannedStartsOfABulletin(t *testing.T) {
	facts := bulletinCity(bulletins["629.0 of 647.4 by October"])
	facts.Projects, facts.Reports = nil, nil
	for n := range 270 {
		m := statistics.Milestones{Library: "key", StartMonth: 9}
		switch {
		case n < 206:
			m.Started = 202008
		case n >= 255 && n < 260:
			m.StartMonth, m.Started = 12, 202007
		case n >= 260:
			m.StartMonth = 11
		}
		facts.Projects = append(facts.Projects, store.Project{
			Origin: store.Origin{Version: 1}, ID: projectID(n), Name: fmt.Sprintf("项目%d", n),
			Years: []statistics.Project{{
				Year: 2020, Unit: []string{"a", "b"}[n%2], Category: "industry", Nature: "new", TotalInvestment: 2, Planned: 1,
				Listings: []statistics.Listing{{Key: "city", From: 1}}, Milestones: m,
			}},
		})
	}
	w := newWorld(t, time.Minute)
	w.apply(t, facts)
	got, err := w.client.GetRollup(w.as(t, authn.RoleCity, "city"), &statisticsv1.GetRollupRequest{Unit: "city", Month: "2020-10", Lifecycle: true})
	if err != nil {
		t.Fatal(err)
	}
	l := got.GetRollup().GetFigures().GetLifecycle()
	if l.GetStartedOfDue() != 206 || l.GetDueToStart() != 255 || l.GetStarted() != 211 {
		t.Errorf("%v", l)
	}
	if rate, _ := percent.Of(l.GetStartedOfDue(), l.GetDueToStart()); rate.Shown(1) != "80.8" {
		t.Errorf("%s %%", rate.Shown(1))
	}
}
