//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestJourneys goes the ways of the platform's users on one platform, one after the
// other: the scenario, the command line, plain HTTP, sheets, the browser, a restart.
func TestJourneys(t *testing.T) {
	p := startPlatform(t)
	for _, journey := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"the scenario comes out as published", p.scenario},
		{"the scenario writes nothing the second time", p.scenarioAgain},
		{"who may do what holds at the gateway too", p.walkGateway},
		{"plain HTTP answers as the README says", p.walkREST},
		{"bad files are refused", p.badFiles},
		{"a clerk's sheet goes in", p.importSheets},
		{"the console works in a browser", p.browse},
		{"the gateway's end signs nobody out", p.keepsSessions},
		{"what is told again is not counted again", p.toldAgain},
		{"a restart finds the data again", p.restart},
		{"the other places come out as published, twice", p.otherScenarios},
		{"reconcile finds no difference", p.proveReconciled},
		{"strange messages in the topic stop nothing", p.strangeMessages},
	} {
		if !t.Run(journey.name, journey.run) && journey.name == "the scenario comes out as published" {
			t.Fatal("the other journeys start from the scenario")
		}
	}
}

func (p *platform) scenario(t *testing.T) {
	t.Helper()
	s := p.must(t, "scenario", "run", "binzhou-2020")
	if !strings.Contains(s.out, "与公布的数字一致") {
		t.Errorf("scenario run printed\n%s", s.out)
	}
	p.published(t)
}

// published compares with the report of June 2020.
func (p *platform) published(t *testing.T) {
	t.Helper()
	for _, unit := range []string{"sd", "滨州市", "371600"} {
		r := p.rollup(t, unit, "2020-05", "--by", "listing")
		got := fmt.Sprintf("%d projects, %d reported, %d missing, %d of %d yuan, %s%% at %s%%: %s",
			r.Projects, r.Reported, r.Missing, r.Invested, r.Planned, r.RateShown, r.PaceShown, r.LeadShown)
		want := "433 projects, 433 reported, 0 missing, 47933000000 of 101769000000 yuan, 47.1% at 41.6%: +5.5"
		if got != want {
			t.Errorf("%s: got %s, want %s", unit, got, want)
		}
		lists := map[string]int64{}
		for _, g := range r.Groups {
			lists[g.Value] = g.Projects
		}
		if diff := cmp.Diff(map[string]int64{"province": 94, "city": 140, "county": 169, "renovation": 30}, lists); diff != "" {
			t.Errorf("%s: lists (-want +got)\n%s", unit, diff)
		}
	}
	p.tenUnits(t)
}

// tenUnits wants the city's ten assessment units, which add up to it.
func (p *platform) tenUnits(t *testing.T) {
	t.Helper()
	city := p.rollup(t, "sd-bz", "2020-05")
	var invested, projects int64
	for _, unit := range city.Children {
		invested, projects = invested+unit.Invested, projects+unit.Projects
	}
	if len(city.Children) != 10 || invested != city.Invested || projects != city.Projects {
		t.Errorf("%d units with %d projects and %d yuan under a city of %d and %d", len(city.Children), projects, invested, city.Projects, city.Invested)
	}
}

func (p *platform) scenarioAgain(t *testing.T) {
	t.Helper()
	before := p.state(t)
	p.must(t, "scenario", "run", "binzhou-2020")
	p.unchanged(t, before)
}

// otherScenarios runs the places beside Binzhou, one of which shares its year: each says
// that all figures agree, writes nothing the second time, and leaves Binzhou's alone.
func (p *platform) otherScenarios(t *testing.T) {
	t.Helper()
	places := []string{"linzi-2020", "zhongyang-2023", "haizhou-2019", "zhanhe-2021"}
	for _, place := range places {
		p.mustAgree(t, place)
	}
	before := p.state(t)
	for _, place := range places {
		p.mustAgree(t, place)
	}
	p.must(t, "scenario", "run", "binzhou-2020") // a sheet went in since: it shows and judges nothing
	p.unchanged(t, before)
}

func (p *platform) mustAgree(t *testing.T, place string) {
	t.Helper()
	if s := p.must(t, "scenario", "run", place); !strings.Contains(s.out, "与公布的数字一致") {
		t.Errorf("scenario run %s printed\n%s", place, s.out)
	}
}

// unchanged wants the register to be as it was.
func (p *platform) unchanged(t *testing.T, before map[string]string) {
	t.Helper()
	if diff := cmp.Diff(before, p.state(t)); diff != "" {
		t.Errorf("something was written (-before +after)\n%.4000s", diff)
	}
}

// state is version and hash of everything in the register.
func (p *platform) state(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, entity := range []string{"unit", "project", "report"} {
		maps.Copy(all, p.stateOf(t, entity))
	}
	return all
}

func (p *platform) stateOf(t *testing.T, entity string) map[string]string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	stream, err := registryv1.NewStateServiceClient(p.asStatistics(t)).StreamState(ctx, &registryv1.StreamStateRequest{Entity: entity})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for {
		batch, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range batch.GetAggregates() {
			found[entity+"/"+a.GetId()] = fmt.Sprintf("version %d, hash %x", a.GetVersion(), a.GetHash())
		}
	}
}

// restart ends everything, starts it again and finds what was there.
func (p *platform) restart(t *testing.T) {
	t.Helper()
	before, figures := p.state(t), p.rollup(t, "sd", "2020-06")
	p.stop()
	p.start(t)
	p.unchanged(t, before)
	if diff := cmp.Diff(figures, p.rollup(t, "sd", "2020-06")); diff != "" {
		t.Errorf("the roll-up after the restart (-before +after)\n%s", diff)
	}
	p.must(t, "scenario", "run", "binzhou-2020")
	p.unchanged(t, before)
}
