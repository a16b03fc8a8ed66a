package registry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

func photo() registry.Evidence {
	return registry.Evidence{
		Kind: registry.EvidencePhoto, SHA256: strings.Repeat("0A", 32), FileName: "打桩.jpg", Place: "彭李街道",
		Position: &registry.Position{Latitude: 37_382_000, Longitude: 118_016_000, Datum: registry.DatumCGCS2000}, Taken: noon().Add(-time.Hour),
	}
}

func TestEnteringAStage(t *testing.T) {
	t.Parallel()
	one := []registry.Evidence{photo()}
	for name, tc := range map[string]struct {
		from     registry.Stage
		to       registry.Stage
		date     string
		evidence []registry.Evidence
		want     string // reason of the refusal
		stage    registry.Stage
	}{
		"a start with a photo":                       {registry.StagePreparing, registry.StageStarted, "2020-05-01", one, "", registry.StageStarted},
		"a start without evidence":                   {registry.StagePreparing, registry.StageStarted, "2020-05-01", nil, "EVIDENCE_MISSING", ""},
		"completion without evidence":                {registry.StageBuilding, registry.StageCompleted, "2020-05-01", nil, "EVIDENCE_MISSING", ""},
		"what needs none":                            {registry.StagePlanned, registry.StagePreparing, "2020-05-01", nil, "", registry.StagePreparing},
		"the start of one that is building, told on": {registry.StageBuilding, registry.StageStarted, "2019-03-01", one, "", registry.StageBuilding},
		"the start of one that stands still":         {registry.StageSuspended, registry.StageStarted, "2019-03-01", one, "", registry.StageSuspended},
		"building again":                             {registry.StageSuspended, registry.StageBuilding, "2020-05-01", nil, "", registry.StageBuilding},
		"a stop":                                     {registry.StageBuilding, registry.StageSuspended, "2020-05-01", nil, "", registry.StageSuspended},
		"a stop of what is completed":                {registry.StageCompleted, registry.StageSuspended, "2020-05-01", nil, "STAGE_ORDER", ""},
		"the start of one that was withdrawn":        {registry.StageWithdrawn, registry.StageStarted, "2020-05-01", one, "STAGE_ORDER", ""},
		"a withdrawal":                               {registry.StageBuilding, registry.StageWithdrawn, "2020-05-01", one, "WITHDRAWAL_NEEDS_APPROVAL", ""},
		"tomorrow":                                   {registry.StagePreparing, registry.StageStarted, "2020-05-21", one, "DATE_FUTURE", ""},
		"a day that is none":                         {registry.StagePreparing, registry.StageStarted, "2020-02-30", one, "DATE_INVALID", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := shelf(registry.LibraryKey)
			p.Stage = tc.from
			after, err := p.Enter(tc.to, tc.date, tc.evidence, "county", noon())
			if got := errs.ReasonOf(err); err != nil && got != tc.want || err == nil && tc.want != "" {
				t.Fatalf("Enter() = %v, want %q", err, tc.want)
			}
			if e, _ := after.Entry(tc.to); err == nil && (e.Date != tc.date || after.Stage != tc.stage) {
				t.Errorf("in %s, entered %+v", after.Stage, e)
			}
		})
	}
}

// TestCertification goes through the states of a certification.
func TestCertification(t *testing.T) {
	t.Parallel()
	started := registry.StageStarted
	city := registry.Approver{By: "city", Comment: "照片不是本项目", Now: noon()}
	p := shelf(registry.LibraryKey)
	wants := func(err error, reason string) {
		t.Helper()
		if errs.ReasonOf(err) != reason {
			t.Fatalf("got %v, want %s", err, reason)
		}
	}
	must := func(p registry.Project, err error) registry.Project {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	_, err := p.Certify(started, 1, city)
	wants(err, "STAGE_NOT_ENTERED")
	_, err = p.Certify(registry.StageBuilding, 1, city)
	wants(err, "STAGE_NOT_CERTIFIABLE")

	p = must(p.Enter(started, "2020-05-01", []registry.Evidence{photo()}, "county", noon()))
	_, err = p.Certify(started, 1, registry.Approver{By: "county", Now: noon()})
	wants(err, "OWN_ENTRY")
	_, err = p.Certify(started, 0, city)
	wants(err, "STAGE_WITHOUT_EVIDENCE")
	_, err = p.RejectCertification(started, registry.Approver{By: "city", Now: noon()})
	wants(err, "REASON_MISSING")

	p = must(p.RejectCertification(started, city))
	_, err = p.Certify(started, 1, city)
	wants(err, "CERTIFICATION_REJECTED")
	_, err = p.RejectCertification(started, city)
	wants(err, "CERTIFICATION_REJECTED")

	p = must(p.Enter(started, "2020-05-01", []registry.Evidence{photo()}, "county", noon())) // asked again
	p = must(p.Certify(started, 2, city))
	if c := p.Certification(started); c.State != registry.CertificationGiven || c.Date != "2020-05-20" || c.Certifier != "city" || c.Author != "county" || c.Rejection != "" {
		t.Fatalf("certified %+v", c)
	}
	_, err = p.Certify(started, 2, city)
	wants(err, "STAGE_CERTIFIED")
	_, err = p.Enter(started, "2020-05-02", []registry.Evidence{photo()}, "county", noon())
	wants(err, "STAGE_CERTIFIED")
	edit := p
	edit.Stages = []registry.StageEntry{{Stage: started, Date: "2020-04-30"}}
	_, _, err = p.Edit(edit, noon())
	wants(err, "STAGE_CERTIFIED")

	p = must(p.Enter(started, "2020-05-01", []registry.Evidence{photo()}, "county", noon())) // more evidence of the same day
	if p.Certification(started).State != registry.CertificationGiven {
		t.Fatal("more evidence takes no certification away")
	}
	p = must(p.RejectCertification(started, city)) // taken back
	edit.Stages[0].Date = "2020-04-29"
	after, _, err := p.Edit(edit, noon())
	if err != nil {
		t.Fatal(err)
	}
	if c := after.EnteredBy("other", p).Certification(started); c.State != registry.CertificationWaiting || c.Author != "other" {
		t.Errorf("another day is another entry: %+v", c)
	}
}

func TestSubstantiveStart(t *testing.T) {
	t.Parallel()
	p := shelf(registry.LibraryKey)
	if _, err := p.StartSubstantively("2020-05-10", noon()); errs.ReasonOf(err) != "STAGE_NOT_ENTERED" {
		t.Errorf("before the start: %v", err)
	}
	p.Stage, p.Stages = registry.StageStarted, []registry.StageEntry{{Stage: registry.StageStarted, Date: "2020-05-01"}}
	for date, want := range map[string]string{"2020-04-30": "STAGE_ORDER", "2020-05-21": "DATE_FUTURE", "5月": "DATE_INVALID", "2020-05-10": "", "": ""} {
		after, err := p.StartSubstantively(date, noon())
		if err == nil && (want != "" || after.SubstantiveStart != date) || err != nil && errs.ReasonOf(err) != want {
			t.Errorf("%q: %q, %v, want %s", date, after.SubstantiveStart, err, want)
		}
	}
}

func TestEvidenceThatCouldNotBeFoundAgainIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func(*registry.Evidence)
		want string
	}{
		"a photo":                  {func(*registry.Evidence) {}, ""},
		"a document with no place": {func(e *registry.Evidence) { e.Kind, e.Place, e.Position = registry.EvidenceDocument, "", nil }, ""},
		"of no kind":               {func(e *registry.Evidence) { e.Kind = "film" }, "EVIDENCE_KIND"},
		"a short hash":             {func(e *registry.Evidence) { e.SHA256 = "0a" }, "EVIDENCE_HASH"},
		"a hash that is none":      {func(e *registry.Evidence) { e.SHA256 = strings.Repeat("g", 64) }, "EVIDENCE_HASH"},
		"no file name":             {func(e *registry.Evidence) { e.FileName = "\n" }, "EVIDENCE_NAME"},
		"a path":                   {func(e *registry.Evidence) { e.FileName = "../x.jpg" }, "EVIDENCE_NAME"},
		"an endless place":         {func(e *registry.Evidence) { e.Place = strings.Repeat("里", 201) }, "TEXT_TOO_LONG"},
		"no time":                  {func(e *registry.Evidence) { e.Taken = time.Time{} }, "EVIDENCE_TIME"},
		"taken tomorrow":           {func(e *registry.Evidence) { e.Taken = noon().AddDate(0, 0, 1) }, "EVIDENCE_TIME"},
		"no datum":                 {func(e *registry.Evidence) { e.Position.Datum = "" }, "EVIDENCE_POSITION"},
		"beyond the pole":          {func(e *registry.Evidence) { e.Position.Latitude = 90_000_001 }, "EVIDENCE_POSITION"},
		"beyond the date line":     {func(e *registry.Evidence) { e.Position.Longitude = -180_000_001 }, "EVIDENCE_POSITION"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := photo()
			tc.edit(&e)
			kept, err := registry.JudgeEvidence([]registry.Evidence{e}, registry.StageStarted, "county", noon())
			if got := errs.ReasonOf(err); err != nil && got != tc.want || err == nil && tc.want != "" {
				t.Fatalf("JudgeEvidence() = %v, want %q", err, tc.want)
			}
			if err == nil && (kept[0].SHA256 != strings.Repeat("0a", 32) || kept[0].Author != "county" || kept[0].Stage != registry.StageStarted) {
				t.Errorf("kept %+v", kept[0])
			}
		})
	}
	if _, err := registry.JudgeEvidence(make([]registry.Evidence, 21), registry.StageStarted, "county", noon()); errs.ReasonOf(err) != "EVIDENCE_TOO_MANY" {
		t.Errorf("21 pieces: %v", err)
	}
}

func TestResumption(t *testing.T) {
	t.Parallel()
	p := shelf(registry.LibraryKey)
	p.Years[0].Nature = registry.NatureContinued
	city := registry.Approver{By: "city", Comment: "疫情封控", Now: noon()}
	for name, tc := range map[string]struct {
		year int
		date string
		want string
	}{
		"in March":         {2020, "2020-03-02", ""},
		"taken back":       {2020, "", ""},
		"in another year":  {2020, "2019-12-31", "DATE_INVALID"},
		"tomorrow":         {2020, "2020-05-21", "DATE_FUTURE"},
		"a year not known": {2021, "2020-03-02", "PROJECT_YEAR_MISSING"},
	} {
		after, err := p.Resume(tc.year, tc.date, noon())
		if err == nil && (tc.want != "" || after.Years[0].Resumption.Date != tc.date) || err != nil && errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	excused, err := p.Excuse(2020, city)
	if err != nil || !excused.Years[0].Resumption.Excused() || excused.Years[0].Resumption.Excuser != "city" {
		t.Fatalf("excused %+v, %v", excused.Years, err)
	}
	if kept, _, err := excused.SetYear(p.Years[0], policy(t, registry.LevelCounty), noon()); err != nil || !kept.Years[0].Resumption.Excused() {
		t.Errorf("a year's record is written without touching its excuse: %+v, %v", kept.Years, err)
	}
	if back, err := excused.Unexcuse(2020, city); err != nil || back.Years[0].Resumption.Excused() {
		t.Errorf("taken back: %+v, %v", back.Years, err)
	}
	resumed, err := p.Resume(2020, "2020-03-02", noon())
	if err != nil {
		t.Fatal(err)
	}
	_, errResumed := resumed.Excuse(2020, city)
	_, errSilent := p.Excuse(2020, registry.Approver{By: "city"})
	_, errNew := shelf(registry.LibraryKey).Excuse(2020, city)
	got := fmt.Sprint(errs.ReasonOf(errResumed), errs.ReasonOf(errSilent), errs.ReasonOf(errNew))
	if got != fmt.Sprint("ALREADY_RESUMED", "REASON_MISSING", "NOT_CONTINUED") {
		t.Errorf("refusals %s", got)
	}
}
