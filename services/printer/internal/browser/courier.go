package browser

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"

	"pacesetter/pkg/errs"
)

// mostFetched bounds what is held of one answer: the longest page of a list is 2 MB.
const mostFetched = 64 << 20

// courier brings a page what it asks of the console; the browser itself has no way out and
// no ticket. So each connection is verified by our authorities, of which Chromium knows
// nothing, however many gateways with keys of their own answer under the console's name,
// and whoever breaks into the browser finds nothing to carry away.
type courier struct {
	client *http.Client
	ticket string
	failed atomic.Pointer[error] // the first failure; Chromium tells nobody why
}

func (b *Browser) newCourier(ticket string) (*courier, error) {
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if b.cfg.Authorities != nil {
		pool, err := b.cfg.Authorities()
		if err != nil {
			return nil, err
		}
		trust.RootCAs = pool // nil: the system's
	}
	return &courier{ticket: ticket, client: &http.Client{
		Transport:     &http.Transport{TLSClientConfig: trust, ForceAttemptHTTP2: true, MaxConnsPerHost: 6},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the page's to follow, and to be judged anew
	}}, nil
}

// close ends its connections with the print.
func (c *courier) close() { c.client.CloseIdleConnections() }

// fetch reads an address for the page, in the hands of the ticket's holder.
func (c *courier) fetch(ctx context.Context, asked *network.Request) (fetch.FulfillRequestParams, error) {
	answer, err := c.read(ctx, asked)
	if err != nil {
		first := fmt.Errorf("fetch %s: %w", pathOf(asked.URL), err)
		c.failed.CompareAndSwap(nil, &first)
	}
	return answer, err
}

func (c *courier) read(ctx context.Context, asked *network.Request) (fetch.FulfillRequestParams, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, asked.URL, nil)
	if err != nil {
		return fetch.FulfillRequestParams{}, err
	}
	if accept, ok := asked.Headers["Accept"].(string); ok {
		request.Header.Set("Accept", accept)
	}
	request.AddCookie(&http.Cookie{Name: TicketCookie, Value: c.ticket}) //nolint:gosec // G124: sent, not set
	response, err := c.client.Do(request)
	if err != nil {
		return fetch.FulfillRequestParams{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostFetched+1))
	if err == nil && len(body) > mostFetched {
		err = errs.Internal(errs.ReasonInternal, "answer of more than %d bytes", mostFetched)
	}
	return fetch.FulfillRequestParams{ResponseCode: int64(response.StatusCode), ResponseHeaders: entries(response.Header), Body: body}, err
}

// because adds why the page did not get what it asked for, where that was so.
func (c *courier) because(err error) error {
	if why := c.failed.Load(); why != nil {
		return errors.Join(err, *why)
	}
	return err
}

func entries(header http.Header) []*fetch.HeaderEntry {
	var all []*fetch.HeaderEntry
	for name, values := range header {
		for _, value := range values {
			all = append(all, &fetch.HeaderEntry{Name: name, Value: value})
		}
	}
	return all
}

// pathOf leaves out what people searched for: errors end up in logs.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address"
	}
	return u.Path
}
