package launch

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func runAll(t *testing.T, p *Platform, endings string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := p.run(t.Context(), fake(t, p, name, endings)); err != nil {
			t.Fatal(err)
		}
	}
}

func lines(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}

func TestWhenOneDiesItIsNamedAndAllEnd(t *testing.T) {
	p, endings := empty(t), filepath.Join(t.TempDir(), "endings")
	runAll(t, p, endings, "one", "two", "three")
	if err := p.Kill("two"); err != nil {
		t.Fatal(err)
	}
	err := p.Wait(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "two 已退出（signal: killed），全部结束") {
		t.Fatalf("Wait() = %v, want two named", err)
	}
	p.Stop()
	if got := lines(t, endings); got != "three one" {
		t.Errorf("asked to end: %q, want the survivors, the last started first", got)
	}
}

// TestWorkThatAChildsEndSpoilsNamesTheChild, whether the work hangs or fails by it.
func TestWorkThatAChildsEndSpoilsNamesTheChild(t *testing.T) {
	for name, fails := range map[string]bool{"the work hangs": false, "the work fails": true} {
		t.Run(name, func(t *testing.T) {
			p := empty(t)
			runAll(t, p, os.DevNull, "one")
			err := p.During(t.Context(), func(ctx context.Context) error {
				if err := p.Kill("one"); err != nil || fails {
					return errors.Join(errors.New("no answer"), err)
				}
				<-ctx.Done()
				return ctx.Err()
			})
			if err == nil || !strings.HasPrefix(err.Error(), "one 已退出（signal: killed）") {
				t.Errorf("During() = %v, want one named", err)
			}
		})
	}
	spoilt := errors.New("its own fault")
	if err := empty(t).During(t.Context(), func(context.Context) error { return spoilt }); !errors.Is(err, spoilt) {
		t.Errorf("During() = %v", err)
	}
}

func TestCtrlCEndsTheWaitWithoutAnError(t *testing.T) {
	p := empty(t)
	runAll(t, p, os.DevNull, "one")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Wait(ctx); err != nil {
		t.Errorf("Wait() = %v", err)
	}
}

func TestAKilledChildStartsAgainInItsPlace(t *testing.T) {
	p := empty(t)
	runAll(t, p, os.DevNull, "one", "two")
	before, err := p.PID("one")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill("one"); err != nil {
		t.Fatal(err)
	}
	if err := p.Restart(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	after, err := p.PID("one")
	if err != nil || after == before {
		t.Errorf("PID %d before, %d after, %v", before, after, err)
	}
	if got := strings.Join(p.Names(), " "); got != "one two" {
		t.Errorf("Names() = %q, want one two", got)
	}
}

func TestAChildThatFailsToStartTellsWhy(t *testing.T) {
	p := empty(t)
	spec := fake(t, p, "fake", os.DevNull)
	spec.Env = append(spec.Env, "FAKE_FAILS=fake")
	err := p.run(t.Context(), spec)
	if err == nil || !strings.Contains(err.Error(), "no such table") || !strings.Contains(err.Error(), spec.Log) {
		t.Errorf("run() = %v, want its last words and its log's name", err)
	}
}

func TestAMissingProgramNamesTheCommandThatBuildsIt(t *testing.T) {
	p := empty(t)
	spec := fake(t, p, "ghost", os.DevNull)
	spec.Path = p.opts.bin("ghost")
	if err := p.run(t.Context(), spec); err == nil || !strings.Contains(err.Error(), "请先运行 make build") {
		t.Errorf("run() = %v", err)
	}
}

func TestATakenPortIsNamedWithItsOwner(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, text, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{PortOffset: port - gatewayPort}
	err = o.checkPorts(t.Context(), services(o))
	if want := text + "（gateway）"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("checkPorts() = %v, want %q in it", err, want)
	}
}

// TestThePrinterIsWhereABrowserIs: without one the gateway is told of none.
func TestThePrinterIsWhereABrowserIs(t *testing.T) {
	for chromium, want := range map[string]bool{"": false, "/usr/bin/chromium": true} {
		o := Options{Chromium: chromium}
		runs := slices.ContainsFunc(services(o), func(s service) bool { return s.name == "printer" })
		_, told := gatewayEnv(plan{opts: o})["PACESETTER_GATEWAY_PRINTER_ADDR"]
		if runs != want || told != want {
			t.Errorf("with %q the printer runs: %t, the gateway knows it: %t", chromium, runs, told)
		}
	}
}
