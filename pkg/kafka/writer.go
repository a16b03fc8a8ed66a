package kafka

import (
	"context"
	"net"
	"time"

	"github.com/segmentio/kafka-go"
)

// MaxBatchBytes bounds a produce request; brokers take 1 MiB as they come.
const MaxBatchBytes = 1 << 20

// MaxBatch is the most messages of one partition that go out as one request.
const MaxBatch = 1000

// batchTimeout is how long a write waits for company; the client's own second
// would be the latency of every single write.
const batchTimeout = 5 * time.Millisecond

// NewWriter returns a writer that waits for all replicas and keeps a key in its
// partition; each message names its topic. A write that failed or ran out of
// time may still have happened. Close it with CloseWriter. A fault in cfg (see
// Check) makes every write fail.
func NewWriter(cfg Config, clientID string) *kafka.Writer {
	return &kafka.Writer{
		Addr:            kafka.TCP(cfg.addresses()...),
		Transport:       cfg.transport(clientID),
		Balancer:        &kafka.Hash{},
		RequiredAcks:    kafka.RequireAll, // the client's zero value asks for none
		BatchTimeout:    batchTimeout,
		BatchSize:       MaxBatch,
		BatchBytes:      MaxBatchBytes,
		MaxAttempts:     5,
		WriteBackoffMin: 100 * time.Millisecond,
		WriteBackoffMax: time.Second,
		ReadTimeout:     requestTimeout,
		WriteTimeout:    requestTimeout,
		Compression:     kafka.Snappy,
	}
}

// CloseWriter waits for writes under way and hangs up; the writer's own Close
// would leave its connections open.
func CloseWriter(w *kafka.Writer) error {
	err := w.Close()
	if t, ok := w.Transport.(*kafka.Transport); ok {
		t.CloseIdleConnections()
	}
	return err
}

// transport is one per writer: the shared default one caches other people's metadata.
func (c Config) transport(clientID string) *kafka.Transport {
	s, err := c.secrets()
	return &kafka.Transport{
		ClientID: clientID, DialTimeout: dialTimeout, TLS: s.tls, SASL: s.sasl, Dial: refuse(err),
		MetadataTTL: 5 * time.Second, IdleTimeout: 30 * time.Second,
	}
}

// refuse is a dial function that tells what is wrong with the settings; nil, the
// client's own, when nothing is.
func refuse(err error) func(context.Context, string, string) (net.Conn, error) {
	if err == nil {
		return nil
	}
	return func(context.Context, string, string) (net.Conn, error) { return nil, err }
}
