package kafka

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/segmentio/kafka-go"
)

const (
	maxFetchBytes  = 4 << 20
	queueCapacity  = 1000 // a consumer holds a batch ahead by itself
	heartbeats     = 5    // per session timeout: four may get lost
	joinsPerPeriod = 10   // tries to join per session timeout
)

// NewReader returns the client's own group reader, for who is alone in its group: beside
// others it may commit what is theirs by now (see Member). It starts at the oldest message
// and commits only when told to. FetchMessage may report errors of the
// moment, io.EOF among them when a broker hangs up while it joins: only a
// done context ends a loop over it. A fault in cfg (see Check) is logged at each
// try to connect.
func NewReader(cfg Config, group string, topics []string, log *slog.Logger) *kafka.Reader {
	session := cfg.session()
	return kafka.NewReader(kafka.ReaderConfig{
		Brokers: cfg.addresses(), GroupID: group, GroupTopics: topics,
		Dialer:      cfg.dialer(group),
		StartOffset: kafka.FirstOffset,
		MinBytes:    1, MaxBytes: maxFetchBytes, MaxWait: cfg.maxWait(),
		QueueCapacity:     queueCapacity,
		CommitInterval:    0,
		HeartbeatInterval: session / heartbeats, SessionTimeout: session,
		RebalanceTimeout: session + session/2, JoinGroupBackoff: min(time.Second, session/joinsPerPeriod),
		// Without the watch, a reader started before its topic never hears of it.
		WatchPartitionChanges: true, PartitionWatchInterval: session,
		ErrorLogger: kafka.LoggerFunc(logOf(log, group)),
	})
}

// reader reads one partition, in no group.
func (c Config) reader(clientID string, p Partition, queue int, log logFunc) *kafka.Reader {
	return kafka.NewReader(kafka.ReaderConfig{
		Brokers: c.addresses(), Topic: p.Topic, Partition: p.ID, Dialer: c.dialer(clientID),
		MinBytes: 1, MaxBytes: maxFetchBytes, MaxWait: c.maxWait(), QueueCapacity: max(1, queue),
		ReadLagInterval: -1, // nobody asks it
		ErrorLogger:     kafka.LoggerFunc(log),
	})
}

func (c Config) dialer(clientID string) *kafka.Dialer {
	s, err := c.secrets()
	return &kafka.Dialer{ClientID: clientID, Timeout: dialTimeout, TLS: s.tls, SASLMechanism: s.sasl, DialFunc: refuse(err)}
}

// logFunc takes what the client has to say.
type logFunc func(format string, args ...any)

func logOf(log *slog.Logger, group string) logFunc {
	return func(format string, args ...any) {
		if log != nil {
			log.Warn("kafka reader", slog.String("group", group), slog.String("detail", fmt.Sprintf(format, args...)))
		}
	}
}
