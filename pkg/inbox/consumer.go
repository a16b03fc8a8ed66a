package inbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
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
	stallCheck time.Duration // default 10 s: how often a member looks whether the group stands still
}

const (
	defaultBatchSize = 1000
	defaultLinger    = 20 * time.Millisecond
	idleAfter        = time.Second
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
	batches  atomic.Int64 // begun and ended: odd while one is in hand
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
	return &Consumer{pool: pool, cfg: cfg, handlers: handlers, metrics: newMetrics(cfg)}
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
		c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "inbox opens its reader anew", slog.String("consumer", c.cfg.Name), slog.Any("error", errStalled))
	}
}

// session is the life of one reader. It ends without an error with ctx, with
// errStalled where a new reader may do better, and with any other error where
// nothing will: a consumer that ended quietly would be missed by nobody.
func (c *Consumer) session(ctx context.Context) error {
	within, end := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { c.watchStall(within, end) })
	reader := kafka.NewReader(c.cfg.Kafka, c.cfg.Group, c.cfg.Topics, c.cfg.Log)
	err := c.consume(within, reader)
	end(nil)
	watching.Wait()
	switch closed := closeWithin(reader, closeIn); {
	case closed != nil:
		return closed
	case errors.Is(context.Cause(within), errStalled):
		return errStalled
	case ctx.Err() != nil:
		return nil //nolint:nilerr // we were told to end
	default:
		return err
	}
}

// closeWithin closes the reader, which waits for its connections. One that does not
// end would keep its partitions for ever; only the end of the process frees them.
func closeWithin(r *kafkago.Reader, limit time.Duration) error {
	closed := make(chan error, 1)
	go func() { closed <- r.Close() }()
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

// consume takes batch after batch until ctx ends, or a message can't even be parked.
func (c *Consumer) consume(ctx context.Context, r *kafkago.Reader) error {
	within, stop := context.WithCancel(ctx)
	batches, failed := c.ahead(within, r)
	defer func() {
		stop()
		for range batches { // comes again; the reader must be free before it is closed
		}
	}()
	for batch := range batches {
		if err := c.handle(ctx, r, batch); err != nil {
			return err
		}
	}
	return failed()
}

// handle applies and commits a batch. However that ends, the batch is in hand no longer.
func (c *Consumer) handle(ctx context.Context, r *kafkago.Reader, batch *fetched) error {
	c.batches.Add(1)
	c.metrics.begin(batch.messages[0].Time)
	defer func() {
		c.metrics.idle()
		c.batches.Add(1)
	}()
	if err := c.apply(ctx, batch); err != nil {
		return err
	}
	c.commit(ctx, r, batch.messages)
	return nil
}

// first waits for as long as it takes: errors of the moment are no reason to
// stop, a consumer that returned on one would be dead for good. Nor is io.EOF: the
// reader is closed by nobody while it is read, but says so as well when a broker
// hangs up while it joins.
func (c *Consumer) first(ctx context.Context, r *kafkago.Reader) (kafkago.Message, error) {
	pause := backoff.Backoff{Min: retryAfter, Max: retryAtMost}
	for {
		m, err := fetch(ctx, r, idleAfter)
		switch {
		case err == nil:
			return m, nil
		case ctx.Err() != nil:
			return kafkago.Message{}, err
		case errors.Is(err, context.DeadlineExceeded):
			continue
		}
		c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "inbox waits for kafka", slog.String("consumer", c.cfg.Name), slog.Any("error", err))
		if err := pause.Wait(ctx); err != nil {
			return kafkago.Message{}, err
		}
	}
}

func fetch(ctx context.Context, r *kafkago.Reader, within time.Duration) (kafkago.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return r.FetchMessage(ctx)
}

// commit tells the group how far we are. It is a hint: what it misses comes
// again and changes nothing, so a member that lost its partition only logs.
func (c *Consumer) commit(ctx context.Context, r *kafkago.Reader, batch []kafkago.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitIn)
	defer cancel()
	if err := r.CommitMessages(ctx, lastOfEach(batch)...); err != nil {
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
