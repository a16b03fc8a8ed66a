//go:build e2e

package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/clerk"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

const (
	consoleDir = "../../services/gateway/console"
	browseUnit = "sd-bz-bincheng"
)

// browse runs the console's own tests in Debian's Chromium against the platform.
func (p *platform) browse(t *testing.T) {
	t.Helper()
	needChromium(t)
	if _, err := os.Stat(filepath.Join(consoleDir, "node_modules/playwright-core")); err != nil {
		t.Fatalf("the console's packages are not here: run make build (%v)", err)
	}
	p.mustAgree(t, "haizhou-2019") // whose district has targets
	s := p.newSheet(t, browseUnit, "滨城区")
	p.addRiddle(t, s)
	env := append(os.Environ(), "BASE_URL="+p.opts.GatewayURL(), "SHEET="+s.file, "SHEET_UNIT=滨城区", "SHEET_MONTH="+sheetMonth,
		"MONTH=2020-05", "TARGET_UNIT=ln-fx-haizhou", "TARGET_MONTH=2019-06", "TARGET_ACCOUNT=province")
	files, err := filepath.Glob(filepath.Join(consoleDir, "e2e/*.test.mjs"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests of the console: %v", err)
	}
	until := browseUntil(t)
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			if name != mostImportant && time.Now().After(until) {
				t.Skipf("the machine is too slow for all tests of the console: none is begun after %s", until.UTC().Format(time.TimeOnly))
			}
			runInBrowser(t, name, env)
		})
	}
}

// mostImportant is the console's main path, which is walked on the slowest machine too.
const mostImportant = "console.test.mjs"

// browseUntil is when the last file of tests may begin: PACESETTER_TEST_BROWSER_UNTIL, in
// seconds since 1970. Without it all run.
func browseUntil(t *testing.T) time.Time {
	t.Helper()
	text := os.Getenv("PACESETTER_TEST_BROWSER_UNTIL")
	if text == "" {
		return time.Now().Add(24 * time.Hour)
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatalf("PACESETTER_TEST_BROWSER_UNTIL: %v", err)
	}
	return time.Unix(seconds, 0)
}

func runInBrowser(t *testing.T, file string, env []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "--test", filepath.Join("e2e", file))
	cmd.Dir, cmd.Env = consoleDir, env
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // Chromium ends with it
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("%s: %v", file, err)
	}
}

// addRiddle gives the sheet a row of which a person has to say two things: which
// project it is, for only its name is a known one's, and who wins, for that one's month
// was reported by hand with other figures.
func (p *platform) addRiddle(t *testing.T, s *clerkSheet) {
	t.Helper()
	ctx := client.As(t.Context(), authn.RoleProvince, p.root)
	resp, err := p.grpc.Projects.ListProjects(ctx, reportedIn(browseUnit, 4))
	if err != nil {
		t.Fatal(err)
	}
	known := resp.GetRows()[3] // the sheet reports the first three
	row := p.nextMonth(ctx, t, known, "滨城区")
	p.reportByHand(t, known.GetId(), row)
	row.Company = "滨城区示例更名公司"
	s.rows = append(s.rows, row)
	s.add(len(s.rows)-1, 30)
	s.write(t)
}

// reportByHand reports the sheet's month as the row says it.
func (p *platform) reportByHand(t *testing.T, id string, row clerk.Row) {
	t.Helper()
	ctx := client.As(t.Context(), authn.RoleCounty, browseUnit)
	_, err := p.grpc.Reports.SaveReport(ctx, &registryv1.SaveReportRequest{
		ProjectId: id, Month: sheetMonth, Progress: "设备安装", Submit: true, RequestId: newID(),
		Figures: &registryv1.Figures{
			MonthYuan: row.Month.(int64) * synth.Wan, YearToDateYuan: row.Year.(int64) * synth.Wan, CumulativeYuan: row.Cumulative.(int64) * synth.Wan,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// needChromium installs Chromium as root; anybody else is told the line that does.
func needChromium(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "../need.sh", "chromium").CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
}
