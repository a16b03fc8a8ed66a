package kafka

import (
	"context"
	"fmt"
	"maps"

	"github.com/segmentio/kafka-go"
)

// Unread tells where the brokers have more and nothing comes, although nobody here keeps it
// waiting: in partitions of this member, with the offset that it wants next, and in those that
// the group has given to nobody, with the offset committed. What another member has is for
// that one to judge: it may be waiting for its database.
func (m *Member) Unread(ctx context.Context) (map[Partition]int64, error) {
	client, closeClient := m.cfg.client()
	defer closeClient()
	ends, err := endsOf(ctx, client, m.topics)
	if err != nil {
		return nil, err
	}
	own := m.term.Load().wanted()
	late := behind(own, chosen(ends, func(p Partition) bool { _, wants := own[p]; return wants }))
	orphans, err := m.orphans(ctx, client, ends)
	if err != nil {
		return nil, err
	}
	maps.Copy(late, orphans)
	return late, nil
}

// orphans are the partitions that the group is behind in and has given to nobody.
func (m *Member) orphans(ctx context.Context, client *kafka.Client, ends map[Partition]int64) (map[Partition]int64, error) {
	given, known, err := assigned(ctx, client, m.name)
	if err != nil || !known {
		return nil, err
	}
	t := m.term.Load()
	nobodys := chosen(ends, func(p Partition) bool { return !given[p] && !t.has(p) })
	if len(nobodys) == 0 {
		return nil, nil //nolint:nilnil // no map is an empty one
	}
	at, err := committedBy(ctx, client, m.name, nobodys)
	if err != nil {
		return nil, err
	}
	return behind(at, nobodys), nil
}

// assigned are the partitions that the group's members have; false while it deals them out, when
// nothing is known.
func assigned(ctx context.Context, client *kafka.Client, group string) (map[Partition]bool, bool, error) {
	res, err := client.DescribeGroups(ctx, &kafka.DescribeGroupsRequest{GroupIDs: []string{group}})
	if err == nil && len(res.Groups) != 1 {
		err = errNoGroup
	}
	if err == nil {
		err = res.Groups[0].Error
	}
	if err != nil {
		return nil, false, fmt.Errorf("ask for the group's members: %w", err)
	}
	switch res.Groups[0].GroupState {
	case "Stable", "Empty", "Dead":
	default:
		return nil, false, nil
	}
	given := map[Partition]bool{}
	for _, member := range res.Groups[0].Members {
		for _, topic := range member.MemberAssignments.Topics {
			for _, id := range topic.Partitions {
				given[Partition{topic.Topic, id}] = true
			}
		}
	}
	return given, true, nil
}

func chosen(ends map[Partition]int64, choose func(Partition) bool) map[Partition]int64 {
	out := map[Partition]int64{}
	for p, end := range ends {
		if choose(p) {
			out[p] = end
		}
	}
	return out
}
