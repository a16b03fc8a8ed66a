package signin

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/services/gateway/internal/rest"
)

// printCookie carries a ticket; the printer's browser sends it under this name.
const printCookie = "pacesetter_print"

// ticketLife lasts for one print: to wait for a browser, and to print.
const ticketLife = 2 * time.Minute

// ticket lets the printer's browser read as a person, for one print. Nothing of the
// registry's is in it: what the person holds is asked again, as for a session.
type ticket struct {
	ID      string        `json:"sub"`
	Name    string        `json:"name"`
	Grants  []authn.Grant `json:"grants"` // that the person's own proof claims
	Expires time.Time     `json:"exp"`
}

// provenKey is the context key of the principal as its own proof says it.
type provenKey struct{}

func withProven(ctx context.Context, p authn.Principal) context.Context {
	return context.WithValue(ctx, provenKey{}, p)
}

// Ticket makes a ticket for whoever asks behind the gate.
func (g *Gate) Ticket(ctx context.Context) (string, error) {
	p, _ := ctx.Value(provenKey{}).(authn.Principal)
	text, err := g.cookies.seal(printCookie, ticket{ID: p.ID, Name: p.Name, Grants: p.Grants, Expires: g.cookies.now().Add(ticketLife)})
	if err != nil {
		return "", errs.Internal(errs.ReasonInternal, "make a ticket").Wrap(err)
	}
	return text, nil
}

// ticketHolder is the person of a request that carries a ticket.
func (c *Cookies) ticketHolder(r *http.Request) (authn.Principal, error) {
	var t ticket
	if err := c.read(r, printCookie, &t); err != nil || !c.now().Before(t.Expires) {
		return authn.Principal{}, errs.Unauthenticated("UNAUTHENTICATED", "no session")
	}
	if !printable(r) {
		return authn.Principal{}, errs.Denied("PRINT_READ_ONLY", "a ticket is not for %s %s", r.Method, r.URL.Path)
	}
	return authn.Principal{ID: t.ID, Name: t.Name, Grants: t.Grants}, nil
}

// printed are the nouns of what the printed pages read.
var printed = []string{"session", "units", "projects", "responsibilities", "rollups", "rankings", "indicators", "cutoffs"}

// printable allows what the printed pages read, and neither files (documents, exports,
// another print) nor streams, which outlive the ticket.
func printable(r *http.Request) bool {
	noun, below, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
	noun, _, _ = strings.Cut(noun, ":")
	return !rest.IsWrite(r) && slices.Contains(printed, noun) && !strings.HasSuffix(below, "/content") && !strings.HasSuffix(below, "/watch")
}
