package inbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	kafkago "github.com/segmentio/kafka-go"

	"pacesetter/pkg/backoff"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/testsignal"
)

// Handler applies a batch of events of one entity, in the order of their
// offsets, within tx. It applies only versions newer than those it has, takes an
// unknown type as the aggregate's state, and returns an error for what it can't apply.
type Handler func(ctx context.Context, tx pgx.Tx, batch []Event) error

// Config says what to consume, as whom.
type Config struct {
	Kafka       kafka.Config
	Group       string
	Topics      []string
	Name        string   // the consumer's, in inbox_parked and as label "service"
	EntityOrder []string // entities of one batch are applied in this order, others after them
	Log         *slog.Logger
	Now         func() time.Time
	Registerer  prometheus.Registerer
	BatchSize   int           // default 1,000
	Linger      time.Duration // default 20 ms: how long a batch waits to fill
	OnApplied   func()        // called after each commit; must not block

	// Prepare does what can be done with an event before its turn, such as decoding its
	// body, while the events before it are applied. It is called once for each event, in
	// the order of their offsets, by one goroutine that is not the handlers'. May be nil.
	Prepare func(*Event)

	retried    *testsignal.Signal[error]
	looked     *testsignal.Signal[bool] // after each look: whether the member joins anew
	stallCheck time.Duration            // default 10 s: how often a member looks whether something should come and does not
}

const (
	defaultBatchSize = 1000
	defaultLinger    = 20 * time.Millisecond
	defaultStall     = 10 * time.Second
	retryAfter       = 100 * time.Millisecond
	retryAtMost      = 10 * time.Second
	commitIn         = 5 * time.Second
	closeIn          = time.Minute
)

var errNotClosed = errors.New("the reader of Kafka does not close")

// Consumer is one member of a consumer group.
type Consumer struct {
	pool     *pgxpool.Pool
	cfg      Config
	handlers map[string]Handler
	metrics  *metrics
	portion  portion // of the goroutine that applies
}

// NewConsumer makes a consumer that calls the handler of each event's entity;
// entities without one are passed over. It connects to nothing before Run.
// cfg.Log and cfg.Now must be set.
func NewConsumer(pool *pgxpool.Pool, cfg Config, handlers map[string]Handler) *Consumer {
	if cfg.BatchSize == 0 {
		cfg.BatchSize = defaultBatchSize
	}
	if cfg.Linger == 0 {
		cfg.Linger = defaultLinger
	}
	if cfg.stallCheck == 0 {
		cfg.stallCheck = defaultStall
	}
	return &Consumer{pool: pool, cfg: cfg, handlers: handlers, metrics: newMetrics(cfg), portion: newPortion(cfg.BatchSize)}
}

// String names the consumer among a process's runners.
func (c *Consumer) String() string { return "inbox of " + c.cfg.Name }

// Run consumes until ctx ends. Neither Kafka nor the database being away ends
// it; only settings that can never work do.
func (c *Consumer) Run(ctx context.Context) error {
	if err := c.cfg.Kafka.Check(); err != nil {
		return err
	}
	var measuring sync.WaitGroup
	measuring.Go(func() { c.metrics.watch(ctx, c.pool, c.cfg.Name) })
	defer measuring.Wait()
	if err := c.awaitTopics(ctx); err != nil {
		return nil // only the end of ctx ends the wait
	}
	for {
		if err := c.session(ctx); !errors.Is(err, errStalled) {
			return err
		}
		c.metrics.reopened.Inc()
		c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "inbox joins its group anew", slog.String("consumer", c.cfg.Name), slog.Any("error", errStalled))
	}
}

// session is the life of one member. It ends without an error with ctx, with
// errStalled where a new member may do better, and with any other error where
// nothing will: a consumer that ended quietly would be missed by nobody.
func (c *Consumer) session(ctx context.Context) error {
	member, err := kafka.Join(c.cfg.Kafka, c.cfg.Group, c.cfg.Topics, c.cfg.Log) //nolint:contextcheck // it outlives ctx, for the last commit
	if err != nil {
		return err
	}
	within, end := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { c.watchStall(within, member, end) })
	err = c.consume(ctx, within, member)
	end(nil)
	watching.Wait()
	switch closed := closeWithin(member, closeIn); {
	case closed != nil:
		return closed
	case ctx.Err() != nil:
		return nil //nolint:nilerr // we were told to end
	case errors.Is(context.Cause(within), errStalled) && errors.Is(err, context.Canceled):
		return errStalled
	default:
		return err
	}
}

// closeWithin lets the member leave, which waits for its connections. One that does not
// end would keep its partitions for ever; only the end of the process frees them.
func closeWithin(m *kafka.Member, limit time.Duration) error {
	closed := make(chan error, 1)
	go func() { closed <- m.Close() }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-closed:
		return err
	case <-timer.C:
		return errNotClosed
	}
}

// awaitTopics waits for the services we listen to to make their topics.
func (c *Consumer) awaitTopics(ctx context.Context) error {
	pause := backoff.Backoff{Min: retryAfter, Max: time.Second}
	for {
		err := kafka.TopicsExist(ctx, c.cfg.Kafka, c.cfg.Topics...)
		if err == nil {
			return nil
		}
		c.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "inbox waits for topics", slog.String("consumer", c.cfg.Name), slog.Any("error", err))
		if err := pause.Wait(ctx); err != nil {
			return err
		}
	}
}

// consume takes batch after batch until fetching ends, or a message can't even be parked.
// A batch that is in hand when fetching ends is finished and committed, unless ctx ends as
// well: a database slower than the brokers' patience would see the same batch for ever.
func (c *Consumer) consume(ctx, fetching context.Context, m *kafka.Member) error {
	within, stop := context.WithCancel(fetching)
	batches, failed := c.ahead(within, m)
	defer func() {
		stop()
		for range batches { // comes again; the member must be free before it leaves
		}
	}()
	for batch := range batches {
		if err := c.handle(ctx, m, batch); err != nil {
			return err
		}
	}
	return failed()
}

// handle applies and commits a batch. However that ends, the batch is in hand no longer.
func (c *Consumer) handle(ctx context.Context, m *kafka.Member, batch *fetched) error {
	c.metrics.begin(batch.messages[0].Time)
	defer c.metrics.idle()
	if err := c.apply(ctx, batch); err != nil {
		return err
	}
	c.commit(ctx, m, batch.messages)
	return nil
}

// commit tells the group how far we are. It is a hint, and the facts are the truth: what it
// misses comes again and changes nothing, because handlers take what is newer only. That a
// partition went to another member meanwhile costs at most what was in hand and the batch
// fetched ahead, once more: whose it is now, is never committed in (see kafka.Member), so that
// nobody's later work is repeated.
func (c *Consumer) commit(ctx context.Context, m *kafka.Member, batch []kafkago.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitIn)
	defer cancel()
	if err := m.Commit(ctx, lastOfEach(batch)...); err != nil {
		c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "inbox could not commit its offsets", slog.String("consumer", c.cfg.Name), slog.Any("error", err))
	}
}

// lastOfEach returns the last message of each partition.
func lastOfEach(batch []kafkago.Message) []kafkago.Message {
	type partition struct {
		topic string
		id    int
	}
	last := map[partition]int{}
	var out []kafkago.Message
	for _, m := range batch {
		p := partition{m.Topic, m.Partition}
		if i, seen := last[p]; seen {
			out[i] = m
			continue
		}
		last[p] = len(out)
		out = append(out, m)
	}
	return out
}
