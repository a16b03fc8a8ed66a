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
	client, closeClient := cfg.client()
	defer closeClient()
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

// TopicsExist fails unless all topics are there. A group reader must not be
// opened earlier: it would now and then get no partitions and, if the topic
// appears while it joins, never look again.
func TopicsExist(ctx context.Context, cfg Config, names ...string) error {
	if err := cfg.Check(); err != nil {
		return err
	}
	client, closeClient := cfg.client()
	defer closeClient()
	res, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: names})
	if err != nil {
		return fmt.Errorf("ask for topics: %w", err)
	}
	for _, t := range res.Topics {
		if t.Error != nil || len(t.Partitions) == 0 {
			return fmt.Errorf("topic %s: %w", t.Name, errors.Join(t.Error, errNoPartitions))
		}
	}
	if len(res.Topics) < len(names) {
		return fmt.Errorf("%d of %d topics: %w", len(res.Topics), len(names), errNoPartitions)
	}
	return nil
}

var (
	errNoPartitions = errors.New("not there yet")
	errNoGroup      = errors.New("the broker tells nothing")
)

// client is for a moment: the returned function ends it.
func (c Config) client() (*kafka.Client, func()) {
	transport := c.transport("topics")
	return &kafka.Client{Addr: kafka.TCP(c.addresses()...), Transport: transport, Timeout: requestTimeout}, transport.CloseIdleConnections
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
