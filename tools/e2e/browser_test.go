//go:build e2e

package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const consoleDir = "../../services/gateway/console"

// browse runs the console's own tests in Debian's Chromium against the platform.
func (p *platform) browse(t *testing.T) {
	t.Helper()
	needChromium(t)
	if _, err := os.Stat(filepath.Join(consoleDir, "node_modules/playwright-core")); err != nil {
		t.Fatalf("the console's packages are not here: run make build (%v)", err)
	}
	s := p.newSheet(t, "sd-bz-bincheng", "滨城区")
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "run", "e2e")
	cmd.Dir = consoleDir
	cmd.Env = append(os.Environ(), "BASE_URL="+p.opts.GatewayURL(), "SHEET="+s.file, "SHEET_UNIT=滨城区", "SHEET_MONTH="+sheetMonth, "MONTH=2020-05")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // npm passes it on to its children
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("npm run e2e: %v\n%s", err, out)
		return
	}
	t.Logf("%s", out)
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
