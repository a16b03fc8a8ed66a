//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pacesetter/tools/internal/launch"
)

// upped is a running `pacesetter up`.
type upped struct {
	cmd   *exec.Cmd
	lines chan string // closed at its end
	ended chan error
	text  strings.Builder
}

// TestUp runs the command that everybody begins with, on each broker: it ends with
// the published figures and the console's address, Ctrl-C ends all of it, and the
// next one finds its data again, also on another broker.
func TestUp(t *testing.T) {
	for name, brokers := range map[string][]string{
		"twice on kfake, then on Apache Kafka": {launch.BrokerDev, launch.BrokerDev, launch.BrokerKafka},
		"twice on Apache Kafka":                {launch.BrokerKafka, launch.BrokerKafka},
	} {
		t.Run(name, func(t *testing.T) {
			data, opts := dataFolder(t), freePorts(t)
			first := up(t, data, brokers[0], opts)
			first.mustShow(t, "与公布的数字一致", "滨州市", "邹平市", "项目：写入 1624，原有 0")
			for i, broker := range brokers[1:] {
				first.interrupt(t, opts)
				first = up(t, data, broker, opts)
				first.mustShow(t, "与公布的数字一致", "项目：写入 0，原有 1624", "月报：写入 0，原有 2165")
				if broker != brokers[i] {
					first.mustShow(t, "重新发布当前状态")
				}
			}
			first.loseOne(t, filepath.Join(data, "log"))
		})
	}
}

// freePorts moves the ports to where nobody listens.
func freePorts(t *testing.T) launch.Options {
	t.Helper()
	for offset := 5_000; offset < 11_000; offset += 1_000 {
		if o := (launch.Options{PortOffset: offset}); free(o) {
			return o
		}
	}
	t.Fatal("all ports are taken")
	return launch.Options{}
}

func free(o launch.Options) bool {
	for _, addr := range []string{
		strings.TrimPrefix(o.GatewayURL(), "http://"), strings.TrimPrefix(o.DevIssuerURL(), "http://"), o.RegistryAddr(), o.StatisticsAddr(),
	} {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return false
		}
		_ = l.Close()
	}
	return true
}

// up starts `pacesetter up` and waits for its line ready.
func up(t *testing.T, data, broker string, opts launch.Options) *upped {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	t.Cleanup(cancel)
	out, in := io.Pipe()
	u := &upped{lines: make(chan string, 1000), ended: make(chan error, 1)}
	u.cmd = exec.CommandContext(ctx, filepath.Join(checkout(t), "bin/pacesetter"), "up", "--port-offset", strconv.Itoa(opts.PortOffset))
	u.cmd.Env = append(os.Environ(), "PACESETTER_DATA_DIR="+data, "BROKER="+broker)
	u.cmd.Stdout, u.cmd.Stderr = in, in
	u.cmd.Cancel = func() error { return u.cmd.Process.Signal(syscall.SIGINT) }
	u.cmd.WaitDelay = time.Minute
	if err := u.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { err := u.cmd.Wait(); in.Close(); u.ended <- err }()
	go u.scan(out)
	if last := u.until(ctx, "ready http://"); last == "" {
		t.Fatalf("pacesetter up never was ready:\n%s", u.text.String())
	}
	return u
}

func (u *upped) scan(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		u.lines <- lines.Text()
	}
	close(u.lines)
}

// until reads lines to the one that begins with prefix, and returns that; nothing
// when the command or the time ends first.
func (u *upped) until(ctx context.Context, prefix string) string {
	for {
		select {
		case line, more := <-u.lines:
			if !more {
				return ""
			}
			u.text.WriteString(line + "\n")
			if strings.HasPrefix(line, prefix) {
				return line
			}
		case <-ctx.Done():
			return ""
		}
	}
}

func (u *upped) mustShow(t *testing.T, all ...string) {
	t.Helper()
	for _, text := range all {
		if !strings.Contains(u.text.String(), text) {
			t.Errorf("%q is missing in\n%s", text, u.text.String())
		}
	}
}

// interrupt is Ctrl-C: all ends, without an error, and nobody listens any more.
func (u *upped) interrupt(t *testing.T, opts launch.Options) {
	t.Helper()
	if err := u.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := <-u.ended; err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
	if !free(opts) {
		t.Error("after Ctrl-C somebody still listens")
	}
}

// loseOne kills a service's process: all ends, and it is named.
func (u *upped) loseOne(t *testing.T, logs string) {
	t.Helper()
	pid := childOf(t, u.cmd.Process.Pid, "statistics")
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	err := <-u.ended
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err == nil || u.until(ctx, "pacesetter up: statistics 已退出（signal: killed）") == "" {
		t.Errorf("with statistics killed: %v\n%s\nlogs in %s", err, u.text.String(), logs)
	}
}

// childOf finds a child process by its program's name.
func childOf(t *testing.T, parent int, program string) int {
	t.Helper()
	tasks, err := filepath.Glob("/proc/" + strconv.Itoa(parent) + "/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		text, _ := os.ReadFile(task) // a thread may have ended meanwhile
		for _, pid := range strings.Fields(string(text)) {
			if exe, _ := os.Readlink("/proc/" + pid + "/exe"); filepath.Base(exe) == program {
				n, _ := strconv.Atoi(pid)
				return n
			}
		}
	}
	t.Fatalf("process %d has no child %s", parent, program)
	return 0
}
