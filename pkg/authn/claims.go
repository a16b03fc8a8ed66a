package authn

import (
	"github.com/go-jose/go-jose/v4/jwt"
)

// Audience is who our tokens are for.
const Audience = "pacesetter"

// ServiceIssuer is the issuer of the tokens that services call each other with.
const ServiceIssuer = "pacesetter-services"

// servicePrefix begins the subject of a service's token.
const servicePrefix = "service:"

// claims is the wire form of a Principal.
type claims struct {
	jwt.Claims
	Name    string       `json:"name,omitempty"`
	Grants  []grantClaim `json:"pacesetter_grants,omitempty"`
	Service string       `json:"pacesetter_service,omitempty"`
}

type grantClaim struct {
	Role       Role   `json:"role"`
	Unit       string `json:"unit,omitempty"`
	Department string `json:"department,omitempty"`
}

func toClaims(p Principal) claims {
	c := claims{Name: p.Name, Service: p.Service}
	c.Subject = p.ID
	if p.Service != "" {
		c.Subject = servicePrefix + p.Service
	}
	for _, g := range p.Grants {
		c.Grants = append(c.Grants, grantClaim(g))
	}
	return c
}

// principal reads who the token speaks of. Grants and the name of a service
// count only where the issuer is trusted with them; from any other issuer they
// are as if absent, so that it proves who somebody is and nothing else.
func (c claims) principal(trusted bool) Principal {
	p := Principal{ID: c.Subject, Name: c.Name}
	if !trusted {
		return p
	}
	p.Service = c.Service
	for _, g := range c.Grants {
		p.Grants = append(p.Grants, Grant(g))
	}
	return p
}
