package scenario

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/synth"
)

// sorted are the codes that the request lets through, in their order.
func (p *platform) sorted(req *registryv1.ListProjectsRequest) []string {
	codes := slices.SortedFunc(maps.Keys(p.projects), cmp.Compare[string])
	return slices.DeleteFunc(codes, func(code string) bool {
		if !p.lies(p.projects[code].GetYears()[0].GetUnit(), req.GetUnit()) {
			return true
		}
		return req.GetReportStatus() == registryv1.ReportStatus_REPORT_STATUS_REPORTED && p.reports[code+"/"+req.GetMonth()] == nil
	})
}

func run(t *testing.T, p *platform) (string, error) {
	t.Helper()
	var out strings.Builder
	err := Run(t.Context(), p.serve(t), binzhou, &out, io.Discard)
	return out.String(), err
}

func TestBinzhouIsLoadedOnce(t *testing.T) {
	p := newPlatform()
	out, err := run(t, p)
	if err != nil {
		t.Fatal(err, out)
	}
	if diff := gocmp.Diff([]int{1000, 624, 1000, 1000, 165}, p.chunks); diff != "" {
		t.Errorf("chunks: %s", diff)
	}
	if s := p.units["sd"].GetSettings(); s.GetPaceRounding() != registryv1.PaceRounding_PACE_ROUNDING_CUT || !s.GetAutoAccept() ||
		!slices.Equal(s.GetTagSystems().GetKeys(), []string{"ten-strong"}) {
		t.Errorf("settings %v", s)
	}
	for _, want := range []string{"新建 11 个", "项目：写入 1624，原有 0", "月报：写入 2165，原有 0", "滨州经开区", "与公布的数字一致"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	p.writes, p.chunks = 0, nil
	out, err = run(t, p)
	if err != nil || p.writes != 0 || len(p.chunks) != 0 {
		t.Errorf("the second run: %v, %d writes in %v\n%s", err, p.writes, p.chunks, out)
	}
}

// TestDemoOfficersAreNamed: the development issuer's officer has something to see, and
// a project that ever had somebody is left alone.
func TestDemoOfficersAreNamed(t *testing.T) {
	p := newPlatform()
	if out, err := run(t, p); err != nil || !strings.Contains(out, "新指定") {
		t.Fatal(err, out)
	}
	officers := 0
	for _, person := range p.people {
		if person.GetPrincipal() == "dev-officer" && person.GetUnit() == officersUnit {
			officers++
		}
		if !strings.HasPrefix(person.GetName(), "演示") {
			t.Errorf("%s could be somebody's name", person.GetName())
		}
	}
	if officers != 1 || len(p.people) != 3 || len(p.duties) == 0 {
		t.Errorf("%d officers of %d people on %d projects", officers, len(p.people), len(p.duties))
	}
	var one string
	for one = range p.duties {
		break
	}
	delete(p.duties, one)
	if out, err := run(t, p); err != nil || len(p.people) != 3 || len(p.duties[one]) != 3 {
		t.Errorf("%v, %d people, %v\n%s", err, len(p.people), p.duties[one], out)
	}
}

func TestHowFarTheLoadingIsGoesBesideTheResult(t *testing.T) {
	p := newPlatform()
	c := p.serve(t)
	var out, errOut strings.Builder
	if err := Run(t.Context(), c, binzhou, &out, &errOut); err != nil {
		t.Fatal(err)
	}
	want := "  项目 1000/1624\n  项目 1624/1624\n  月报 1000/2165\n  月报 2000/2165\n  月报 2165/2165\n"
	if got := errOut.String(); got != want || strings.Contains(out.String(), "1000/2165") {
		t.Errorf("beside the result: %q", got)
	}
	errOut.Reset()
	if err := Run(t.Context(), c, binzhou, &out, &errOut); err != nil || errOut.Len() > 0 {
		t.Errorf("with nothing to write: %v, %q", err, errOut.String())
	}
}

func TestWhatAnInterruptedRunLeftOutIsWritten(t *testing.T) {
	p := newPlatform()
	if out, err := run(t, p); err != nil {
		t.Fatal(err, out)
	}
	i := 0
	for key := range p.reports {
		if i++; i > 7 {
			break
		}
		delete(p.reports, key)
	}
	p.chunks = nil
	out, err := run(t, p)
	if err != nil || !slices.Equal(p.chunks, []int{7}) || !strings.Contains(out, "月报：写入 7，原有 2158") {
		t.Errorf("%v, chunks %v\n%s", err, p.chunks, out)
	}
}

func TestPeoplesChangesAreLeftAlone(t *testing.T) {
	p := newPlatform()
	if out, err := run(t, p); err != nil {
		t.Fatal(err, out)
	}
	for key, r := range p.reports {
		if strings.HasSuffix(key, "/2020-05") {
			r.Figures.YearToDateYuan++
			break
		}
	}
	p.writes = 0
	out, err := run(t, p)
	if err != nil || p.writes != 0 || !strings.Contains(out, "有过改动") || strings.Contains(out, "与公布的数字一致") {
		t.Errorf("%v, %d writes\n%s", err, p.writes, out)
	}
}

func TestOtherFiguresThanPublishedFail(t *testing.T) {
	p := newPlatform()
	p.spoil = func(r *statisticsv1.Rollup) { r.Figures.LeadShown = "+5.4" }
	out, err := run(t, p)
	e, _ := errs.As(err)
	if errs.ReasonOf(err) != "FIGURES_DIFFER" || e.Params["list"] != "超时序应为 +5.5，得到 +5.4；排行中全市的超时序应为 +5.5，得到 +5.4" {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestEveryPlaceComesOutTwice: what is made up adds up to every figure of the file, and a
// second run writes nothing and shows the same.
func TestEveryPlaceComesOutTwice(t *testing.T) {
	places, err := readPlaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range places {
		t.Run(place.Name, func(t *testing.T) {
			p := newPlatform()
			p.flags, p.sheets.annexes = flagged(place.Stated), place.Sheets
			c := p.serve(t)
			var first, second strings.Builder
			if err := Run(t.Context(), c, place.Name, &first, io.Discard); err != nil {
				t.Fatal(err, first.String())
			}
			p.writes, p.chunks = 0, nil
			if err := Run(t.Context(), c, place.Name, &second, io.Discard); err != nil || p.writes > 0 || len(p.chunks) > 0 {
				t.Fatalf("%v, %d writes in %v\n%s", err, p.writes, p.chunks, second.String())
			}
			if diff := gocmp.Diff(figuresOf(first.String()), figuresOf(second.String())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// flagged are the contradictions that a platform must find.
func flagged(paper *statedPaper) []*registryv1.Contradiction {
	var all []*registryv1.Contradiction
	for _, c := range paper.Contradictions {
		all = append(all, &registryv1.Contradiction{
			Kind:    registryv1.ContradictionKind(registryv1.ContradictionKind_value["CONTRADICTION_KIND_"+strings.ToUpper(c.Kind)]),
			Measure: registryv1.Measure(registryv1.Measure_value["MEASURE_"+strings.ToUpper(c.Measure)]), Dimension: c.Dimension,
			Stated: c.Stated, Found: c.Found,
		})
	}
	return all
}

// figuresOf are the lines with a figure's verdict.
func figuresOf(out string) []string {
	return slices.DeleteFunc(strings.Split(out, "\n"), func(line string) bool {
		return !strings.HasPrefix(line, "✓") && !strings.HasPrefix(line, "✗")
	})
}

// TestTwoPlacesShareAYear: a place is judged by its own unit, whatever else the province
// has in that year.
func TestTwoPlacesShareAYear(t *testing.T) {
	p := newPlatform()
	c := p.serve(t)
	for _, name := range []string{"linzi-2020", binzhou, "linzi-2020", binzhou} {
		var out strings.Builder
		if err := Run(t.Context(), c, name, &out, io.Discard); err != nil {
			t.Fatal(name, err, out.String())
		}
	}
	if n := len(p.projects); n != 1624+205 {
		t.Errorf("%d projects", n)
	}
}

func TestAContradictionThatThePlatformMissesFails(t *testing.T) {
	p := newPlatform()
	var out strings.Builder
	err := Run(t.Context(), p.serve(t), "zhongyang-2023", &out, io.Discard)
	e, _ := errs.As(err)
	if errs.ReasonOf(err) != "FIGURES_DIFFER" || !strings.Contains(e.Params["list"], "平台指出 []") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestBinzhousUnitsAreThoseOfItsGenerator: its projects are dealt out by code, its units
// stand in the file like everybody's.
func TestBinzhousUnitsAreThoseOfItsGenerator(t *testing.T) {
	places, err := readPlaces()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(places, func(p place) bool { return p.Name == binzhou })
	if diff := gocmp.Diff(synth.BinzhouUnits(), places[i].tree("sd"), protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}

func TestAnUnknownScenarioGetsTheList(t *testing.T) {
	err := Run(t.Context(), newPlatform().serve(t), "binzhou-2021", io.Discard, io.Discard)
	e, _ := errs.As(err)
	if errs.ReasonOf(err) != "SCENARIO_UNKNOWN" || e.Params["known"] != "binzhou-2020 haizhou-2019 linzi-2020 zhanhe-2021 zhongyang-2023" {
		t.Error(err)
	}
}

func TestUnitsOfALaterYearGetTheirPlaceEarlier(t *testing.T) {
	p := newPlatform()
	c := p.serve(t)
	units := synth.BinzhouUnits()
	for _, tc := range []struct{ year, want int }{{2025, 11}, {2026, 0}, {2020, 11}, {2020, 0}, {2025, 0}} {
		if n, err := EnsureUnits(t.Context(), c, tc.year, units); n != tc.want || err != nil {
			t.Errorf("EnsureUnits(%d) = %d, %v, want %d", tc.year, n, err, tc.want)
		}
	}
}
