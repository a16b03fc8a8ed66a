package service

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/interop/grpc_testing"

	"pacesetter/pkg/errs"
)

// dialPlain returns a client with nothing of ours in it.
func dialPlain(t *testing.T, addr string) grpc_testing.TestServiceClient {
	t.Helper()
	cc, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cc.Close() })
	return grpc_testing.NewTestServiceClient(cc)
}

// runnerFunc is a Runner made of a function.
type runnerFunc func(context.Context) error

func (f runnerFunc) Run(ctx context.Context) error { return f(ctx) }

func (f runnerFunc) String() string { return "relay" }

func TestACallInFlightOutlivesTheSignalAndRunnersOutliveTheCall(t *testing.T) {
	entered, finish, order := make(chan struct{}), make(chan struct{}), make(chan string, 2)
	impl := &testServer{unary: func(context.Context) error {
		close(entered)
		<-finish
		order <- "call"
		return nil
	}}
	relay := runnerFunc(func(ctx context.Context) error {
		<-ctx.Done()
		order <- "relay"
		return ctx.Err()
	})
	r := start(t, impl, nil, relay)
	answered := make(chan error, 1)
	go func() {
		_, err := r.client.EmptyCall(context.Background(), &grpc_testing.Empty{})
		answered <- err
	}()
	<-entered
	r.stop()
	<-r.Draining()
	if code, body := r.get(t, "/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "draining") {
		t.Errorf("while draining: %d %q", code, body)
	}
	close(finish)
	if err := <-answered; err != nil {
		t.Errorf("the call in flight: %v", err)
	}
	if err := r.end(); err != nil {
		t.Errorf("Run() = %v", err)
	}
	if first, second := <-order, <-order; first != "call" || second != "relay" {
		t.Errorf("ended %s, then %s", first, second)
	}
}

func TestADrainEndsStreams(t *testing.T) {
	entered := make(chan struct{})
	r := start(t, &testServer{stream: func(ctx context.Context) error {
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}}, nil)
	stream, err := r.client.FullDuplexCall(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	<-entered
	if err := r.end(); err != nil {
		t.Errorf("Run() = %v", err)
	}
	if _, err := stream.Recv(); errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("the stream ended with %v", err)
	}
}

func TestARunnerThatFailsEndsTheProcess(t *testing.T) {
	fail := make(chan struct{})
	r := start(t, answering(nil), nil, runnerFunc(func(context.Context) error {
		<-fail
		return errors.New("lost its lock")
	}))
	close(fail)
	err := <-r.ended
	r.stopped = true
	if err == nil || err.Error() != "relay: lost its lock" {
		t.Errorf("Run() = %v", err)
	}
}

func TestARunnerMayBeDone(t *testing.T) {
	done := make(chan struct{})
	r := start(t, answering(nil), nil, runnerFunc(func(context.Context) error { close(done); return nil }))
	<-done
	if _, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil {
		t.Error(err)
	}
}

// TestToldToEndBeforeItServes drains first and serves then, the order in which a busy
// machine may run the two.
func TestToldToEndBeforeItServes(t *testing.T) {
	ops := local(t)
	defer ops.Close()
	s, err := New("registry", Config{}, Options{Now: time.Now, LogTo: &logBuffer{}, OpsListener: ops})
	if err != nil {
		t.Fatal(err)
	}
	s.drain(t.Context())
	if err := s.serveGRPC(local(t)); err != nil {
		t.Errorf("serveGRPC() = %v", err)
	}
	s.close(t.Context())
}

func TestATakenPortIsNamed(t *testing.T) {
	taken := local(t)
	defer taken.Close()
	for name, edit := range map[string]func(*Config){
		"ops":  func(c *Config) { c.OpsAddr, c.GRPCAddr = taken.Addr().String(), "127.0.0.1:0" },
		"gRPC": func(c *Config) { c.OpsAddr, c.GRPCAddr = "127.0.0.1:0", taken.Addr().String() },
	} {
		t.Run(name, func(t *testing.T) {
			var cfg Config
			edit(&cfg)
			s, err := New("registry", cfg, Options{Now: time.Now, LogTo: &logBuffer{}})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
				t.Errorf("Run() = %v", err)
			}
		})
	}
}

func TestHTTPIsServedAndDrained(t *testing.T) {
	lis := local(t)
	addr := lis.Addr().String()
	if err := lis.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := New("gateway", Config{}, Options{Now: time.Now, NoGRPC: true, OpsListener: local(t), LogTo: &logBuffer{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- s.Run(ctx, s.HTTP(addr, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })))
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: dialPatiently}}
	resp, err := client.Get("http://" + addr)
	if err != nil || resp.StatusCode != http.StatusTeapot {
		t.Errorf("%v %v", resp, err)
	}
	_ = resp.Body.Close()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run() = %v", err)
	}
}

// TestBrowsersNeedNoCertificate: client certificates are asked of gRPC callers, who
// share their setting with the gateway.
func TestBrowsersNeedNoCertificate(t *testing.T) {
	lis := local(t)
	addr := lis.Addr().String()
	if err := lis.Close(); err != nil {
		t.Fatal(err)
	}
	cfg := Config{TLS: certificates(t)}
	s, err := New("gateway", cfg, Options{Now: time.Now, NoGRPC: true, OpsListener: local(t), LogTo: &logBuffer{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, s.HTTP(addr, http.NotFoundHandler())) }()
	pool, err := cfg.TLS.authorities()
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, DialContext: dialPatiently, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
	}}
	resp, err := client.Get("https://" + addr)
	if err != nil {
		t.Error(err)
	} else {
		_ = resp.Body.Close()
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run() = %v", err)
	}
}

// dialPatiently waits for a listener that another goroutine is about to open.
func dialPatiently(ctx context.Context, network, addr string) (net.Conn, error) {
	var d net.Dialer
	for {
		conn, err := d.DialContext(ctx, network, addr)
		if err == nil || ctx.Err() != nil {
			return conn, err
		}
	}
}

func TestMutualTLS(t *testing.T) {
	tlsConfig := certificates(t)
	r := start(t, answering(nil), func(c *Config, _ *Options) { c.TLS = tlsConfig })
	if _, err := r.client.EmptyCall(t.Context(), &grpc_testing.Empty{}); err != nil {
		t.Errorf("with a certificate: %v", err)
	}
	cc, err := Dial(r.opts.GRPCListener.Addr().String(), ClientConfig{TLS: TLSConfig{CAFile: tlsConfig.CAFile}})
	if err != nil {
		t.Fatal(err)
	}
	defer cc.Close()
	if _, err := grpc_testing.NewTestServiceClient(cc).EmptyCall(t.Context(), &grpc_testing.Empty{}); errs.KindOf(err) != errs.KindUnavailable {
		t.Errorf("without one: %v", err)
	}
}

func TestBrokenTLSShowsAtTheStart(t *testing.T) {
	for name, c := range map[string]TLSConfig{
		"no such certificate":      {CertFile: "missing", KeyFile: "missing"},
		"client certificates only": {ClientCerts: true},
	} {
		if _, err := New("registry", Config{TLS: c}, Options{Now: time.Now}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := Dial("x:1", ClientConfig{TLS: TLSConfig{CAFile: "missing"}}); err == nil {
		t.Error("a missing authority was accepted")
	}
	if _, err := New("registry", Config{}, Options{}); err == nil {
		t.Error("a missing clock was accepted")
	}
}

// certificates writes one self-signed certificate that is its own authority.
func certificates(t *testing.T) TLSConfig {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "pacesetter"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert, private := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, private: {Type: "EC PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return TLSConfig{CertFile: cert, KeyFile: private, CAFile: cert, ClientCerts: true}
}
