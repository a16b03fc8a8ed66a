package process

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const (
	pollEvery = 50 * time.Millisecond
	tailLines = 15
	tailBytes = 8 << 10
)

// WaitReady waits until the child answers. When it ends instead, the error
// carries the last lines of its log, which nearly always say why.
func (p *Process) WaitReady(ctx context.Context) error {
	if p.spec.ReadyURL == "" {
		return nil
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	var last error
	for {
		if last = probe(ctx, p.spec.ReadyURL); last == nil {
			return nil
		}
		select {
		case <-p.exited:
			return fmt.Errorf("%s ended (%w) before it was ready\n%s", p.spec.Name, exitError(p.err), Tail(p.spec.Log))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w (%w)\n%s", p.spec.Name, last, ctx.Err(), Tail(p.spec.Log))
		case <-tick.C:
		}
	}
}

func exitError(err error) error {
	if err == nil {
		return fmt.Errorf("exit status 0")
	}
	return err
}

func probe(ctx context.Context, rawURL string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	u, err := url.Parse(rawURL)
	if err != nil {
		return err
	}
	if u.Scheme == "tcp" {
		return probeTCP(ctx, u.Host)
	}
	return probeHTTP(ctx, rawURL)
}

func probeTCP(ctx context.Context, addr string) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return conn.Close()
}

func probeHTTP(ctx context.Context, rawURL string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, rawURL, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10)) // only for the message
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s: %s: %s", rawURL, resp.Status, bytes.TrimSpace(body))
	}
	return nil
}

// Tail is the end of a log, indented for a message.
func Tail(path string) string {
	f, err := os.Open(path) //nolint:gosec // a log that this package wrote
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > tailBytes {
		_, _ = f.Seek(-tailBytes, io.SeekEnd) // a failure shows the log's start instead
	}
	text, _ := io.ReadAll(f)
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	lines = lines[max(0, len(lines)-tailLines):]
	return "  " + strings.Join(lines, "\n  ") + "\n  (whole log: " + path + ")"
}
