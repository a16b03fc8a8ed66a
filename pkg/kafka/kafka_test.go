package kafka_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"go.uber.org/goleak"

	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func write(ctx context.Context, t *testing.T, cfg kafka.Config, topic string, n int) {
	t.Helper()
	w := kafka.NewWriter(cfg, "test")
	defer func() { _ = kafka.CloseWriter(w) }()
	var ms []kafkago.Message
	for i := range n {
		ms = append(ms, kafkago.Message{Topic: topic, Key: []byte("k/" + strconv.Itoa(i%7)), Value: []byte(strconv.Itoa(i))})
	}
	if err := w.WriteMessages(ctx, ms...); err != nil {
		t.Fatalf("WriteMessages() = %v", err)
	}
}

func TestAKeyStaysInOrderAndCommitsAreKept(t *testing.T) {
	ctx := bounded(t)
	cluster := kafkatest.StartCluster(t, kafka.Topic{Name: "things"})
	write(ctx, t, cluster.Config, "things", 100)

	r := kafka.NewReader(cluster.Config, "group", []string{"things"}, nil)
	last := map[string]int{}
	for range 100 {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := strconv.Atoi(string(m.Value))
		if before, seen := last[string(m.Key)]; seen && before >= n {
			t.Fatalf("key %s: %d came after %d", m.Key, n, before)
		}
		last[string(m.Key)] = n
		if err := r.CommitMessages(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}

	cluster.Stop()
	cluster.Restart(t)
	write(ctx, t, cluster.Config, "things", 1)
	r = kafka.NewReader(cluster.Config, "group", []string{"things"}, nil)
	defer func() { _ = r.Close() }()
	m, err := r.FetchMessage(ctx)
	if err != nil || string(m.Value) != "0" {
		t.Fatalf("FetchMessage() = %s, %v, want only what is new", m.Value, err)
	}
}

func TestEnsureTopicsAcceptsWhatIsThere(t *testing.T) {
	ctx := bounded(t)
	cfg := kafkatest.Start(t)
	for range 2 {
		if err := kafka.EnsureTopics(ctx, cfg, kafka.Topic{Name: "a"}, kafka.Topic{Name: "b", Partitions: 1}); err != nil {
			t.Fatalf("EnsureTopics() = %v", err)
		}
	}
	conn, err := kafkago.DialContext(ctx, "tcp", cfg.Brokers[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	parts, err := conn.ReadPartitions("a", "b")
	if err != nil || len(parts) != kafka.DefaultPartitions+1 {
		t.Fatalf("ReadPartitions() = %d, %v", len(parts), err)
	}
}

func TestAFaultInTheSettingsIsTold(t *testing.T) {
	for name, tc := range map[string]struct {
		cfg  kafka.Config
		want string
	}{
		"no broker":            {kafka.Config{}, "no Kafka brokers configured"},
		"no file of that name": {kafka.Config{Brokers: []string{"127.0.0.1:1"}, TLS: true, CAFile: "/nowhere"}, "read Kafka's authorities"},
	} {
		t.Run(name, func(t *testing.T) {
			err := kafka.EnsureTopics(bounded(t), tc.cfg, kafka.Topic{Name: "x"})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("EnsureTopics() = %v, want %s", err, tc.want)
			}
		})
	}
}
