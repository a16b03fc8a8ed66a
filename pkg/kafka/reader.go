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

// NewReader returns a member of a consumer group that starts at the oldest
// message and commits only when told to. FetchMessage may report errors of the
// moment, io.EOF among them when a broker hangs up while the member joins: only a
// done context ends a loop over it. A fault in cfg (see Check) is logged at each
// try to connect.
func NewReader(cfg Config, group string, topics []string, log *slog.Logger) *kafka.Reader {
	s, err := cfg.secrets()
	session := cfg.session()
	return kafka.NewReader(kafka.ReaderConfig{
		Brokers: cfg.addresses(), GroupID: group, GroupTopics: topics,
		Dialer:      &kafka.Dialer{ClientID: group, Timeout: dialTimeout, TLS: s.tls, SASLMechanism: s.sasl, DialFunc: refuse(err)},
		StartOffset: kafka.FirstOffset,
		MinBytes:    1, MaxBytes: maxFetchBytes, MaxWait: cfg.maxWait(),
		QueueCapacity:     queueCapacity,
		CommitInterval:    0,
		HeartbeatInterval: session / heartbeats, SessionTimeout: session,
		RebalanceTimeout: session + session/2, JoinGroupBackoff: min(time.Second, session/joinsPerPeriod),
		// Without the watch, a reader started before its topic never hears of it.
		WatchPartitionChanges: true, PartitionWatchInterval: session,
		ErrorLogger: kafka.LoggerFunc(func(format string, args ...any) {
			if log != nil {
				log.Warn("kafka reader", slog.String("group", group), slog.String("detail", fmt.Sprintf(format, args...)))
			}
		}),
	})
}
