package main

import (
	"bytes"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/sheetimport"
	"pacesetter/tools/internal/synth"
)

func TestFlagsMayFollowArguments(t *testing.T) {
	for name, tc := range map[string]struct {
		args, rest []string
		annex      int
		commit     bool
	}{
		"flags first":        {[]string{"--annex", "3", "--commit", "a.xlsx"}, []string{"a.xlsx"}, 3, true},
		"the argument first": {[]string{"a.xlsx", "--annex", "3", "--commit"}, []string{"a.xlsx"}, 3, true},
		"in between":         {[]string{"--commit", "a.xlsx", "--annex=3", "b.xlsx"}, []string{"a.xlsx", "b.xlsx"}, 3, true},
		"a dash is no flag":  {[]string{"-", "--annex", "3"}, []string{"-"}, 3, false},
		"nothing":            {nil, nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			flags := flag.NewFlagSet("x", flag.ContinueOnError)
			annex, commit := flags.Int("annex", 0, ""), flags.Bool("commit", false, "")
			rest, err := parse(flags, tc.args)
			if err != nil || *annex != tc.annex || *commit != tc.commit {
				t.Fatalf("parse() = %v, annex %d, commit %v", err, *annex, *commit)
			}
			if diff := cmp.Diff(tc.rest, rest); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestImportFlags(t *testing.T) {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	o, asJSON := importFlags(flags)
	rest, err := parse(flags, strings.Split("五月.xlsx --annex 3 --unit 滨城区 --month 2020-05 --commit --strict --listing city "+
		"--category industry --nature new --match 9=new --match 12=skip --reason 核对 --json", " "))
	if err != nil || !*asJSON || !cmp.Equal(rest, []string{"五月.xlsx"}) {
		t.Fatal(err, *asJSON, rest)
	}
	want := &sheetimport.Order{
		Annex: 3, Unit: "滨城区", Month: "2020-05", Commit: true, Strict: true, Reason: "核对",
		Listing: "city", Category: "industry", Nature: "new",
		Matches: []*registryv1.RowDecision{
			{Row: 9, Decision: &registryv1.RowDecision_Create{Create: true}},
			{Row: 12, Decision: &registryv1.RowDecision_Skip{Skip: true}},
		},
	}
	if diff := cmp.Diff(want, o, protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}

func TestGenerateFlags(t *testing.T) {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	s := generateFlags(flags)
	if _, err := parse(flags, strings.Fields("--seed 7 --cities 16 --counties 136 --projects 100 --months 5 --year 2024 --late 1 --missing 2 --corrected 3")); err != nil {
		t.Fatal(err)
	}
	want := synth.Spec{Seed: 7, Year: 2024, Cities: 16, Counties: 136, Projects: 100, Months: 5, LatePerMille: 1, MissingPerMille: 2, CorrectedPerMille: 3}
	if *s != want || !sound(*s) {
		t.Errorf("%+v", *s)
	}
	for name, edit := range map[string]func(*synth.Spec){
		"no cities":               func(s *synth.Spec) { s.Cities = 0 },
		"a city without county":   func(s *synth.Spec) { s.Counties = 15 },
		"a thirteenth month":      func(s *synth.Spec) { s.Months = 13 },
		"more than all are late":  func(s *synth.Spec) { s.LatePerMille = 1001 },
		"fewer than none missing": func(s *synth.Spec) { s.MissingPerMille = -1 },
		"a year out of reach":     func(s *synth.Spec) { s.Year = 20255 },
	} {
		t.Run(name, func(t *testing.T) {
			s := want
			if edit(&s); sound(s) {
				t.Errorf("%+v is taken", s)
			}
		})
	}
}

func TestConnection(t *testing.T) {
	flags := flag.NewFlagSet("x", flag.ContinueOnError)
	at := connect(flags)
	if _, err := parse(flags, strings.Fields("--port-offset 100 --statistics pacesetter.example:443 --root p")); err != nil {
		t.Fatal(err)
	}
	got := at.config()
	if got.Registry != "127.0.0.1:7201" || got.Statistics != "pacesetter.example:443" || got.Issuer != "http://127.0.0.1:7400" || got.Root != "p" {
		t.Errorf("%+v", got)
	}
	if none := client.Local(0, "p", time.Now); none.CAFile != "" || none.TokenFile != "" {
		t.Errorf("%+v", none)
	}
}

// TestMisuse asks nothing of a platform: what is missing is told at once.
func TestMisuse(t *testing.T) {
	t.Setenv("PACESETTER_TOKEN_FILE", "")
	for _, line := range []string{
		"rollup", "rollup --unit sd", "rollup --unit sd --month 2020-05 more", "rollup --colour",
		"import", "import a.xlsx", "import --unit sd --month 2020-05", "rollup --port-offset many", "import a.xlsx b.xlsx --annex 3 --unit sd --month 2020-05", "import a.xlsx --annex 3 --unit sd --month 2020-05 --match nonsense",
		"scenario", "scenario walk binzhou-2020", "scenario run", "validate", "validate project-code", "validate passport X",
		"up more", "down-data all", "down-data -h", "generate --months 13", "generate more", "parked", "parked all", "parked list --service gateway", "reconcile everything", "token", "token --role city",
	} {
		t.Run(line, func(t *testing.T) {
			var out, errOut bytes.Buffer
			if code := dispatch(t.Context(), commands(), strings.Fields(line), &out, &errOut); code != 2 {
				t.Errorf("exit code %d", code)
			}
			if out.Len() > 0 || !strings.Contains(errOut.String(), "usage: pacesetter "+strings.Fields(line)[0]) {
				t.Errorf("said %q and %q", out.String(), errOut.String())
			}
		})
	}
}

func TestWhatIsWrongWithTheFlagsIsToldInChinese(t *testing.T) {
	for line, want := range map[string]string{
		"rollup --unit sd":               "缺少选项 --month\nusage: ",
		"token":                          "缺少选项 --role、--unit\nusage: ",
		"import a.xlsx --unit sd":        "缺少选项 --annex、--month\nusage: ",
		"rollup --colour red":            "没有选项 -colour\nusage: ",
		"rollup --unit":                  "选项缺少值：-unit\nusage: ",
		"rollup ---unit sd":              "选项写法有误：---unit\nusage: ",
		"rollup --port-offset many":      "选项 --port-offset 的值 \"many\" 有误：无法识别\nusage: ",
		"import a.xlsx --match nonsense": "选项 --match 的值 \"nonsense\" 有误：MATCH_INVALID ",
	} {
		t.Run(line, func(t *testing.T) {
			var out, errOut bytes.Buffer
			if code := dispatch(t.Context(), commands(), strings.Fields(line), &out, &errOut); code != 2 || !strings.HasPrefix(errOut.String(), want) {
				t.Errorf("exit code %d, said %q", code, errOut.String())
			}
		})
	}
}

func TestHelpListsTheFlags(t *testing.T) {
	var out, errOut bytes.Buffer
	dispatch(t.Context(), commands(), []string{"rollup", "-h"}, &out, &errOut)
	for _, want := range []string{"usage: pacesetter rollup --unit U", "-listing", "-port-offset"} {
		if !strings.Contains(errOut.String(), want) {
			t.Errorf("%q is not in\n%s", want, errOut.String())
		}
	}
}
