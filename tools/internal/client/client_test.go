package client_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/client/clienttest"
	"pacesetter/tools/internal/devissuer"
)

func TestDialRefusesToShowATokenToOthers(t *testing.T) {
	for name, tc := range map[string]struct {
		edit func(*client.Config)
		want string
	}{
		"this machine":                           {func(*client.Config) {}, ""},
		"this machine by name":                   {func(c *client.Config) { c.Registry = "localhost:1" }, ""},
		"another machine in the clear":           {func(c *client.Config) { c.Registry = "10.0.0.1:1" }, "TLS_REQUIRED"},
		"another's statistics in the clear":      {func(c *client.Config) { c.Statistics = "pacesetter.example:1" }, "TLS_REQUIRED"},
		"an address without a port":              {func(c *client.Config) { c.Registry = "127.0.0.1" }, "TLS_REQUIRED"},
		"another machine by TLS without a token": {func(c *client.Config) { c.Registry, c.CAFile = "10.0.0.1:1", "ca.pem" }, "TOKEN_FILE_MISSING"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := client.Local(0, "sd", time.Now)
			tc.edit(&cfg)
			c, err := client.Dial(cfg)
			if errs.ReasonOf(err) != tc.want {
				t.Fatalf("Dial() = %v, want %q", err, tc.want)
			}
			if err == nil {
				_ = c.Close()
			}
		})
	}
}

func TestLocalMovesAllPorts(t *testing.T) {
	cfg := client.Local(1000, "sd", time.Now)
	if cfg.Registry != "127.0.0.1:8101" || cfg.Statistics != "127.0.0.1:8102" || cfg.Issuer != "http://127.0.0.1:8300" {
		t.Errorf("%+v", cfg)
	}
}

// issuer is the real development issuer.
func issuer(t *testing.T, now func() time.Time) string {
	t.Helper()
	i, err := devissuer.New(devissuer.Config{
		URL: "http://127.0.0.1:7300", KeyFile: filepath.Join(t.TempDir(), "key"), TokenLife: time.Hour, Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(i.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

func TestIssuerKeepsATokenUntilItIsNearlyOver(t *testing.T) {
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	i := client.NewIssuer(issuer(t, now), "sd", now)
	take := func(ctx context.Context) string {
		text, err := i.Token(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	reader, clerk := t.Context(), client.As(t.Context(), authn.RoleCity, "sd")
	first := take(reader)
	if again := take(reader); again != first {
		t.Error("the same call took a second token")
	}
	if other := take(clerk); other == first {
		t.Error("another role got the first one's token")
	}
	at = at.Add(55 * time.Minute)
	if late := take(reader); late == first {
		t.Error("a token that is nearly over was used again")
	}
}

func TestIssuerTellsWhatIsWrong(t *testing.T) {
	i := client.NewIssuer(issuer(t, time.Now), "sd", time.Now)
	_, err := i.Take(t.Context(), client.Grant{Role: "boss", Unit: "sd"})
	if errs.ReasonOf(err) != "TOKEN_REFUSED" || !strings.Contains(client.Explain(err), "officer township county") {
		t.Errorf("unknown role: %v", err)
	}
	away := client.NewIssuer("http://127.0.0.1:1", "sd", time.Now)
	if _, err := away.Token(t.Context()); errs.ReasonOf(err) != "ISSUER_AWAY" {
		t.Errorf("nobody there: %v", err)
	}
}

// bearers is a registry that hears with which tokens it is called.
type bearers struct {
	registryv1.UnimplementedUnitServiceServer
	heard []string
}

func (b *bearers) ListUnits(ctx context.Context, _ *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	b.heard = md.Get("authorization")
	return &registryv1.ListUnitsResponse{}, nil
}

func TestATokenFileGoesBeforeTheIssuer(t *testing.T) {
	fake := &bearers{}
	server := grpc.NewServer()
	registryv1.RegisterUnitServiceServer(server, fake)
	address := serve(t, server)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("my-own\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := client.Local(0, "sd", time.Now)
	cfg.Registry, cfg.TokenFile = address, file
	c, err := client.Dial(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Units.ListUnits(t.Context(), &registryv1.ListUnitsRequest{}); err != nil {
		t.Fatal(err)
	}
	if len(fake.heard) != 1 || fake.heard[0] != "Bearer my-own" {
		t.Errorf("heard %q", fake.heard)
	}
}

// tree is a registry with a few units.
type tree struct {
	registryv1.UnimplementedUnitServiceServer
}

func (tree) ListUnits(context.Context, *registryv1.ListUnitsRequest) (*registryv1.ListUnitsResponse, error) {
	at := func(parent string) []*registryv1.Place { return []*registryv1.Place{{Parent: parent}} }
	return &registryv1.ListUnitsResponse{Units: []*registryv1.Unit{
		{Code: "sd", Name: "山东省", GbCode: "370000", Places: at("")},
		{Code: "sd-bz", Name: "滨州市", GbCode: "371600", Places: at("sd")},
		{Code: "sd-bz-bincheng", Name: "滨城区", GbCode: "371602", Places: at("sd-bz")},
		{Code: "sd-bz-zouping", Name: "邹平市", GbCode: "371681", Places: at("sd-bz")},
		{Code: "a-1", Name: "新区", Places: at("sd")},
		{Code: "a-2", Name: "新区", Places: at("sd-bz")},
	}}, nil
}

func TestFindUnit(t *testing.T) {
	c := clienttest.Serve(t, "sd", func(s *grpc.Server) { registryv1.RegisterUnitServiceServer(s, tree{}) })
	for name, tc := range map[string]struct{ text, code, reason, known string }{
		"a former name":   {"邹平县", "sd-bz-zouping", "", ""},
		"own code":        {"sd-bz", "sd-bz", "", ""},
		"GB/T 2260 code":  {"371602", "sd-bz-bincheng", "", ""},
		"name":            {"滨州市", "sd-bz", "", ""},
		"unknown":         {"济南市", "", "UNIT_UNKNOWN", "山东省 sd、滨州市 sd-bz、"},
		"two of one name": {"新区", "", "UNIT_AMBIGUOUS", "新区 a-1、新区 a-2"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := c.FindUnit(t.Context(), 2020, tc.text)
			if (u.Region != "") != (tc.text == "邹平县") || u.GetCode() != tc.code || errs.ReasonOf(err) != tc.reason {
				t.Fatalf("FindUnit(%s) = %v, %v", tc.text, u, err)
			}
			if err != nil && !strings.Contains(client.Explain(err), tc.known) {
				t.Errorf("Explain() = %s", client.Explain(err))
			}
		})
	}
}
