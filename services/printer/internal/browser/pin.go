package browser

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/url"
)

// pin is the key of the console's certificate, once it was verified by our authorities, of
// which Chromium knows nothing: in this print it believes that key too. Empty where there
// is nothing to verify, or the system's authorities count.
func (b *Browser) pin(ctx context.Context) (string, error) {
	if b.cfg.Console.Scheme != "https" || b.cfg.Authorities == nil {
		return "", nil
	}
	pool, err := b.cfg.Authorities()
	if err != nil || pool == nil {
		return "", err
	}
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}}
	conn, err := dialer.DialContext(ctx, "tcp", hostPort(b.cfg.Console))
	if err != nil {
		return "", fmt.Errorf("verify the console: %w", err)
	}
	defer conn.Close()
	key := conn.(*tls.Conn).ConnectionState().PeerCertificates[0].RawSubjectPublicKeyInfo //nolint:forcetypeassert // what a tls.Dialer gives
	sum := sha256.Sum256(key)
	return base64.StdEncoding.EncodeToString(sum[:]), nil
}

func hostPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), "443")
}
