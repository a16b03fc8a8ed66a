package indicator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// whole has 60 % on time, 75 % of facts, 87.5 % uncorrected and 60 % proven.
func whole() Input {
	in := reporting()
	in.Settings = unittree.DefaultSettings()
	l := &in.Figures.Lifecycle
	l[statistics.Described], l[statistics.FactsFilled], l[statistics.FactsListed] = 12, 108, 144
	l[statistics.Started], l[statistics.StartsCertified], l[statistics.Completed] = 4, 3, 1
	return in
}

func shipped(t *testing.T) Quality {
	t.Helper()
	policy, err := DefaultQuality()
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

// TestScore: 40 × 60 % + 25 × 75 % + 15 × 87.5 % + 20 × 60 % = 67.875.
func TestScore(t *testing.T) {
	got := shipped(t).Score(whole())
	want := Value{Percent: 67.875, Shown: "67.9", Parts: []Part{
		{Key: "punctuality_rate", Name: "月报及时率", Weight: 40, Part: 6, Whole: 10, Shown: "60.0"},
		{Key: "facts_rate", Name: "要素齐全率", Weight: 25, Part: 108, Whole: 144, Shown: "75.0"},
		{Key: "uncorrected_rate", Name: "月报免更正率", Weight: 15, Part: 7, Whole: 8, Shown: "87.5"},
		{Key: "evidence_rate", Name: "佐证认定率", Weight: 20, Part: 3, Whole: 5, Shown: "60.0"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatAScoreLacks(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(*Input)
		want string
	}{
		"no stage entered leaves its weight to the others": {
			func(in *Input) {
				in.Figures.Lifecycle[statistics.Started], in.Figures.Lifecycle[statistics.Completed] = 0, 0
			}, "69.8",
		},
		"nobody reported: late all the same": {
			func(in *Input) {
				in.Figures.Missing, in.Figures.Timed, in.Figures.OnTime, in.Figures.Corrected = 10, 0, 0, 0
			}, "36.2",
		},
		"nothing due":                      {func(in *Input) { in.Figures.Due, in.Figures.Missing, in.Figures.Timed = 0, 0, 0 }, "68.3"},
		"an untold arrival is no low mark": {func(in *Input) { in.Figures.Timed = 7 }, "PUNCTUALITY_UNTOLD"},
		"nor are untold facts":             {func(in *Input) { in.Figures.Lifecycle[statistics.Described] = 11 }, "FACTS_UNTOLD"},
		"nor is an untold lifecycle":       {func(in *Input) { in.NoLifecycle = true }, "FACTS_UNTOLD"},
		"no projects":                      {func(in *Input) { in.Figures = statistics.Figures{} }, "NO_PROJECTS"},
	} {
		t.Run(name, func(t *testing.T) {
			in := whole()
			tc.edit(&in)
			v := quality().Value(in)
			if got := v.Shown + v.Missing.Reason; got != tc.want || len(v.Parts) != 4 {
				t.Errorf("%s with %d parts, want %s", got, len(v.Parts), tc.want)
			}
		})
	}
}

// TestAScoreIsOfAHundred: whatever the figures, and a better part never lowers it.
func TestAScoreIsOfAHundred(t *testing.T) {
	policy := shipped(t)
	for onTime := int64(0); onTime <= 8; onTime++ {
		for filled := int64(0); filled <= 144; filled += 12 {
			in := whole()
			in.Figures.OnTime, in.Figures.Lifecycle[statistics.FactsFilled] = onTime, filled
			got := policy.Score(in).Percent
			in.Figures.Lifecycle[statistics.StartsCertified] = 4
			if better := policy.Score(in).Percent; got < 0 || better > 100 || better <= got {
				t.Errorf("%d on time, %d filled: %f, with one more certified %f", onTime, filled, got, better)
			}
		}
	}
}

func TestParseQualityRefuses(t *testing.T) {
	const head = `{"version":1,"effective_date":"2020-01-01","source":"x","sample":"y","parts":`
	for name, text := range map[string]string{
		"nothing":            ``,
		"no version":         strings.Replace(head, `"version":1`, `"version":0`, 1) + `[{"key":"facts_rate","weight":100}]}`,
		"less than a whole":  head + `[{"key":"facts_rate","weight":99}]}`,
		"more than a whole":  head + `[{"key":"facts_rate","weight":60},{"key":"evidence_rate","weight":41}]}`,
		"one part twice":     head + `[{"key":"facts_rate","weight":50},{"key":"facts_rate","weight":50}]}`,
		"a strange part":     head + `[{"key":"pace","weight":100}]}`,
		"a negative weight":  head + `[{"key":"facts_rate","weight":120},{"key":"evidence_rate","weight":-20}]}`,
		"a word too many":    head + `[],"parst":1}`,
		"no parts, no whole": head + `[]}`,
	} {
		if _, err := ParseQuality([]byte(text)); errs.ReasonOf(err) != "QUALITY_INVALID" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
