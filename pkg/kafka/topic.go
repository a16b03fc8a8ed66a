package kafka

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/segmentio/kafka-go"
)

// DefaultPartitions is for topics that do not say.
const DefaultPartitions = 6

// Topic is a topic to be there.
type Topic struct {
	Name       string
	Partitions int
}

// EnsureTopics makes the topics that are missing and leaves the others as they
// are. Ours keep everything for ever: compaction would keep the record written
// last, which a late retry can make an old version.
func EnsureTopics(ctx context.Context, cfg Config, topics ...Topic) error {
	if err := cfg.Check(); err != nil {
		return err
	}
	transport := cfg.transport("topics")
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(cfg.addresses()...), Transport: transport, Timeout: requestTimeout}
	req := &kafka.CreateTopicsRequest{}
	for _, t := range topics {
		req.Topics = append(req.Topics, t.config(cfg.Replication))
	}
	res, err := client.CreateTopics(ctx, req)
	if err != nil {
		return fmt.Errorf("create topics: %w", err)
	}
	for name, err := range res.Errors {
		if err != nil && !errors.Is(err, kafka.TopicAlreadyExists) {
			return fmt.Errorf("create topic %s: %w", name, err)
		}
	}
	return nil
}

func (t Topic) config(replication int) kafka.TopicConfig {
	const brokerDecides, forEver = -1, -1
	if replication == 0 {
		replication = brokerDecides
	}
	partitions := t.Partitions
	if partitions == 0 {
		partitions = DefaultPartitions
	}
	return kafka.TopicConfig{
		Topic: t.Name, NumPartitions: partitions, ReplicationFactor: replication,
		ConfigEntries: []kafka.ConfigEntry{
			{ConfigName: "cleanup.policy", ConfigValue: "delete"},
			{ConfigName: "retention.ms", ConfigValue: strconv.Itoa(forEver)},
			{ConfigName: "retention.bytes", ConfigValue: strconv.Itoa(forEver)},
		},
	}
}
