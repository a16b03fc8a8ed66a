package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"pacesetter/pkg/errs"
	"pacesetter/services/printer/internal/printer"
)

// TicketCookie carries the ticket to the gateway, which reads it under this name.
const TicketCookie = "pacesetter_print"

// height of the window; paper has no end.
const height = 1000

// print opens the page and takes it as a file.
func (b *Browser) print(ctx context.Context, at *url.URL, width int, ticket string) (printer.PDF, error) {
	to, err := b.newCourier(ticket)
	if err != nil {
		return printer.PDF{}, err
	}
	defer to.close()
	tab, end := b.start(ctx)
	defer end()
	if err := b.prepare(tab, width, to); err != nil {
		return printer.PDF{}, err
	}
	pdf, err := b.take(tab, at)
	if err != nil {
		return printer.PDF{}, to.because(err)
	}
	return pdf, nil
}

// take prints what the tab shows at an address, once that says that it is whole.
func (b *Browser) take(tab context.Context, at *url.URL) (printer.PDF, error) {
	if err := chromedp.Do(tab, chromedp.Navigate(at.String())); err != nil {
		return printer.PDF{}, fmt.Errorf("open the page: %w", err)
	}
	if err := await(tab); err != nil {
		return printer.PDF{}, err
	}
	title, err := chromedp.Run(tab, chromedp.Title())
	if err != nil {
		return printer.PDF{}, fmt.Errorf("read the title: %w", err)
	}
	// One sheet more than may be tells that there are too many, without making them all.
	content, err := chromedp.Run(tab, chromedp.PrintToPDF(
		chromedp.PDFPreferCSSPageSize(), chromedp.PDFStream(), chromedp.PDFPageRanges(fmt.Sprintf("1-%d", b.cfg.Pages+1))))
	if err != nil {
		return printer.PDF{}, fmt.Errorf("print the page: %w", err)
	}
	return printer.PDF{Title: title, Content: content}, nil
}

// prepare makes the tab a sheet of paper in China, which gets what it asks for by a courier.
func (b *Browser) prepare(tab context.Context, width int, by *courier) error {
	if err := b.guard(tab, by); err != nil {
		return err
	}
	if _, err := chromedp.Call(tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Shanghai"}); err != nil {
		return fmt.Errorf("set the time zone: %w", err)
	}
	if err := chromedp.Do(tab, chromedp.EmulateViewport(int64(width), height)); err != nil {
		return fmt.Errorf("set the width: %w", err)
	}
	// The page lays tables out whole as soon as it is on paper.
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		return fmt.Errorf("lay out for paper: %w", err)
	}
	return nil
}

// guard has requests to the console answered and no other, redirects included.
func (b *Browser) guard(tab context.Context, by *courier) error {
	err := chromedp.Listen(tab, func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go b.judge(tab, paused, by) // nothing may be called while events are read
		}
	})
	if err != nil {
		return fmt.Errorf("start the browser: %w", err)
	}
	if _, err := chromedp.Call(tab, fetch.Enable, fetch.EnableParams{}); err != nil {
		return fmt.Errorf("guard requests: %w", err)
	}
	return nil
}

// judge answers one request. A failure of the call itself leaves the request waiting, and
// the page is too slow in the end.
func (b *Browser) judge(tab context.Context, paused *fetch.EventRequestPaused, by *courier) {
	to, err := url.Parse(paused.Request.URL)
	switch {
	case err == nil && isWithin(to):
		_, _ = call(tab, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: paused.RequestID})
		return
	case err != nil || !sameOrigin(b.cfg.Console, to) || paused.Request.Method != http.MethodGet: // a print writes nothing
		refuse(tab, paused, network.ErrorReasonBlockedByClient)
		return
	}
	answer, err := by.fetch(tab, paused.Request)
	if err != nil {
		refuse(tab, paused, network.ErrorReasonConnectionFailed)
		return
	}
	answer.RequestID = paused.RequestID
	_, _ = call(tab, fetch.FulfillRequest, answer)
}

func refuse(tab context.Context, paused *fetch.EventRequestPaused, why network.ErrorReason) {
	_, _ = call(tab, fetch.FailRequest, fetch.FailRequestParams{RequestID: paused.RequestID, ErrorReason: why})
}

func call[P, R any](tab context.Context, command cdp.Command[P, R], params P) (R, error) {
	return cdp.Call(tab, chromedp.FromContext(tab).Target, command, params)
}

// isWithin tells whether an address is what the page carries in itself.
func isWithin(to *url.URL) bool { return to.Scheme == "data" || to.Scheme == "blob" }

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

// mark is what a page says of itself when it is whole, or will never be.
type mark struct {
	Print   string `json:"print"` // ready or refused
	Status  string `json:"status"`
	Message string `json:"message"`
}

// whole is told by the page: its root element carries data-print.
const whole = `new Promise((done) => {
	const root = document.documentElement;
	const see = () => root.dataset.print && done({ print: root.dataset.print, status: root.dataset.printStatus ?? "", message: root.dataset.printMessage ?? "" });
	new MutationObserver(see).observe(root, { attributes: true });
	see();
})`

// await waits until the page has what it shows, or says why it will not.
func await(tab context.Context) error {
	m, err := chromedp.Run(tab, chromedp.Evaluate[mark](whole, chromedp.EvalAwaitPromise))
	if err != nil {
		return fmt.Errorf("wait for the page: %w", err)
	}
	if m.Print == "ready" {
		return nil
	}
	return refused(m)
}

// comeBack is when a print may be asked for again whose page could not be read for now.
const comeBack = 5 * time.Second

// refused passes the page's own refusal on, in its words.
func refused(m mark) error {
	const reason, why = "PRINT_REFUSED", "the page was refused: HTTP %s"
	say := errs.Precondition
	switch m.Status {
	case "401":
		say = errs.Unauthenticated
	case "403":
		say = errs.Denied
	case "404":
		say = errs.NotFound
	case "503":
		say = errs.Unavailable
	}
	e := say(reason, why, m.Status).With("message", m.Message)
	if e.Kind == errs.KindUnavailable {
		e = e.RetryIn(comeBack)
	}
	return e
}
