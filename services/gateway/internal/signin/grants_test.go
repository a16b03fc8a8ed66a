package signin

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/conf"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/pgtest"
	"pacesetter/pkg/service"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/grants"
	"pacesetter/services/gateway/internal/rest"
	"pacesetter/services/registry"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is a gate before a real registry, which a test takes away. The gate's clock
// is the test's; whoever calls the registry does it at the real time.
type house struct {
	t        *testing.T
	clock    time.Time
	cookies  *Cookies
	verifier *authn.Verifier
	gate     *Gate
	grants   registryv1.GrantServiceClient
	stop     func()
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, clock: time.Now()}
	now := func() time.Time { return h.clock }
	dir := t.TempDir()
	ours, gatewayKey := filepath.Join(dir, "service.jwk"), filepath.Join(dir, "gateway.jwk")
	for _, key := range []string{ours, gatewayKey} {
		if err := authn.GenerateKeyFile(key, key+".jwks"); err != nil {
			t.Fatal(err)
		}
	}
	auth := authn.Config{Issuers: []authn.IssuerConfig{
		{Issuer: authn.ServiceIssuer, JWKSFile: ours + ".jwks", Grants: true},
		{Issuer: "pacesetter-gateway", JWKSFile: gatewayKey + ".jwks", Grants: true},
	}}
	address, stop := runRegistry(t, auth)
	h.stop = stop
	tokens, err := authn.ServiceTokens(authn.ServiceConfig{KeyFile: ours}, "gateway", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := service.Dial(address, service.ClientConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	h.grants = registryv1.NewGrantServiceClient(conn)
	serving := authn.WithBearer(t.Context(), bearer(t, tokens))
	if _, err := h.grants.GrantsOf(serving, &registryv1.GrantsOfRequest{}, grpc.WaitForReady(true)); err != nil {
		t.Fatal(err)
	}
	catalogue, err := rest.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	if h.cookies, err = NewCookies(strings.Repeat("s", minSecret), false, now); err != nil {
		t.Fatal(err)
	}
	signer, err := authn.NewSigner(gatewayKey, "", "pacesetter-gateway", 5*time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	if h.verifier, err = authn.NewVerifier(t.Context(), auth, now); err != nil {
		t.Fatal(err)
	}
	h.gate = NewGate(GateConfig{
		Cookies: h.cookies, Verifier: h.verifier, Signer: signer, Life: 5 * time.Minute, Failures: rest.NewErrorWriter(catalogue, log),
		Grants: grants.NewSource(grants.Config{Client: h.grants, Tokens: tokens, Log: log, Registerer: prometheus.NewRegistry(), Now: now}),
	})
	return h
}

func bearer(t *testing.T, tokens authn.TokenSource) string {
	t.Helper()
	text, err := tokens.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// runRegistry migrates and serves a registry with two first administrators, and
// returns where it is and what ends it.
func runRegistry(t *testing.T, auth authn.Config) (string, func()) {
	t.Helper()
	db := pgtest.New(t, "registry")
	lis, err := net.Listen("tcp", "127.0.0.1:0") // a free port; the registry takes it over
	if err != nil {
		t.Fatal(err)
	}
	address := lis.Addr().String()
	if err := lis.Close(); err != nil {
		t.Fatal(err)
	}
	cfg := registry.Config{
		Service:  service.Config{GRPCAddr: address, OpsAddr: "127.0.0.1:0", DrainTimeout: time.Second, RequestTimeout: 30 * time.Second},
		Database: pg.Config{URL: conf.Secret(db.URL), OwnerURL: conf.Secret(db.OwnerURL)},
		Kafka:    kafkatest.Start(t), Auth: auth,
		Root: registry.RootConfig{Code: "sd", Name: "山东省", Kind: "province", Admins: []string{"boss", "second"}},
	}
	for _, command := range registry.Commands() {
		if command.Name == "migrate" {
			if err := command.Run(t.Context(), cfg, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- registry.Run(ctx, cfg) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return address, stop
}

// heard is what a request came through the gate with.
type heard struct {
	status   int
	reason   string
	grants   []authn.Grant
	bearer   string
	readOnly string
}

// ask sends a request of somebody who is signed in.
func (h *house) ask(method, who string) heard {
	h.t.Helper()
	jar := httptest.NewRecorder()
	if err := h.cookies.set(jar, sessionCookie, Session{ID: who, Name: who, Expires: h.clock.Add(time.Hour)}, time.Hour); err != nil {
		h.t.Fatal(err)
	}
	var got heard
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "/api/v1/units", nil)
	r.AddCookie(jar.Result().Cookies()[0])
	h.gate.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got.grants, got.bearer = authn.PrincipalOf(r.Context()).Grants, authn.BearerOf(r.Context())
	})).ServeHTTP(w, r)
	got.status, got.readOnly = w.Code, w.Header().Get(readOnlyHeader)
	for _, reason := range []string{"READ_ONLY", "GRANTS_UNAVAILABLE"} {
		if strings.Contains(w.Body.String(), `"`+reason+`"`) {
			got.reason = reason
		}
	}
	return got
}

// as is the context of calls to the registry with the token that the gate minted.
func (h *house) as(who string) context.Context {
	h.t.Helper()
	return authn.WithBearer(h.t.Context(), h.ask(http.MethodGet, who).bearer)
}

// give gives a grant as boss, waiting for a registry that has not read its tree yet.
func (h *house) give(g *registryv1.Grant) *registryv1.Grant {
	h.t.Helper()
	for {
		resp, err := h.grants.GiveGrant(h.as("boss"), &registryv1.GiveGrantRequest{Grant: g, RequestId: uuid.NewString()})
		if errs.KindOf(err) == errs.KindUnavailable && h.t.Context().Err() == nil {
			continue // the client's own backoff waits
		}
		if err != nil {
			h.t.Fatal(err)
		}
		return resp.GetGrant()
	}
}

func (h *house) wantGrants(who string, want ...authn.Grant) {
	h.t.Helper()
	got := h.ask(http.MethodGet, who)
	if diff := cmp.Diff(want, got.grants); diff != "" || got.status != http.StatusOK {
		h.t.Errorf("%s comes through with status %d (-want +got):\n%s", who, got.status, diff)
	}
}

func TestAWithdrawnGrantEndsWithinFiveMinutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.give(&registryv1.Grant{Principal: "li", Role: "county", Unit: "sd"})
	county := authn.Grant{Role: authn.RoleCounty, Unit: "sd"}
	h.wantGrants("li", county)
	withdrawn := h.clock
	_, err := h.grants.WithdrawGrant(h.as("boss"), &registryv1.WithdrawGrantRequest{Id: g.GetId(), Reason: "调离", Version: g.GetVersion(), RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	h.clock = withdrawn.Add(grants.Kept - time.Second)
	last := h.ask(http.MethodGet, "li") // the answer is still remembered
	if diff := cmp.Diff([]authn.Grant{county}, last.grants); diff != "" {
		t.Errorf("within a minute (-want +got):\n%s", diff)
	}
	if ends, ok := authn.ExpiryOf(last.bearer); !ok || ends.After(withdrawn.Add(5*time.Minute)) {
		t.Errorf("the last token ends %s after the withdrawal", ends.Sub(withdrawn))
	}
	h.clock = withdrawn.Add(grants.Kept + time.Second)
	h.wantGrants("li")
}

func TestAnAdministratorIsOneOnceASecondPersonConfirmed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.give(&registryv1.Grant{Principal: "heir", Role: "admin", Unit: "sd"})
	h.wantGrants("heir")
	confirm := func(who string) error {
		_, err := h.grants.ConfirmGrant(h.as(who), &registryv1.ConfirmGrantRequest{Id: g.GetId(), Version: g.GetVersion(), RequestId: uuid.NewString()})
		return err
	}
	if err := confirm("boss"); errs.ReasonOf(err) != "SECOND_PERSON_NEEDED" {
		t.Errorf("by who gave it: %v", err)
	}
	if err := confirm("heir"); errs.ReasonOf(err) != "GRANT_NOT_FOUND" {
		t.Errorf("by who gets it and is nothing yet: %v", err)
	}
	if err := confirm("second"); err != nil {
		t.Fatal(err)
	}
	h.clock = h.clock.Add(grants.Kept)
	h.wantGrants("heir", authn.Grant{Role: authn.RoleAdmin, Unit: "sd"})
}

// TestWhileTheRegistryIsAwayOneReadsForAQuarterOfAnHour takes the registry away.
func TestWhileTheRegistryIsAwayOneReadsForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.give(&registryv1.Grant{Principal: "li", Role: "county", Unit: "sd"})
	asked := h.clock
	h.wantGrants("li", authn.Grant{Role: authn.RoleCounty, Unit: "sd"})
	h.stop()
	for name, tc := range map[string]struct {
		after       time.Duration
		method, who string
		want        heard
	}{
		"young answers hold for all":   {grants.Kept - time.Second, http.MethodPost, "li", heard{status: http.StatusOK}},
		"then for reads":               {grants.Kept, http.MethodGet, "li", heard{status: http.StatusOK, readOnly: "said"}},
		"to the end":                   {grants.Outage - time.Second, http.MethodGet, "li", heard{status: http.StatusOK, readOnly: "said"}},
		"writes are refused":           {grants.Kept, http.MethodPost, "li", heard{status: http.StatusServiceUnavailable, reason: "READ_ONLY"}},
		"afterwards reads too":         {grants.Outage, http.MethodGet, "li", heard{status: http.StatusServiceUnavailable, reason: "GRANTS_UNAVAILABLE"}},
		"who was never seen waits":     {0, http.MethodGet, "stranger", heard{status: http.StatusServiceUnavailable, reason: "GRANTS_UNAVAILABLE"}},
		"and so do their first writes": {0, http.MethodPost, "stranger", heard{status: http.StatusServiceUnavailable, reason: "GRANTS_UNAVAILABLE"}},
	} {
		h.clock = asked.Add(tc.after)
		got := h.ask(tc.method, tc.who)
		if got.readOnly != "" {
			if want := asked.Add(grants.Outage).UTC().Format(time.RFC3339); got.readOnly != want {
				t.Errorf("%s: read only until %s, want %s", name, got.readOnly, want)
			}
			if ends, ok := authn.ExpiryOf(got.bearer); !ok || ends.After(asked.Add(grants.Outage)) {
				t.Errorf("%s: a token until %s", name, ends)
			}
			got.readOnly = "said"
		}
		got.grants, got.bearer = nil, ""
		if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(heard{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestNobodyOfAnotherIssuerHoldsWhatSomebodyOfOursDoes: grants are kept by principal,
// and a platform that may only say who somebody is must not say that they are boss.
func TestNobodyOfAnotherIssuerHoldsWhatSomebodyOfOursDoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.give(&registryv1.Grant{Principal: "li", Role: "county", Unit: "sd"})
	key := filepath.Join(t.TempDir(), "other.jwk")
	if err := authn.GenerateKeyFile(key, key+".jwks"); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return h.clock }
	signer, err := authn.NewSigner(key, "", "https://other.example", time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	h.gate.verifier, err = authn.NewVerifier(t.Context(), authn.Config{
		Issuers: []authn.IssuerConfig{{Issuer: "https://other.example", JWKSFile: key + ".jwks"}}, Home: "https://ours.example",
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"li", "boss"} {
		token, err := signer.Mint(authn.Principal{ID: who})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/units", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		if got, err := h.gate.admit(r); err != nil || len(got.Grants) > 0 || got.ID != "https://other.example#"+who {
			t.Errorf("%s of another issuer comes in as %+v, %v", who, got.Principal, err)
		}
	}
}

// TestClaimsOfATrustedIssuerHoldByThemselves: the development issuer's accounts work as
// they do, whatever becomes of the registry, and grants of the registry come on top.
func TestClaimsOfATrustedIssuerHoldByThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.give(&registryv1.Grant{Principal: "dev", Role: "leader", Unit: "sd"})
	claimed := authn.Principal{ID: "dev", Grants: []authn.Grant{{Role: authn.RoleCity, Unit: "sd"}}}
	both, err := h.gate.holder(t.Context(), claimed)
	if err != nil || len(both.Grants) != 2 || both.readOnly() {
		t.Errorf("%+v, %v", both, err)
	}
	h.stop()
	h.clock = h.clock.Add(2 * grants.Kept)
	alone, err := h.gate.holder(t.Context(), claimed)
	if diff := cmp.Diff(claimed, alone.Principal); diff != "" || err != nil || alone.readOnly() {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
