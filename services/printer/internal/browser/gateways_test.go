package browser_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"pacesetter/services/printer/internal/browser"
	"pacesetter/services/printer/internal/printer"
)

// authority signs certificates for gateways, each with a key of its own.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	a := authority{key: newKey(t)}
	a.certificate = a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, &a.key.PublicKey)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a authority) sign(t *testing.T, template *x509.Certificate, key *ecdsa.PublicKey) *x509.Certificate {
	t.Helper()
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent := a.certificate
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// gateway is the certificate of one replica.
func (a authority) gateway(t *testing.T, serial int64) tls.Certificate {
	t.Helper()
	key := newKey(t)
	certificate := a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "gateway"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, &key.PublicKey)
	return tls.Certificate{Certificate: [][]byte{certificate.Raw}, PrivateKey: key}
}

// inTurn serves as a service of several replicas does: each connection is another's.
func inTurn(replicas ...tls.Certificate) func(http.Handler) *httptest.Server {
	return func(h http.Handler) *httptest.Server {
		var turn atomic.Int64
		s := httptest.NewUnstartedServer(h)
		s.Config.SetKeepAlivesEnabled(false)
		s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			one := replicas[int(turn.Add(1))%len(replicas)]
			return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{one}}, nil
		}}
		s.StartTLS()
		return s
	}
}

// TestGatewaysWithKeysOfTheirOwnAreOneConsole: whichever replica answers, it is verified by
// our authorities; and one of them that is somebody else's spoils the print.
func TestGatewaysWithKeysOfTheirOwnAreOneConsole(t *testing.T) {
	ours := newAuthority(t)
	believe := func(cfg *browser.Config) {
		pool := x509.NewCertPool()
		pool.AddCert(ours.certificate)
		cfg.Authorities = func() (*x509.CertPool, error) { return pool, nil }
	}
	page := printer.Page{Address: "/print/list", Width: 718}
	c := serve(t, "", ready, inTurn(ours.gateway(t, 2), ours.gateway(t, 3), ours.gateway(t, 4)))
	if pdf, err := c.browser(t, believe).Print(t.Context(), page, "t"); err != nil || pdf.Pages() != 1 {
		t.Errorf("%d pages, %v", pdf.Pages(), err)
	}
	mixed := serve(t, "", ready, inTurn(ours.gateway(t, 2), newAuthority(t).gateway(t, 3)))
	short := func(cfg *browser.Config) { believe(cfg); cfg.Timeout = 5 * time.Second } // its script never comes
	if _, err := mixed.browser(t, short).Print(t.Context(), page, "t"); err == nil {
		t.Error("a stranger answered for the console")
	}
}
