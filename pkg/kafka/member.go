package kafka

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/segmentio/kafka-go"

	"pacesetter/pkg/backoff"
)

// Member is a member of a consumer group. Unlike the client's own group reader it knows what
// it has: it commits only in partitions that are its own now, and only forward, in the name of
// the generation that gave them to it. What another member was given since, the broker refuses.
// The client's reader would commit in the name of whatever generation it is in by then, and so
// take a partition's offset back behind its new owner.
//
// One goroutine may fetch while another commits.
type Member struct {
	cfg    Config
	name   string // the group's
	topics []string
	log    logFunc
	group  *kafka.ConsumerGroup
	came   chan delivery
	term   atomic.Pointer[term] // nil until the group has dealt out its partitions
	end    context.CancelFunc
	left   chan struct{} // closed when the member has left
}

// delivery is a message with the term in which it was read.
type delivery struct {
	message kafka.Message
	term    *term
}

const (
	ahead       = 256 // messages of all partitions that wait to be fetched
	commitRetry = 100 * time.Millisecond
	readRetry   = 100 * time.Millisecond
	retryAtMost = 5 * time.Second
)

// Join makes a member that starts at the oldest message, and commits only when told to. It
// connects to nothing before it returns, and fails for settings only that can never work.
func Join(cfg Config, group string, topics []string, log *slog.Logger) (*Member, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	m := &Member{cfg: cfg, name: group, topics: topics, log: logOf(log, group), came: make(chan delivery, ahead), left: make(chan struct{})}
	session := cfg.session()
	var err error
	m.group, err = kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{
		ID: group, Brokers: cfg.addresses(), Topics: topics, Dialer: cfg.dialer(group), StartOffset: kafka.FirstOffset,
		HeartbeatInterval: session / heartbeats, SessionTimeout: session,
		RebalanceTimeout: session + session/2, JoinGroupBackoff: min(time.Second, session/joinsPerPeriod),
		// Without the watch, a member that joined before its topic never hears of it.
		WatchPartitionChanges: true, PartitionWatchInterval: session,
		Timeout: requestTimeout, ErrorLogger: kafka.LoggerFunc(m.log),
	})
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	m.end = end
	go m.run(ctx)
	return m, nil
}

// Fetch waits for the next message, and fails only with ctx's error: trouble of the moment is
// logged, and met by trying again. What a former generation had read and nobody fetched yet
// comes again if it is still this member's.
func (m *Member) Fetch(ctx context.Context) (kafka.Message, error) {
	for {
		select {
		case <-ctx.Done():
			return kafka.Message{}, ctx.Err()
		case d := <-m.came:
			if d.term == m.term.Load() {
				return d.message, nil
			}
		}
	}
}

// Commit tells the group that all up to these messages is done with. It says nothing of
// partitions that this member has no longer, and nothing behind what it knows to be committed.
// An error is no loss: what is not committed comes again, to this member or to another.
func (m *Member) Commit(ctx context.Context, messages ...kafka.Message) error {
	t := m.term.Load()
	if t == nil {
		return nil
	}
	offsets := t.forward(messages)
	pause := backoff.Backoff{Min: commitRetry, Max: retryAtMost}
	for {
		err := t.generation.CommitOffsets(offsets)
		if err == nil {
			t.note(offsets)
			return nil
		}
		if !passing(err) || pause.Wait(ctx) != nil {
			return err
		}
	}
}

// passing tells errors that say "not now". Of all others, the member's next generation knows more.
func passing(err error) bool {
	told, ok := errors.AsType[kafka.Error](err)
	return ok && told.Temporary() && !errors.Is(told, kafka.NotCoordinatorForGroup)
}

// Close leaves the group, so that others have its partitions at once.
func (m *Member) Close() error {
	m.end()
	err := m.group.Close()
	<-m.left
	return err
}

// run takes part in generation after generation, until the member leaves.
func (m *Member) run(ctx context.Context) {
	defer close(m.left)
	for ctx.Err() == nil {
		generation, err := m.group.Next(ctx) // which waits after an error, and has logged it
		if err == nil {
			m.begin(generation)
		}
	}
}

// begin reads the partitions that a generation gives to this member. Each is read until the
// generation is over; a reader that ended earlier would end it.
func (m *Member) begin(generation *kafka.Generation) {
	t := newTerm(generation)
	m.term.Store(t)
	for p, part := range t.parts {
		generation.Start(func(ctx context.Context) { m.read(ctx, t, p, part) })
	}
}

// read hands on what one partition has.
func (m *Member) read(ctx context.Context, t *term, p Partition, part *part) {
	r := m.cfg.reader(t.generation.GroupID, p, queueCapacity/len(t.parts), m.log)
	defer func() { _ = r.Close() }()
	if err := r.SetOffset(part.next.Load()); err != nil {
		m.log("partition %d of %s: %v", p.ID, p.Topic, err)
	}
	pause := backoff.Backoff{Min: readRetry, Max: retryAtMost}
	for {
		message, err := r.FetchMessage(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			m.log("partition %d of %s: %v", p.ID, p.Topic, err)
			if pause.Wait(ctx) != nil {
				return
			}
			continue
		}
		pause.Reset()
		if !m.hand(ctx, delivery{message, t}, part) {
			return
		}
	}
}

// hand waits until there is room for a message. Meanwhile it is not the broker that is waited for.
func (m *Member) hand(ctx context.Context, d delivery, part *part) bool {
	part.held.Store(true)
	defer part.held.Store(false)
	select {
	case m.came <- d:
		part.next.Store(d.message.Offset + 1)
		return true
	case <-ctx.Done():
		return false
	}
}
