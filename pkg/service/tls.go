package service

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// server returns the TLS side of a listener, or nil to serve in the clear.
func (c TLSConfig) server() (*tls.Config, error) {
	if c.CertFile == "" {
		if c.ClientCerts {
			return nil, errors.New("tls: client certificates are asked for, but CERT_FILE is not set")
		}
		return nil, nil
	}
	if _, err := c.load(); err != nil { // a wrong path shows at the start, not at the first caller
		return nil, err
	}
	out := &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.load() },
	}
	if !c.ClientCerts {
		return out, nil
	}
	pool, err := c.authorities()
	if err != nil {
		return nil, err
	}
	out.ClientAuth, out.ClientCAs = tls.RequireAndVerifyClientCert, pool
	return out, nil
}

func (c TLSConfig) load() (*tls.Certificate, error) {
	cert, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("tls: read certificate: %w", err)
	}
	return &cert, nil
}

// Authorities are those whom the process believes, read anew; nil where none are set, and
// the system's count.
func (c TLSConfig) Authorities() (*x509.CertPool, error) {
	if c.CAFile == "" {
		return nil, nil //nolint:nilnil // none of our own
	}
	return c.authorities()
}

func (c TLSConfig) authorities() (*x509.CertPool, error) {
	pem, err := os.ReadFile(filepath.Clean(c.CAFile))
	if err != nil {
		return nil, fmt.Errorf("tls: read authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("tls: %s holds no certificate", c.CAFile)
	}
	return pool, nil
}

// client returns the credentials for calling others.
func (c TLSConfig) client() (credentials.TransportCredentials, error) {
	if c.CAFile == "" {
		return insecure.NewCredentials(), nil
	}
	pool, err := c.authorities()
	if err != nil {
		return nil, err
	}
	out := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
	if c.CertFile != "" {
		out.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return c.load() }
	}
	return credentials.NewTLS(out), nil
}
