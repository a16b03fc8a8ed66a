package inbox

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
	"pacesetter/pkg/pgtest"
)

// BenchmarkConsumer applies nothing: what remains is the cost of the way there.
func BenchmarkConsumer(b *testing.B) {
	const n = 200_000
	cluster := kafkatest.StartCluster(b, kafka.Topic{Name: topic})
	db := pgtest.New(b, "inbox", Schema())
	w := kafka.NewWriter(cluster.Config, "test")
	for i := 0; i < n; i += 5000 {
		ms := make([]kafkago.Message, 5000)
		for j := range ms {
			ms[j] = message(fmt.Sprintf("project/%d", i+j), 1, strings.Repeat("x", 400))
		}
		if err := w.WriteMessages(b.Context(), ms...); err != nil {
			b.Fatal(err)
		}
	}
	if err := kafka.CloseWriter(w); err != nil {
		b.Fatal(err)
	}
	left, all := n, make(chan struct{})
	c := NewConsumer(db.Pool, Config{
		Kafka: cluster.Config, Group: "test", Topics: []string{topic}, Name: "test", Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}, map[string]Handler{"project": func(_ context.Context, _ pgx.Tx, batch []Event) error {
		if left -= len(batch); left == 0 {
			close(all)
		}
		return nil
	}})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	b.ResetTimer()
	begin := time.Now()
	go func() { done <- c.Run(ctx) }()
	<-all
	b.ReportMetric(n/time.Since(begin).Seconds(), "events/s")
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}
