package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"
)

// Partition is one partition of a topic.
type Partition struct {
	Topic string
	ID    int
}

// Behind tells, for each partition in which the group has not committed all that
// there is, the offset that it stands at; -1 where it never committed.
func Behind(ctx context.Context, cfg Config, group string, topics ...string) (map[Partition]int64, error) {
	client, closeClient := cfg.client()
	defer closeClient()
	ends, err := endsOf(ctx, client, topics)
	if err != nil {
		return nil, err
	}
	at, err := committedBy(ctx, client, group, ends)
	if err != nil {
		return nil, err
	}
	return behind(at, ends), nil
}

// endsOf are the offsets behind the last message of each partition.
func endsOf(ctx context.Context, client *kafka.Client, topics []string) (map[Partition]int64, error) {
	meta, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, fmt.Errorf("ask for topics: %w", err)
	}
	list := &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{}}
	for _, t := range meta.Topics {
		for _, p := range t.Partitions {
			list.Topics[t.Name] = append(list.Topics[t.Name], kafka.LastOffsetOf(p.ID))
		}
	}
	res, err := client.ListOffsets(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("ask for the topics' ends: %w", err)
	}
	ends := map[Partition]int64{}
	for topic, partitions := range res.Topics {
		for _, p := range partitions {
			ends[Partition{topic, p.Partition}] = p.LastOffset
		}
	}
	return ends, nil
}

// committedBy are the group's offsets in the partitions of ends; -1, or none, where it has not committed.
func committedBy(ctx context.Context, client *kafka.Client, group string, ends map[Partition]int64) (map[Partition]int64, error) {
	fetch := &kafka.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{}}
	for p := range ends {
		fetch.Topics[p.Topic] = append(fetch.Topics[p.Topic], p.ID)
	}
	res, err := client.OffsetFetch(ctx, fetch)
	if err == nil && !errors.Is(res.Error, kafka.GroupIdNotFound) { // nobody has committed yet
		err = res.Error
	}
	if err != nil {
		return nil, fmt.Errorf("ask for the group's offsets: %w", err)
	}
	at := map[Partition]int64{}
	for topic, partitions := range res.Topics {
		for _, p := range partitions {
			at[Partition{topic, p.Partition}] = p.CommittedOffset
		}
	}
	return at, nil
}

// behind are the partitions whose end is not reached, with where they stand.
func behind(at, ends map[Partition]int64) map[Partition]int64 {
	late := map[Partition]int64{}
	for p, end := range ends {
		offset, known := at[p]
		if !known {
			offset = -1
		}
		if end > 0 && offset < end {
			late[p] = offset
		}
	}
	return late
}
