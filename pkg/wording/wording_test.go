package wording

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	for want, got := range map[string]string{
		"省重点": Value("province"), "年度完成": Figure("invested_yuan"), "考核单位": Attribute("unit"), "亿元": Measure("MEASURE_YUAN"),
		"未达标": TargetState("TARGET_STATE_MISSED"), "↑2": Change(2), "↓1": Change(-1), "持平": Change(0), "—": OrDash(""), "5.5": OrDash("5.5"),
		"": Forecast("", true), "能达标": Forecast("100.0", true), "不能达标": Forecast("99.9", false),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhatIsNewerThanWeAreKeepsItsName(t *testing.T) {
	for _, say := range []func(string) string{Value, Figure, Attribute, Measure, TargetState, Library} {
		if got := say("not_known_yet"); got != "not_known_yet" {
			t.Errorf("%q", got)
		}
	}
}

func TestMomentsAreShanghais(t *testing.T) {
	if got := Moment(time.Date(2020, 5, 25, 16, 30, 0, 0, time.UTC)); got != "2020-05-26 00:30:00" {
		t.Errorf("%q", got)
	}
	if got := Moment(time.Time{}); got != "" {
		t.Errorf("no moment is %q", got)
	}
}

func TestAHeaderHasAWordForEachFigure(t *testing.T) {
	header := FigureHeader("万元")
	if len(header) != 11 || header[4] != "总投资（万元）" {
		t.Errorf("%v", header)
	}
}

func TestGrowthHeader(t *testing.T) {
	header := GrowthHeader("亿元")
	if len(header) != 6 || header[0] != "上年同期累计（亿元）" || header[3] != "环比（%）" {
		t.Errorf("%v", header)
	}
}
