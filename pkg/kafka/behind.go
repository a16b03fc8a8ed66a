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
	meta, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, fmt.Errorf("ask for topics: %w", err)
	}
	fetch := &kafka.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{}}
	list := &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{}}
	for _, t := range meta.Topics {
		for _, p := range t.Partitions {
			fetch.Topics[t.Name] = append(fetch.Topics[t.Name], p.ID)
			list.Topics[t.Name] = append(list.Topics[t.Name], kafka.LastOffsetOf(p.ID))
		}
	}
	at, err := client.OffsetFetch(ctx, fetch)
	if err == nil && !errors.Is(at.Error, kafka.GroupIdNotFound) { // nobody has committed yet
		err = at.Error
	}
	if err != nil {
		return nil, fmt.Errorf("ask for the group's offsets: %w", err)
	}
	ends, err := client.ListOffsets(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("ask for the topics' ends: %w", err)
	}
	return behind(at, ends), nil
}

func behind(at *kafka.OffsetFetchResponse, ends *kafka.ListOffsetsResponse) map[Partition]int64 {
	committed := map[Partition]int64{}
	for topic, partitions := range at.Topics {
		for _, p := range partitions {
			committed[Partition{topic, p.Partition}] = p.CommittedOffset
		}
	}
	late := map[Partition]int64{}
	for topic, partitions := range ends.Topics {
		for _, p := range partitions {
			key := Partition{topic, p.Partition}
			offset, known := committed[key]
			if !known {
				offset = -1
			}
			if p.LastOffset > 0 && offset < p.LastOffset {
				late[key] = offset
			}
		}
	}
	return late
}
