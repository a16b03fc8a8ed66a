package generate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/pgtest"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/registrytest"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/scenario"
	"pacesetter/tools/internal/synth"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var update = flag.Bool("update", false, "write the table of docs/HONESTY.md")

// province is what the checks are measured on: enough of each lie and habit for a
// rate, late and corrected reports among them.
func province() synth.Spec {
	return synth.Spec{
		Seed: 20, Year: 2025, Cities: 3, Counties: 24, Projects: 3600, Months: 12,
		LatePerMille: 40, MissingPerMille: 10, CorrectedPerMille: 20, HabitPerMille: 350, DishonestPerMille: 250,
	}
}

// ownChecks are the findings that name a lie for what it is.
var ownChecks = map[synth.Lie][]string{
	synth.LieRoundJump:       {"ROUND_JUMP"},
	synth.LieInflatedMonth:   {"MONTH_JUMP"},
	synth.LieCopiedProgress:  {"PROGRESS_COPIED"},
	synth.LiePaperProgress:   {"FIGURES_FROZEN"},
	synth.LieBeforeStart:     {"INVESTMENT_BEFORE_START", "START_WITHOUT_STAGE"},
	synth.LieAfterCompletion: {"INVESTMENT_AFTER_COMPLETION"},
	synth.LieWhileSuspended:  {"INVESTMENT_WHILE_STOPPED"},
	synth.LieOverPlan:        {"YEAR_OVER_PLAN", "CUMULATIVE_OVER_TOTAL"},
	synth.LiePlanInOneMonth:  {"PLAN_IN_ONE_MONTH"},
	synth.LieEvenMonths:      {"SAME_AMOUNT"},
	synth.LieBrokenSum:       {"CUMULATIVE_MISMATCH"},
	synth.LieDecember:        {"DECEMBER_SPIKE"},
}

// TestHowManyLiesTheChecksFind sends a province with planted lies through the real
// register and holds its findings against the truth. docs/HONESTY.md publishes what
// comes out; whoever changes a check or its limits sees here what that does.
func TestHowManyLiesTheChecksFind(t *testing.T) {
	s := province()
	flagged := load(t, s)
	got := measure(s, flagged)
	const path, begin, end = "../../../docs/HONESTY.md", "<!-- measured -->\n", "<!-- /measured -->"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	was, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(head+begin+got+end+tail), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != got {
		t.Errorf("%s tells other rates; run with -update and read the difference:\n%s", path, got)
	}
}

// load brings the province in and tells what was found of each report, by code and
// month; a correction's findings stand beside those of what it corrects.
func load(t *testing.T, s synth.Spec) map[string][]string {
	t.Helper()
	const root = "sf"
	by := authn.Principal{ID: "test", Grants: []authn.Grant{{Role: authn.RoleCity, Unit: root}, {Role: authn.RoleAdmin, Unit: root}}}
	conn := registrytest.Serve(t, root, by, time.Date(s.Year+1, 3, 1, 0, 0, 0, 0, time.UTC))
	c := client.New(conn, conn, root)
	if _, err := scenario.EnsureUnits(t.Context(), c, s.Year, Units(s, root)); err != nil {
		t.Fatal(err)
	}
	if _, err := scenario.EnsureSettings(t.Context(), c, c.Root(), &registryv1.UnitSettings{AutoAccept: proto.Bool(true)}); err != nil {
		t.Fatal(err)
	}
	sender, flagged := ingest.NewSender(c.Bulk), map[string][]string{}
	for chunk, err := range chunks(s) {
		if err != nil {
			t.Fatal(err)
		}
		resp, err := sender.Send(t.Context(), chunk)
		if err != nil {
			t.Fatal(err)
		}
		for i, result := range resp.GetResults() {
			note(t, flagged, chunk.Rows[i], result)
		}
	}
	return flagged
}

// note keeps a report's warnings; what is refused is found out too, and only lies are.
func note(t *testing.T, flagged map[string][]string, row *registryv1.IngestRow, result *registryv1.RowResult) {
	t.Helper()
	refused := result.GetOutcome() == registryv1.RowOutcome_ROW_OUTCOME_REFUSED
	if row.GetReport() == nil {
		if refused {
			t.Fatalf("project refused: %v", result)
		}
		return
	}
	key := row.GetReport().GetProject() + "/" + row.GetReport().GetMonth()
	for _, f := range result.GetFindings() {
		if refused || f.GetExplanationAsked() {
			flagged[key] = append(flagged[key], f.GetReason())
		}
	}
}

// caught counts projects that tell one lie, and honest reports of one kind.
type caught struct{ all, any, own int }

func (c caught) rate(n int) string {
	if c.all == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(c.all))
}

// measure holds what was found against the truth and puts it into tables.
func measure(s synth.Spec, flagged map[string][]string) string {
	lies, honest, alarms := make(map[synth.Lie]caught), map[string]caught{}, map[string]int{}
	for p := range s.Generate() {
		lie := lieOf(p)
		if lie != "" {
			lies[lie] = lies[lie].plus(exposed(p, flagged, ownChecks[lie]))
			continue
		}
		for _, r := range p.Reports {
			found := flagged[r.Row.GetProject()+"/"+r.Row.GetMonth()]
			one := caught{all: 1}
			if len(found) > 0 {
				one.any = 1
			}
			for _, kind := range []string{"all", cmp.Or(string(r.Habit), "usual"), arrival(r)} {
				honest[kind] = honest[kind].plus(one)
			}
			for _, reason := range slices.Compact(slices.Sorted(slices.Values(found))) {
				alarms[reason]++
			}
		}
	}
	return liesTable(lies) + honestTable(honest) + alarmsTable(alarms, honest["all"].all)
}

func (c caught) plus(o caught) caught { return caught{c.all + o.all, c.any + o.any, c.own + o.own} }

func lieOf(p synth.Project) synth.Lie {
	for _, r := range p.Reports {
		if r.Lie != "" {
			return r.Lie
		}
	}
	return ""
}

// exposed tells whether any of the project's untrue months was flagged, at all and by
// a check that names the lie.
func exposed(p synth.Project, flagged map[string][]string, own []string) caught {
	c := caught{all: 1}
	for _, r := range p.Reports {
		if r.Lie == "" {
			continue
		}
		for _, reason := range flagged[r.Row.GetProject()+"/"+r.Row.GetMonth()] {
			c.any = 1
			if slices.Contains(own, reason) {
				c.own = 1
			}
		}
	}
	return c
}

func arrival(r synth.Report) string {
	switch {
	case r.Correction:
		return "corrected"
	case r.Late > 0:
		return "late"
	default:
		return "on time"
	}
}

func liesTable(lies map[synth.Lie]caught) string {
	var b strings.Builder
	b.WriteString("\n| lie | projects | found | by its own check |\n|---|---:|---:|---:|\n")
	var sum caught
	for _, lie := range synth.Lies() {
		c := lies[lie]
		sum = sum.plus(c)
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", lie, c.all, c.rate(c.any), c.rate(c.own))
	}
	fmt.Fprintf(&b, "| **all** | %d | %s | %s |\n", sum.all, sum.rate(sum.any), sum.rate(sum.own))
	return b.String()
}

func honestTable(honest map[string]caught) string {
	var b strings.Builder
	b.WriteString("\n| honest reports | reports | false alarms |\n|---|---:|---:|\n")
	for _, kind := range []string{
		"usual", "winter", "lump", "finishing", "pausing", "preparing", "rounding", "terse", "on time", "late", "corrected", "all",
	} {
		c := honest[kind]
		fmt.Fprintf(&b, "| %s | %d | %s |\n", kind, c.all, c.rate(c.any))
	}
	return b.String()
}

func alarmsTable(alarms map[string]int, reports int) string {
	var b strings.Builder
	b.WriteString("\n| check | false alarms | of 1,000 honest reports |\n|---|---:|---:|\n")
	for _, reason := range slices.Sorted(maps.Keys(alarms)) {
		fmt.Fprintf(&b, "| `%s` | %d | %.1f |\n", reason, alarms[reason], 1000*float64(alarms[reason])/float64(reports))
	}
	return b.String() + "\n"
}

func TestTheTruthNamesEveryLie(t *testing.T) {
	s := province()
	s.Projects = 300
	var out bytes.Buffer
	if err := WriteTruth(&out, s); err != nil {
		t.Fatal(err)
	}
	kinds := make(map[synth.Lie]bool)
	for line := range strings.Lines(out.String()) {
		var p planted
		if err := json.Unmarshal([]byte(line), &p); err != nil || p.Project == "" || p.Month == "" {
			t.Fatalf("%s: %v", line, err)
		}
		kinds[p.Lie] = true
	}
	if len(kinds) < 8 {
		t.Errorf("only %v", kinds)
	}
}
