package rollup

import (
	"bytes"
	"encoding/json"
	"testing"

	"google.golang.org/protobuf/proto"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// grownBinzhou is binzhou with growth: of the city in all three ways, of the rest in none.
func grownBinzhou() *statisticsv1.Rollup {
	r := binzhou()
	none := func() *statisticsv1.IndicatorValue {
		return &statisticsv1.IndicatorValue{Missing: &statisticsv1.MissingValue{Reason: "NO_PROJECTS"}}
	}
	for _, c := range r.GetChildren() {
		c.Figures.Growth = &statisticsv1.GrowthFigures{YearGrowth: none(), MonthGrowth: none(), SameMonthGrowth: none()}
	}
	for _, g := range r.GetGroups() {
		g.Figures.Growth = &statisticsv1.GrowthFigures{YearGrowth: none(), MonthGrowth: none(), SameMonthGrowth: none()}
	}
	r.Figures.Growth = &statisticsv1.GrowthFigures{
		FormerYearInvestedYuan: proto.Int64(40_000_000_001), FormerMonthYuan: proto.Int64(20_000_000_000), FormerYearMonthYuan: proto.Int64(0),
		YearGrowth:      &statisticsv1.IndicatorValue{Percent: proto.Float64(19.8325), Shown: "+19.8"},
		MonthGrowth:     &statisticsv1.IndicatorValue{Percent: proto.Float64(-19.1321), Shown: "-19.1"},
		SameMonthGrowth: &statisticsv1.IndicatorValue{Missing: &statisticsv1.MissingValue{Reason: "FORMER_YEAR_MONTH_ZERO"}},
	}
	return r
}

func TestGrowthIsWrittenWhereItIsTold(t *testing.T) {
	text, err := json.MarshalIndent(Object(grownBinzhou(), false), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "growth.json", append(text, '\n'))
	var table, sheet bytes.Buffer
	if err := Show(&table, grownBinzhou()); err != nil {
		t.Fatal(err)
	}
	golden(t, "growth.txt", table.Bytes())
	if err := CSV(&sheet, grownBinzhou()); err != nil {
		t.Fatal(err)
	}
	golden(t, "growth.csv", sheet.Bytes())
}

func TestGetAsksForGrowth(t *testing.T) {
	for _, asked := range []bool{false, true} {
		fake := &platform{}
		if _, err := Get(t.Context(), serve(t, fake), Query{Unit: "371600", Month: "2020-05", Growth: asked}); err != nil {
			t.Fatal(err)
		}
		if fake.asked.GetGrowth() != asked {
			t.Errorf("asked %v", fake.asked)
		}
	}
}
