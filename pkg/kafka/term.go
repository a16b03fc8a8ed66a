package kafka

import (
	"sync/atomic"

	"github.com/segmentio/kafka-go"
)

// term is what a member has between two rebalances.
type term struct {
	generation *kafka.Generation
	parts      map[Partition]*part
}

// part is a partition that the member has.
type part struct {
	next      atomic.Int64 // the offset that is wanted from the broker
	held      atomic.Bool  // there is a message, and nobody takes it
	committed int64        // of this member's knowledge; for the one who commits
}

func newTerm(generation *kafka.Generation) *term {
	t := &term{generation: generation, parts: map[Partition]*part{}}
	for topic, assigned := range generation.Assignments {
		for _, a := range assigned {
			p := &part{committed: a.Offset}
			p.next.Store(a.Offset)
			t.parts[Partition{topic, a.ID}] = p
		}
	}
	return t
}

// forward are the offsets to commit after these messages. One that was read in a former term
// counts as well while its partition is this member's: what lies before it is done with, by
// this member or by who committed what it began with.
func (t *term) forward(messages []kafka.Message) map[string]map[int]int64 {
	offsets := map[string]map[int]int64{}
	for _, m := range messages {
		part, own := t.parts[Partition{m.Topic, m.Partition}]
		if !own || m.Offset < max(part.committed, offsets[m.Topic][m.Partition]) {
			continue
		}
		if offsets[m.Topic] == nil {
			offsets[m.Topic] = map[int]int64{}
		}
		offsets[m.Topic][m.Partition] = m.Offset + 1
	}
	return offsets
}

// note keeps what the group has taken.
func (t *term) note(offsets map[string]map[int]int64) {
	for topic, partitions := range offsets {
		for id, offset := range partitions {
			t.parts[Partition{topic, id}].committed = offset
		}
	}
}

// has tells whether the partition is this member's; t may be nil.
func (t *term) has(p Partition) bool { return t != nil && t.parts[p] != nil }

// wanted are the offsets that the broker is asked for, where nobody keeps it waiting; t may be nil.
func (t *term) wanted() map[Partition]int64 {
	out := map[Partition]int64{}
	if t == nil {
		return out
	}
	for p, part := range t.parts {
		if !part.held.Load() {
			out[p] = part.next.Load()
		}
	}
	return out
}
