package generate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/synth"
)

func spec() synth.Spec {
	return synth.Spec{Seed: 3, Year: 2025, Cities: 2, Counties: 5, Projects: block + 300, Months: 12, LatePerMille: 100, MissingPerMille: 50, CorrectedPerMille: 100}
}

func TestRoundsKeepTheOrderOfArrival(t *testing.T) {
	projects, reports := map[string]bool{}, map[string]int{}
	for round := range Rounds(spec()) {
		seen := map[string]bool{}
		for _, row := range round {
			key := keyOf(row)
			if seen[key] {
				t.Fatalf("%s twice in a round", key)
			}
			seen[key] = true
			if p := row.GetProject(); p != nil {
				projects[p.GetNationalCode()] = true
				continue
			}
			r := row.GetReport()
			if !projects[r.GetProject()] {
				t.Fatalf("report before its project %s", r.GetProject())
			}
			if reports[key]++; (reports[key] > 1) != (r.GetReason() != "") {
				t.Fatalf("%s for the %d. time with reason %q", key, reports[key], r.GetReason())
			}
		}
	}
	if len(projects) != spec().Projects {
		t.Errorf("%d projects", len(projects))
	}
}

func keyOf(row *registryv1.IngestRow) string {
	if p := row.GetProject(); p != nil {
		return p.GetNationalCode()
	}
	return row.GetReport().GetProject() + "/" + row.GetReport().GetMonth()
}

func TestCountIsNear(t *testing.T) {
	n := 0
	for round := range Rounds(spec()) {
		n += len(round)
	}
	if estimate := Count(spec()); n < estimate*98/100 || n > estimate*102/100 {
		t.Errorf("%d rows, estimated %d", n, estimate)
	}
}

func TestWriteIsTheSameEachTime(t *testing.T) {
	small := spec()
	small.Projects = 20
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := Write(w, small, "sd", func(int) {}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two runs differ")
	}
	kinds := map[string]int{}
	for lines := bufio.NewScanner(&a); lines.Scan(); {
		var line map[string]json.RawMessage
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		for kind := range line {
			kinds[kind]++
		}
	}
	if kinds["unit"] != 7 || kinds["parent"] != 7 || kinds["project"] != 20 || kinds["report"] < 200 {
		t.Error(kinds)
	}
}

func TestCitiesLieBelowThePlatformsRoot(t *testing.T) {
	for _, u := range Units(spec(), "sd") {
		city := u.Unit.GetKind() == registryv1.UnitKind_UNIT_KIND_CITY
		if city != (u.Parent == "sd") {
			t.Errorf("%s below %s", u.Unit.GetCode(), u.Parent)
		}
	}
}
