package browser_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/services/printer/internal/browser"
	"pacesetter/services/printer/internal/printer"
)

const sheet = `<!doctype html><html><head><title>一项一档 · 旗手</title><style>@page { size: A4 portrait; margin: 15mm; } p { break-after: page; }</style></head>
<body>%s</body><script src="/mark.js"></script></html>`

// console is a site whose pages say when they are whole, and which remembers who asked.
type console struct {
	*httptest.Server

	ticket  atomic.Value
	outside atomic.Int64 // requests that reached another host
	written atomic.Int64 // requests that were to write
}

func newConsole(t *testing.T, body, mark string) *console {
	t.Helper()
	return serve(t, body, mark, httptest.NewServer)
}

func serve(t *testing.T, body, mark string, start func(http.Handler) *httptest.Server) *console {
	t.Helper()
	c := &console{}
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { c.outside.Add(1) }))
	t.Cleanup(other.Close)
	body = strings.ReplaceAll(body, "OTHER", other.URL)
	mux := http.NewServeMux()
	mux.HandleFunc("/mark.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, strings.ReplaceAll(mark, "OTHER", other.URL))
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/secret", http.StatusFound)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			c.written.Add(1)
		}
		if cookie, err := r.Cookie(browser.TicketCookie); err == nil {
			c.ticket.Store(cookie.Value)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "script-src 'self'") // as the gateway sends it
		fmt.Fprintf(w, sheet, body)
	})
	c.Server = start(mux)
	t.Cleanup(c.Close)
	return c
}

func (c *console) browser(t *testing.T, change func(*browser.Config)) *browser.Browser {
	t.Helper()
	path, err := browser.Find("")
	if err != nil {
		t.Skipf("tools/need.sh chromium installs what this test needs: %v", err)
	}
	at, err := url.Parse(c.URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg := browser.Config{Path: path, Console: at, Timeout: time.Minute, Pages: 5, Bytes: 4 << 20, At: 1, Patience: time.Minute, Sandbox: os.Getuid() != 0}
	if change != nil {
		change(&cfg)
	}
	return browser.New(cfg)
}

const ready = `requestAnimationFrame(() => { document.documentElement.dataset.print = matchMedia("print").matches ? "ready" : "not on paper" })`

func TestAPageBecomesAFile(t *testing.T) {
	c := newConsole(t, `<p>一</p><p>二</p>三<img src="OTHER/pixel.png"><img src="/away">`, `fetch("/api", { method: "POST" }).finally(() => `+ready+`)`)
	pdf, err := c.browser(t, nil).Print(t.Context(), printer.Page{Address: "/print/projects/1", Width: 718}, "a.ticket")
	if err != nil {
		t.Fatal(err)
	}
	if pdf.Pages() != 3 || !strings.Contains(string(pdf.Content), "/MediaBox [0 0 594.95996 841.91998]") {
		t.Errorf("%d pages of another size: %.2000s", pdf.Pages(), pdf.Content)
	}
	if pdf.FileName() != "一项一档.pdf" || c.ticket.Load() != "a.ticket" {
		t.Errorf("file is called %q, ticket %v arrived", pdf.FileName(), c.ticket.Load())
	}
	if outside, written := c.outside.Load(), c.written.Load(); outside+written > 0 {
		t.Errorf("%d requests left the console, %d would write", outside, written)
	}
}

func TestWhatIsNotPrinted(t *testing.T) {
	const notFound = `Object.assign(document.documentElement.dataset, { printStatus: "404", printMessage: "没有这个项目。", print: "refused" })`
	for name, tc := range map[string]struct {
		body, mark, want string
		kind             errs.Kind
		change           func(*browser.Config)
	}{
		"what the page was refused": {"", notFound, "PRINT_REFUSED", errs.KindNotFound, nil},
		"a page that is never whole": {"", "", "PRINT_TOO_SLOW", errs.KindExhausted, func(c *browser.Config) {
			c.Timeout = 5 * time.Second
		}},
		"more pages than may be": {strings.Repeat("<p>页</p>", 40), ready, "PRINT_TOO_LONG", errs.KindPrecondition, nil},
		"more bytes than may be": {"", ready, "PRINT_TOO_LARGE", errs.KindPrecondition, func(c *browser.Config) { c.Bytes = 10 }},
	} {
		t.Run(name, func(t *testing.T) {
			c := newConsole(t, tc.body, tc.mark)
			_, err := c.browser(t, tc.change).Print(t.Context(), printer.Page{Address: "/print/list", Width: 718}, "t")
			if errs.ReasonOf(err) != tc.want || errs.KindOf(err) != tc.kind {
				t.Errorf("Print() = %v, want %s", err, tc.want)
			}
		})
	}
}

// TestOthersWait: while one browser prints, who comes next waits a moment and is sent away.
func TestOthersWait(t *testing.T) {
	c := newConsole(t, "", "")
	b := c.browser(t, func(c *browser.Config) { c.Patience = time.Millisecond })
	ctx, stop := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		_, err := b.Print(ctx, printer.Page{Address: "/print/list", Width: 718}, "first")
		first <- err
	}()
	for c.ticket.Load() == nil && len(first) == 0 {
		select {
		case <-time.After(time.Millisecond): // until the first one's page was asked for
		case <-t.Context().Done():
			t.Fatal("the first one never began")
		}
	}
	if _, err := b.Print(t.Context(), printer.Page{Address: "/print/list", Width: 718}, "second"); errs.ReasonOf(err) != "PRINTER_BUSY" {
		t.Errorf("Print() = %v, want PRINTER_BUSY", err)
	}
	stop()
	if err := <-first; err == nil {
		t.Error("the first one printed a page that is never whole")
	}
}

// TestAConsoleOfOurAuthority: Chromium knows none of our authorities, and nobody else's
// certificate is taken for the console's.
func TestAConsoleOfOurAuthority(t *testing.T) {
	c := serve(t, "", ready, httptest.NewTLSServer)
	believe := func(certificates ...*x509.Certificate) func(*browser.Config) {
		return func(cfg *browser.Config) {
			pool := x509.NewCertPool()
			for _, one := range certificates {
				pool.AddCert(one)
			}
			cfg.Authorities = func() (*x509.CertPool, error) { return pool, nil }
		}
	}
	page := printer.Page{Address: "/print/list", Width: 718}
	if pdf, err := c.browser(t, believe(c.Certificate())).Print(t.Context(), page, "t"); err != nil || pdf.Pages() != 1 {
		t.Errorf("%d pages, %v", pdf.Pages(), err)
	}
	for name, change := range map[string]func(*browser.Config){"another authority": believe(), "the system's": nil} {
		if _, err := c.browser(t, change).Print(t.Context(), page, "t"); err == nil {
			t.Errorf("%s vouches for the console", name)
		}
	}
}

func TestAddressesOfOthersAreRefused(t *testing.T) {
	c := newConsole(t, "", ready)
	for _, address := range []string{"http://169.254.169.254/latest/", "//other.example/", "file:///etc/passwd"} {
		if _, err := c.browser(t, nil).Print(t.Context(), printer.Page{Address: address, Width: 718}, "t"); errs.KindOf(err) != errs.KindInternal {
			t.Errorf("Print(%q) = %v", address, err)
		}
	}
	if c.ticket.Load() != nil {
		t.Error("a browser was started")
	}
}
