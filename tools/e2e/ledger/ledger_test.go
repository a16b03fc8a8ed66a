package ledger_test

import (
	"strings"
	"testing"

	"pacesetter/tools/e2e/ledger"
)

var (
	may  = ledger.Key{Project: "p1", Month: "2025-05"}
	june = ledger.Key{Project: "p1", Month: "2025-06"}
)

func held(version int64, yuan int64) ledger.Held {
	return ledger.Held{Version: version, Revision: int32(version), Figures: ledger.Figures{Month: yuan, YearToDate: yuan, Cumulative: yuan}}
}

// kept is a ledger of May, reported and corrected, and of June.
func kept(t *testing.T) *ledger.Ledger {
	t.Helper()
	l := ledger.New()
	acknowledge(t, l, may, "a", held(1, 10))
	acknowledge(t, l, may, "b", held(2, 20))
	acknowledge(t, l, june, "c", held(1, 30))
	return l
}

func acknowledge(t *testing.T, l *ledger.Ledger, k ledger.Key, request string, h ledger.Held) {
	t.Helper()
	if err := l.Acknowledge(k, request, h); err != nil {
		t.Fatal(err)
	}
}

func TestAnAnswerThatCannotBeTrueIsNoticed(t *testing.T) {
	for name, tc := range map[string]struct {
		request string
		got     ledger.Held
		fails   bool
	}{
		"the same answer again":             {"b", held(2, 20), false},
		"a newer version":                   {"d", held(3, 20), false},
		"another answer to one request":     {"b", held(3, 20), true},
		"two requests that made a version":  {"d", held(2, 20), true},
		"two requests that made a revision": {"d", ledger.Held{Version: 4, Revision: 2}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := kept(t).Acknowledge(may, tc.request, tc.got); (err != nil) != tc.fails {
				t.Errorf("Acknowledge() = %v, want an error: %t", err, tc.fails)
			}
		})
	}
}

func TestComparingNamesWhatIsWrong(t *testing.T) {
	for name, tc := range map[string]struct {
		held map[ledger.Key][]ledger.Held
		want string
	}{
		"all is there":         {map[ledger.Key][]ledger.Held{may: {held(2, 20)}, june: {held(1, 30)}}, ""},
		"a report is lost":     {map[ledger.Key][]ledger.Held{may: {held(2, 20)}}, "p1/2025-06: acknowledged"},
		"a correction is lost": {map[ledger.Key][]ledger.Held{may: {held(1, 10)}, june: {held(1, 30)}}, "p1/2025-05: acknowledged"},
		"a report is doubled":  {map[ledger.Key][]ledger.Held{may: {held(2, 20), held(2, 20)}, june: {held(1, 30)}}, "p1/2025-05: 2 times"},
		"nobody wrote it": {map[ledger.Key][]ledger.Held{
			may: {held(2, 20)}, june: {held(1, 30)}, {Project: "p2", Month: "2025-05"}: {held(1, 1)},
		}, "p2/2025-05: in the register, never acknowledged"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(kept(t).Compare(tc.held), "\n"); !strings.HasPrefix(got, tc.want) || (tc.want == "") != (got == "") {
				t.Errorf("Compare() = %q, want %q", got, tc.want)
			}
		})
	}
}

func TestAWriteThatTookEffectTwiceIsFound(t *testing.T) {
	l := ledger.New()
	twice := ledger.Held{Version: 4, Revision: 2}
	acknowledge(t, l, may, "a", twice)
	if got := l.Compare(map[ledger.Key][]ledger.Held{may: {twice}}); len(got) != 1 || !strings.Contains(got[0], "1 writes acknowledged") {
		t.Errorf("Compare() = %q", got)
	}
}

func TestTotalsCarryTheYearForward(t *testing.T) {
	l := kept(t)
	all := func(string) bool { return true }
	for month, want := range map[string]ledger.Totals{
		"2025-04": {},
		"2025-05": {Reported: 1, Month: 20, YearToDate: 20},
		"2025-06": {Reported: 1, Month: 30, YearToDate: 30},
		"2025-07": {YearToDate: 30},
	} {
		if got := l.Totals(month, all); got != want {
			t.Errorf("Totals(%s) = %+v, want %+v", month, got, want)
		}
	}
	if got := l.Totals("2025-06", func(string) bool { return false }); got != (ledger.Totals{}) {
		t.Errorf("Totals() of nothing = %+v", got)
	}
	if l.Writes() != 3 {
		t.Errorf("Writes() = %d, want 3", l.Writes())
	}
}
