// Package gateway is the HTTP edge: people's console, programs' REST, sign-in and
// live figures. It keeps nothing: sessions are encrypted cookies, data are the
// services'.
package gateway

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/conf"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/service"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/gateway/console"
	"pacesetter/services/gateway/internal/download"
	"pacesetter/services/gateway/internal/grants"
	"pacesetter/services/gateway/internal/live"
	"pacesetter/services/gateway/internal/prints"
	"pacesetter/services/gateway/internal/rest"
	"pacesetter/services/gateway/internal/signin"
	"pacesetter/services/gateway/internal/upload"
	"pacesetter/services/gateway/internal/validate"
	"pacesetter/services/gateway/internal/web"
	"pacesetter/services/gateway/openapi"
)

// Config are the gateway's settings.
type Config struct {
	Service        service.Config
	Auth           authn.Config        `envPrefix:"PACESETTER_AUTH_"`
	Self           authn.ServiceConfig `envPrefix:"PACESETTER_SERVICE_"`
	HTTPAddr       string              `env:"PACESETTER_GATEWAY_HTTP_ADDR" default:":8080" doc:"Address that serves the console and REST."`
	PublicURL      string              `env:"PACESETTER_GATEWAY_PUBLIC_URL" default:"http://127.0.0.1:8080" doc:"Address of the gateway as browsers see it; sign-in returns there. With https, cookies are for HTTPS only."`
	RegistryAddr   string              `env:"PACESETTER_GATEWAY_REGISTRY_ADDR" required:"true" doc:"Address of the registry's gRPC."`
	StatisticsAddr string              `env:"PACESETTER_GATEWAY_STATISTICS_ADDR" required:"true" doc:"Address of statistics' gRPC."`
	PrinterAddr    string              `env:"PACESETTER_GATEWAY_PRINTER_ADDR" doc:"Address of the printer's gRPC; empty means that there is none, and no PDF."`
	Issuer         string              `env:"PACESETTER_GATEWAY_ISSUER" default:"pacesetter-gateway" doc:"Issuer in the tokens that the gateway mints; services must believe it."`
	KeyFile        string              `env:"PACESETTER_GATEWAY_KEY_FILE" required:"true" doc:"Private key (JWK or PEM, ES256) of those tokens, shared by all replicas."`
	KeyID          string              `env:"PACESETTER_GATEWAY_KEY_ID" doc:"kid of that key; empty means the file's own, or its thumbprint."`
	TokenLife      time.Duration       `env:"PACESETTER_GATEWAY_TOKEN_LIFE" default:"5m" doc:"Life of those tokens."`
	SessionSecret  conf.Secret         `env:"PACESETTER_GATEWAY_SESSION_SECRET" required:"true" doc:"Secret of at least 32 characters that encrypts session cookies, shared by all replicas."`
	SessionLife    time.Duration       `env:"PACESETTER_GATEWAY_SESSION_LIFE" default:"8h" doc:"How long a sign-in lasts."`
	OIDC           OIDCConfig          `envPrefix:"PACESETTER_GATEWAY_OIDC_"`
	RateLimit      int                 `env:"PACESETTER_GATEWAY_RATE_LIMIT" default:"500" doc:"Requests a second that one principal may make; twice as many at once."`
	Exports        int                 `env:"PACESETTER_GATEWAY_EXPORTS" default:"8" doc:"Exports that a gateway makes and sends at once; further ones are refused with EXPORTS_TOO_MANY. At least 1."`
	ExportsEach    int                 `env:"PACESETTER_GATEWAY_EXPORTS_EACH" default:"2" doc:"Of these, how many one principal may have at once; further ones are refused with EXPORTS_UNDER_WAY. At least 1."`
}

// Validate refuses what would leave nobody a place.
func (cfg Config) Validate() error {
	if cfg.Exports < 1 || cfg.ExportsEach < 1 {
		return errors.New("PACESETTER_GATEWAY_EXPORTS and PACESETTER_GATEWAY_EXPORTS_EACH must be at least 1")
	}
	return nil
}

// OIDCConfig names the provider that people sign in with.
type OIDCConfig struct {
	Issuer       string      `env:"ISSUER" required:"true" doc:"OpenID provider that people sign in with."`
	ClientID     string      `env:"CLIENT_ID" default:"pacesetter" doc:"Our client at the provider."`
	ClientSecret conf.Secret `env:"CLIENT_SECRET" doc:"The client's secret; empty for a public client with PKCE."`
	TrustGrants  bool        `env:"TRUST_GRANTS" default:"false" doc:"Whether the provider's claim pacesetter_grants counts; only for one that the platform's administrators keep."`
}

// Run serves until ctx ends.
func Run(ctx context.Context, cfg Config) error {
	now := time.Now
	catalogue, err := rest.Catalogue()
	if err != nil {
		return err
	}
	svc, err := service.New("gateway", cfg.Service, service.Options{Catalogue: catalogue, Now: now, NoGRPC: true}) //nolint:contextcheck // the service ends with Run's context
	if err != nil {
		return err
	}
	failures := rest.NewErrorWriter(catalogue, svc.Log())
	backends, err := rest.Dial(rest.Addresses{Registry: cfg.RegistryAddr, Statistics: cfg.StatisticsAddr, Printer: cfg.PrinterAddr}, service.ClientConfig{TLS: cfg.Service.TLS})
	if err != nil {
		return err
	}
	defer backends.Close()
	held, err := cfg.grants(ctx, svc, backends, now)
	if err != nil {
		return err
	}
	gate, flow, err := cfg.signIn(ctx, svc, held, failures, now)
	if err != nil {
		return err
	}
	api, err := cfg.api(ctx, svc, backends, gate, failures)
	if err != nil {
		return err
	}
	handler, err := routes(api, gate, flow, failures, rest.NewLimiter(cfg.RateLimit, now))
	if err != nil {
		return err
	}
	return svc.Run(ctx, svc.HTTP(cfg.HTTPAddr, observe(rest.NewAccessLog(svc.Log(), svc.Registry(), now).Log(handler))))
}

// grants asks the registry what people hold. A gateway that cannot prove who it is, as
// one with the settings of an earlier release, asks nobody and lets only claims count.
func (cfg Config) grants(ctx context.Context, svc *service.Service, to rest.Backends, now func() time.Time) (*grants.Source, error) {
	if cfg.Self == (authn.ServiceConfig{}) {
		svc.Log().WarnContext(ctx, "grants of the registry do not count: PACESETTER_SERVICE_KEY_FILE is not set")
		return nil, nil //nolint:nilnil // no source is none
	}
	tokens, err := authn.ServiceTokens(cfg.Self, "gateway", now)
	if err != nil {
		return nil, err
	}
	return grants.NewSource(grants.Config{
		Client: registryv1.NewGrantServiceClient(to.Registry), Tokens: tokens, Log: svc.Log(), Registerer: svc.Registry(), Now: now,
	}), nil
}

func (cfg Config) signIn(ctx context.Context, svc *service.Service, held *grants.Source, failures *rest.ErrorWriter, now func() time.Time) (*signin.Gate, *signin.Flow, error) {
	secure := strings.HasPrefix(cfg.PublicURL, "https://")
	cookies, err := signin.NewCookies(cfg.SessionSecret.Reveal(), secure, now)
	if err != nil {
		return nil, nil, err
	}
	auth := cfg.Auth
	auth.Home = cfg.OIDC.Issuer
	verifier, err := authn.NewVerifier(ctx, auth, now)
	if err != nil {
		return nil, nil, err
	}
	signer, err := authn.NewSigner(cfg.KeyFile, cfg.KeyID, cfg.Issuer, cfg.TokenLife, now)
	if err != nil {
		return nil, nil, err
	}
	flow := signin.NewFlow(signin.Provider{
		Issuer: cfg.OIDC.Issuer, ClientID: cfg.OIDC.ClientID, ClientSecret: cfg.OIDC.ClientSecret.Reveal(),
		PublicURL: cfg.PublicURL, SessionLife: cfg.SessionLife, TrustGrants: cfg.OIDC.TrustGrants,
	}, cookies, failures, svc.Log(), now)
	return signin.NewGate(signin.GateConfig{
		Cookies: cookies, Verifier: verifier, Signer: signer, Life: cfg.TokenLife, Grants: held, Failures: failures, Prints: cfg.PrinterAddr != "",
	}), flow, nil
}

// api is everything below /api/v1 that asks a service.
func (cfg Config) api(ctx context.Context, svc *service.Service, backends rest.Backends, gate *signin.Gate, failures *rest.ErrorWriter) (http.Handler, error) {
	rpc, err := rest.NewMux(ctx, backends, failures)
	if err != nil {
		return nil, err
	}
	tags, err := industry.DefaultTags()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", rest.LimitBody(failures, rpc))
	mux.Handle("POST /api/v1/imports:upload", upload.Handler(registryv1.NewImportServiceClient(backends.Registry), failures))
	documents := registryv1.NewDocumentServiceClient(backends.Registry)
	mux.Handle("POST /api/v1/projects/{project}/documents:upload", upload.Document(documents, failures))
	mux.Handle("GET /api/v1/projects/{project}/documents/{id}/versions/{number}/content", download.Document(documents, failures))
	mux.Handle("GET /api/v1/imports/{id}/annotated", download.Annotated(registryv1.NewImportServiceClient(backends.Registry), failures))
	mux.Handle("GET /api/v1/sheets/{annex}", download.Sheet(registryv1.NewSheetServiceClient(backends.Registry), failures))
	mux.Handle("GET /api/v1/exports/{view}/{of}", download.Views{
		Statistics: statisticsv1.NewStatisticsServiceClient(backends.Statistics),
		Indicators: statisticsv1.NewIndicatorServiceClient(backends.Statistics),
		Cutoffs:    statisticsv1.NewCutoffServiceClient(backends.Statistics),
		Targets:    statisticsv1.NewTargetServiceClient(backends.Statistics),
		Register: download.Register{
			Projects: registryv1.NewProjectServiceClient(backends.Registry), Units: registryv1.NewUnitServiceClient(backends.Registry), Now: time.Now,
		},
		Renewer: gate, Failures: failures, Tags: tags, Places: download.NewPlaces(cfg.Exports, cfg.ExportsEach, svc.Registry()),
	}.Handler())
	mux.Handle("GET /api/v1/rollups/{unit}/watch", live.Handler(statisticsv1.NewStatisticsServiceClient(backends.Statistics), gate, failures, svc.Draining()))
	mux.Handle("GET /api/v1/prints/{file}", prints.Desk{
		Printer: backends.Prints(), Projects: registryv1.NewProjectServiceClient(backends.Registry), Tickets: gate, Failures: failures,
	}.Handler())
	mux.HandleFunc("GET /api/v1/session", gate.Who)
	return mux, nil
}

// routes puts the gates before the API: who, how often, with which key, and in which
// letters.
func routes(api http.Handler, gate *signin.Gate, flow *signin.Flow, failures *rest.ErrorWriter, limit *rest.Limiter) (http.Handler, error) {
	dist, err := console.Dist()
	if err != nil {
		return nil, err
	}
	site, err := web.New(dist)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", gate.Require(limit.Limit(failures, rest.RequireKey(failures, rest.RequireText(failures, api)))))
	mux.Handle("GET /api/v1/validate/{kind}", limit.Limit(failures, validate.Handler(failures))) // for everybody, who share what one may ask
	mux.HandleFunc("GET /api/v1/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
		_, _ = w.Write(openapi.YAML)
	})
	flow.Routes(mux)
	mux.Handle("/", site)
	return web.Secure(mux), nil
}

// observe traces each request from the edge on.
func observe(next http.Handler) http.Handler {
	return otelhttp.NewHandler(next, "http", otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
		return r.Method + " " + rest.RouteOf(r)
	}))
}
