package kafka

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/scram"

	"pacesetter/pkg/conf"
)

// Config says where Kafka is and how to sign in there. All services share it.
type Config struct {
	Brokers        []string      `env:"BROKERS" doc:"addresses of Kafka brokers to start from"`
	TLS            bool          `env:"TLS" doc:"whether to reach Kafka by TLS"`
	CAFile         string        `env:"CA_FILE" doc:"authorities that sign the brokers' certificates; empty: the system's"`
	User           string        `env:"USER" doc:"user for SCRAM-SHA-512; empty: no sign-in"`
	Password       conf.Secret   `env:"PASSWORD" doc:"password of that user"`
	Replication    int           `env:"REPLICATION" doc:"copies of each topic made by us; 0: as the broker decides"`
	SessionTimeout time.Duration `env:"SESSION_TIMEOUT" default:"10s" doc:"silence after which a consumer's partitions go to others"`
	MaxWait        time.Duration `env:"MAX_WAIT" default:"500ms" doc:"longest a broker holds back an empty answer; bounds a clean stop"`
}

const (
	dialTimeout           = 3 * time.Second
	requestTimeout        = 5 * time.Second
	defaultSessionTimeout = 10 * time.Second
	defaultMaxWait        = 500 * time.Millisecond
)

func (c Config) session() time.Duration {
	if c.SessionTimeout > 0 {
		return c.SessionTimeout
	}
	return defaultSessionTimeout
}

func (c Config) maxWait() time.Duration {
	if c.MaxWait > 0 {
		return c.MaxWait
	}
	return defaultMaxWait
}

// Check tells what is wrong with the settings themselves, which the client would
// report as a broker that is away.
func (c Config) Check() error {
	_, err := c.secrets()
	return err
}

// addresses is never empty, because the client panics at that.
func (c Config) addresses() []string {
	if len(c.Brokers) == 0 {
		return []string{"unconfigured:0"}
	}
	return c.Brokers
}

// secrets are what both the transport of writers and the dialer of readers need.
type secrets struct {
	tls  *tls.Config
	sasl sasl.Mechanism
}

func (c Config) secrets() (secrets, error) {
	if len(c.Brokers) == 0 {
		return secrets{}, errors.New("no Kafka brokers configured")
	}
	var s secrets
	if c.TLS {
		pool, err := c.authorities()
		if err != nil {
			return secrets{}, err
		}
		s.tls = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	if c.User == "" {
		return s, nil
	}
	mechanism, err := scram.Mechanism(scram.SHA512, c.User, c.Password.Reveal())
	if err != nil {
		return secrets{}, fmt.Errorf("prepare Kafka sign-in: %w", err)
	}
	s.sasl = mechanism
	return s, nil
}

// authorities returns nil, the system's own, when no file is named.
func (c Config) authorities() (*x509.CertPool, error) {
	if c.CAFile == "" {
		return nil, nil //nolint:nilnil // crypto/tls takes nil for the system's authorities
	}
	text, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read Kafka's authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("no certificate in %s", c.CAFile)
	}
	return pool, nil
}
