package registry_test

import (
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

func TestALockIsThatOfTheNearestUnitThatPublished(t *testing.T) {
	t.Parallel()
	locks := registry.NewMonthLocks(
		registry.MonthLock{Unit: "sd", Month: may()}, registry.MonthLock{Unit: "bz", Month: may()},
		registry.MonthLock{Unit: "qd", Month: may()}, registry.MonthLock{Unit: "sd", Month: may().Next()},
	)
	for name, tc := range map[string]struct {
		month     month.Month
		ancestors []string
		want      string
	}{
		"the city's before the province's":   {may(), []string{"bc", "bz", "sd"}, "bz"},
		"one's own":                          {may(), []string{"bz", "sd"}, "bz"},
		"the province's where no city has":   {may(), []string{"jn-lx", "jn", "sd"}, "sd"},
		"of another month it is another":     {may().Next(), []string{"bc", "bz", "sd"}, "sd"},
		"a month that nobody published":      {may().Prev(), []string{"bc", "bz", "sd"}, ""},
		"what others published locks nobody": {may(), []string{"ha"}, ""},
		"a unit that is in no tree":          {may(), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if lock := locks.Over(tc.month, tc.ancestors); lock != nil {
				got = lock.Unit
			}
			if got != tc.want {
				t.Fatalf("Over() is of %q, want %q", got, tc.want)
			}
		})
	}
}

func TestMonthsThatAreLockedOverAUnit(t *testing.T) {
	t.Parallel()
	locked := registry.LockedMonths{}
	locked.Lock(month.Month{Year: 2020, Month: 1}, "sd")
	locked.Lock(month.Month{Year: 2020, Month: 12}, "bz")
	locked.Lock(month.Month{Year: 2021, Month: 3}, "bz")
	locked.Lock(month.Month{Year: 2020, Month: 5}, "qd")
	if got, want := locked.Over(2020, []string{"bc", "bz", "sd"}), 1<<1|1<<12; got != want {
		t.Errorf("2020: %b, want %b", got, want)
	}
	if got := locked.Over(2022, []string{"bc", "bz", "sd"}); got != 0 {
		t.Errorf("a year that nobody published: %b", got)
	}
}

func TestTheRefusalNamesTheCutOffInShanghaisDate(t *testing.T) {
	t.Parallel()
	lock := registry.MonthLock{Unit: "bz", UnitName: "滨州市", Month: may(), Time: time.Date(2020, 5, 28, 17, 0, 0, 0, time.UTC)}
	err := lock.Refusal()
	if err.Reason != "MONTH_LOCKED" || err.Params["unit"] != "滨州市" || err.Params["date"] != "2020-05-29" || err.Params["roles"] != "city" {
		t.Fatalf("Refusal() = %v %v", err, err.Params)
	}
}

func TestWhatIsSavedAfterTheCutOffTellsWhy(t *testing.T) {
	t.Parallel()
	lock := &registry.MonthLock{Unit: "bz", Month: may()}
	scrutiny := registry.Scrutiny{Book: registry.Book{Project: costing(1000)}, Lock: lock}
	first := registry.Report{Month: may()}
	draft := registry.Draft{Figures: registry.Figures{Month: 5, YearToDate: 5, Cumulative: 5}}
	if _, _, err := first.Save(draft, registry.Author{}, scrutiny); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Fatalf("a first report without a reason: %v", err)
	}
	draft.Reason = "漏报"
	if _, _, err := first.Save(draft, registry.Author{}, scrutiny); err != nil {
		t.Fatalf("with a reason: %v", err)
	}
}

func TestWhatIsHandedInAfterTheCutOffWasSavedWithAReason(t *testing.T) {
	t.Parallel()
	lock := &registry.MonthLock{Unit: "bz", Month: may()}
	for name, tc := range map[string]struct {
		lock    *registry.MonthLock
		pending *registry.Revision
		want    string
	}{
		"before the cut-off":                       {nil, &registry.Revision{State: registry.StateDraft}, ""},
		"a draft from before, without a reason":    {lock, &registry.Revision{State: registry.StateDraft}, "REASON_MISSING"},
		"a draft with one":                         {lock, &registry.Revision{State: registry.StateDraft, Reason: "漏报"}, ""},
		"returned: its reason is another's":        {lock, &registry.Revision{State: registry.StateReturned, Reason: "请核对"}, "REASON_MISSING"},
		"what Submit itself refuses is its to say": {lock, &registry.Revision{State: registry.StateSubmitted}, ""},
		"nothing in work, alike":                   {lock, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tc.lock.CheckSubmit(registry.Report{Month: may(), Pending: tc.pending})
			if errs.ReasonOf(err) != tc.want {
				t.Fatalf("CheckSubmit() = %v, want %q", err, tc.want)
			}
		})
	}
}
