package kafka_test

import (
	"testing"

	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/kafka"
	"pacesetter/pkg/kafkatest"
)

func TestAGroupIsBehindUntilItHasCommittedAll(t *testing.T) {
	cfg := kafkatest.Start(t, kafka.Topic{Name: "behind", Partitions: 2})
	w := kafka.NewWriter(cfg, "behind")
	defer func() { _ = kafka.CloseWriter(w) }()
	if err := w.WriteMessages(t.Context(), kafkago.Message{Topic: "behind", Key: []byte("k"), Value: []byte("v")}); err != nil {
		t.Fatal(err)
	}
	late, err := kafka.Behind(t.Context(), cfg, "readers", "behind")
	if err != nil || len(late) != 1 {
		t.Fatalf("Behind() = %v, %v; want one partition", late, err)
	}
	transport := &kafkago.Transport{}
	defer transport.CloseIdleConnections()
	client := &kafkago.Client{Addr: kafkago.TCP(cfg.Brokers...), Transport: transport}
	for p := range late {
		_, err := client.OffsetCommit(t.Context(), &kafkago.OffsetCommitRequest{
			GroupID: "readers", GenerationID: -1, Topics: map[string][]kafkago.OffsetCommit{p.Topic: {{Partition: p.ID, Offset: 1}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if late, err = kafka.Behind(t.Context(), cfg, "readers", "behind"); err != nil || len(late) != 0 {
		t.Errorf("Behind() = %v, %v after the commit", late, err)
	}
}
