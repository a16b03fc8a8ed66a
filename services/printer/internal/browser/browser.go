// Package browser makes PDF files with Chromium. Each file has a process and a profile of
// its own, which end with it: nothing of one person is left for the next. It opens the
// console's own addresses and nothing else.
package browser

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"time"

	"github.com/chromedp/chromedp"

	"pacesetter/pkg/errs"
	"pacesetter/services/printer/internal/printer"
)

// Config is what printing needs, and where it ends.
type Config struct {
	Path    string   // of Chromium
	Console *url.URL // where the console is opened
	// Authorities are whom to believe that it is the console; nil for the system's.
	Authorities func() (*x509.CertPool, error)
	Timeout     time.Duration
	Pages       int // most sheets of paper
	Bytes       int // most bytes of a file
	At          int // most browsers at a time
	Patience    time.Duration
	Sandbox     bool // false where the cluster allows Chromium none
}

// Browser prints.
type Browser struct {
	cfg   Config
	slots chan struct{}
}

// New makes a Browser.
func New(cfg Config) *Browser { return &Browser{cfg: cfg, slots: make(chan struct{}, max(1, cfg.At))} }

// names of Chromium in distributions, the preferred first.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}

// Find looks for Chromium: at path, or where there is none under its usual names.
func Find(path string) (string, error) {
	candidates := names
	if path != "" {
		candidates = []string{path}
	}
	for _, name := range candidates {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", fmt.Errorf("no Chromium here: looked for %v", candidates)
}

// Print makes a file of the page, for the holder of ticket.
func (b *Browser) Print(ctx context.Context, page printer.Page, ticket string) (printer.PDF, error) {
	at, err := b.cfg.Console.Parse(page.Address)
	if err != nil || !sameOrigin(b.cfg.Console, at) {
		return printer.PDF{}, errs.Internal(errs.ReasonInternal, "address %q is not the console's", page.Address)
	}
	release, err := b.slot(ctx)
	if err != nil {
		return printer.PDF{}, err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	pdf, err := b.print(ctx, at, page.Width, ticket)
	if err != nil {
		return printer.PDF{}, told(ctx, err)
	}
	return pdf, b.check(pdf)
}

// slot waits a moment for one of the browsers that may run at a time.
func (b *Browser) slot(ctx context.Context) (func(), error) {
	patience := time.NewTimer(b.cfg.Patience)
	defer patience.Stop()
	select {
	case b.slots <- struct{}{}:
		return func() { <-b.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-patience.C:
		return nil, errs.Exhausted("PRINTER_BUSY", "%d browsers print", cap(b.slots)).RetryIn(b.cfg.Patience)
	}
}

// told is what the caller hears of a failure. Chromium's own words are for the log.
func told(ctx context.Context, err error) error {
	if _, ours := errs.As(err); ours {
		return err
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errs.Exhausted("PRINT_TOO_SLOW", "page was not whole in time").Wrap(err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errs.Internal(errs.ReasonInternal, "print").Wrap(err)
}

// check refuses what no printer should get.
func (b *Browser) check(pdf printer.PDF) error {
	switch {
	case !pdf.Whole() || pdf.Pages() == 0:
		return errs.Internal(errs.ReasonInternal, "file of %d bytes is not whole", len(pdf.Content))
	case pdf.Pages() > b.cfg.Pages:
		return errs.Precondition("PRINT_TOO_LONG", "more than %d pages", b.cfg.Pages).With("limit", fmt.Sprint(b.cfg.Pages))
	case len(pdf.Content) > b.cfg.Bytes:
		return errs.Precondition("PRINT_TOO_LARGE", "%d bytes", len(pdf.Content)).With("limit", fmt.Sprint(b.cfg.Bytes>>20))
	}
	return nil
}

// start prepares one process with a profile of its own; it starts when first used.
func (b *Browser) start(ctx context.Context) (context.Context, context.CancelFunc) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(b.cfg.Path),
		chromedp.NoInheritEnv, chromedp.Env("PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/tmp"), // none of our settings
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), // not even the console: what it may have is brought
		chromedp.Flag("js-flags", "--max-old-space-size=512"),
	)
	if !b.cfg.Sandbox {
		options = append(options, chromedp.NoSandbox)
	}
	allocated, end := chromedp.NewExecAllocator(ctx, options...)
	tab, endTab := chromedp.NewContext(allocated)
	return tab, func() { endTab(); end() }
}
