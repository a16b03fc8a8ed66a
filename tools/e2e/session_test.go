//go:build e2e

package e2e

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// keepsSessions signs in as a person does and kills the gateway: the session is an
// encrypted cookie, so that nobody notices.
func (p *platform) keepsSessions(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	person := p.signIn(ctx, t, "dev-city")
	before := person.get(ctx, t, "/api/v1/session")
	if at(before, "name") != "市指挥部办公室·演示" {
		t.Errorf("signed in as %v", before)
	}
	if err := p.Kill("gateway"); err != nil {
		t.Fatal(err)
	}
	if err := p.revive(ctx, "gateway"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, person.get(ctx, t, "/api/v1/session")); diff != "" {
		t.Errorf("the session after the gateway's end (-before +after)\n%s", diff)
	}
	person.get(ctx, t, "/api/v1/rollups/sd-bz?month=2020-05")
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// signIn goes through the issuer's page and keeps the cookies.
func (p *platform) signIn(ctx context.Context, t *testing.T, account string) caller {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	page := fetch(ctx, t, browser, http.MethodGet, p.opts.GatewayURL()+"/auth/login?return=/api/v1/session", nil)
	form := url.Values{"account": {account}}
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		form.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	fetch(ctx, t, browser, http.MethodPost, p.opts.DevIssuerURL()+"/authorize", form)
	return caller{http: browser, base: p.opts.GatewayURL()}
}

// fetch follows redirects to a page, which must be there.
func fetch(ctx context.Context, t *testing.T, browser *http.Client, method, address string, form url.Values) string {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: HTTP %d %.300s (%v)", method, address, resp.StatusCode, text, err)
	}
	return string(text)
}
