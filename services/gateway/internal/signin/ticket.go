package signin

import (
	"context"
	"net/http"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// printCookie carries a ticket; the printer sends it under this name.
const printCookie = "pacesetter_print"

// ticketLife lasts for one print: to wait for a browser, and to print.
const ticketLife = 2 * time.Minute

// ticket lets the printer read as a person, for one print. Nothing of the registry's is in
// it: what the person holds is asked again, as for a session.
//
// It is bound to the print that it was got for: who comes by it reads what that page reads,
// the same project or the same unit, month and filter, and until the ticket's end, which is
// never after that of the session or token it was got with. It does not stop them from
// reading that more than once or in other pieces (another order, other groups of the same
// figures, the same figures as known earlier), nor what each page needs whatever it shows:
// the person's name and grants, the tree of units, the list of indicators and published
// cut-offs. What the print itself leaves open (a list of all units, no month) is open to the
// ticket too. Signing out ends no ticket: the gateway keeps none.
//
// While gateways are replaced, one answers for the ticket of another, which may let its page
// read what this one doesn't know, or name no order at all. That is told as a failure that
// passes, not as a refusal.
type ticket struct {
	ID      string        `json:"sub"`
	Name    string        `json:"name"`
	Grants  []authn.Grant `json:"grants"` // that the person's own proof claims
	Expires time.Time     `json:"exp"`
	Order   order         `json:"order"`
	Edition string        `json:"edition"` // of what the order reads, by the gateway that made the ticket
}

// proof is who somebody is by their own session, token or ticket, and until when.
type proof struct {
	authn.Principal
	until time.Time
}

// proofKey is the context key of the proof that a request came with.
type proofKey struct{}

func withProof(ctx context.Context, p proof) context.Context {
	return context.WithValue(ctx, proofKey{}, p)
}

// proofOf is the proof of whoever asks behind the gate; elsewhere one that has ended.
func proofOf(ctx context.Context) proof {
	p, _ := ctx.Value(proofKey{}).(proof)
	return p
}

// Ticket makes a ticket for whoever asks behind the gate, for one kind of print and the
// parameters of its page.
func (g *Gate) Ticket(ctx context.Context, kind string, parameters map[string]string) (string, error) {
	p, ends := proofOf(ctx), g.cookies.now().Add(ticketLife)
	if p.until.Before(ends) {
		ends = p.until
	}
	o := order{kind, parameters}
	text, err := g.cookies.seal(printCookie, ticket{ID: p.ID, Name: p.Name, Grants: p.Grants, Expires: ends, Order: o, Edition: o.edition()})
	if err != nil {
		return "", errs.Internal(errs.ReasonInternal, "make a ticket").Wrap(err)
	}
	return text, nil
}

// ticketHolder is the person of a request that carries a ticket, if it is one of the print's.
func (c *Cookies) ticketHolder(r *http.Request) (proof, error) {
	var t ticket
	if err := c.read(r, printCookie, &t); err != nil || !c.now().Before(t.Expires) {
		return proof{}, errs.Unauthenticated("UNAUTHENTICATED", "no session")
	}
	if !t.Order.reads(r) {
		return proof{}, t.refuse(r)
	}
	return proof{authn.Principal{ID: t.ID, Name: t.Name, Grants: t.Grants}, t.Expires}, nil
}

// comeBack is when to print again while gateways are replaced.
const comeBack = 5 * time.Second

// refuse fails with PRINT_READ_ONLY, or with PRINT_VERSION_MIXED where the ticket is of a
// gateway of another version, which might have let it read.
func (t ticket) refuse(r *http.Request) error {
	if t.Edition != t.Order.edition() {
		return errs.Unavailable("PRINT_VERSION_MIXED", "a ticket of another version for %s %s", r.Method, r.URL.Path).RetryIn(comeBack)
	}
	return errs.Denied("PRINT_READ_ONLY", "a ticket for a %s is not for %s %s", t.Order.Kind, r.Method, r.URL.Path)
}
