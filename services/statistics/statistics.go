// Package statistics is the service that rolls projects and their monthly reports
// up over the tree of units, and tells the figures. This file is its wiring.
package statistics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/audit/auditrpc"
	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/inbox"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/progress"
	"pacesetter/pkg/service"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/job"
	"pacesetter/services/statistics/internal/server"
	rules "pacesetter/services/statistics/internal/statistics"
	"pacesetter/services/statistics/internal/store"
)

// Name is the service's name.
const Name = "statistics"

// Config are the settings of statistics.
type Config struct {
	Service      service.Config
	Database     pg.Config           `envPrefix:"PACESETTER_STATISTICS_DATABASE_"`
	Kafka        kafka.Config        `envPrefix:"PACESETTER_KAFKA_"`
	Auth         authn.Config        `envPrefix:"PACESETTER_AUTH_"`
	Identity     authn.ServiceConfig `envPrefix:"PACESETTER_SERVICE_"`
	RegistryAddr string              `env:"PACESETTER_STATISTICS_REGISTRY_ADDR" doc:"Address of the registry's gRPC, to reconcile with; empty: never."`
	BatchSize    int                 `env:"PACESETTER_STATISTICS_BATCH_SIZE" default:"3000" doc:"Most events that are applied in one transaction."`
	Remember     int                 `env:"PACESETTER_STATISTICS_REMEMBER" default:"120000" doc:"Most years of projects remembered between batches; one takes about half a kilobyte."`
}

// Run serves until ctx ends.
func Run(ctx context.Context, cfg Config) error {
	pool, err := pg.Open(ctx, cfg.Database, Name)
	if err != nil {
		return err
	}
	defer pool.Close()
	verifier, err := authn.NewVerifier(ctx, cfg.Auth, time.Now)
	if err != nil {
		return err
	}
	svc, err := service.New(Name, cfg.Service, service.Options{ //nolint:contextcheck // the service ends with Run's context
		Catalogue: server.Catalogue(), Authenticate: verifier, Now: time.Now,
	})
	if err != nil {
		return err
	}
	svc.Ready("database", pool.Ping)
	svc.Registry().MustRegister(pg.PoolMetrics(pool, Name))

	st := store.New(pool, cfg.Remember)
	hub := server.NewHub(st, svc.Log())
	server.New(server.Config{Store: st, Table: authz.NewTable(authz.Rules()), Hub: hub, Now: time.Now}).Register(svc)
	auditv1.RegisterAuditServiceServer(svc, auditrpc.New(auditrpc.Config{
		Pool: pool, Service: Name, Table: authz.NewTable(authz.Rules()), Now: time.Now, Tree: st.UnitTree,
	}))
	sealer := audit.NewSealer(pool, audit.Config{Service: Name, Log: svc.Log(), Now: time.Now, Registerer: svc.Registry()})
	runners := []service.Runner{
		hub, sealer, cfg.consumer(pool, st, svc.Log(), svc.Registry()), cfg.relay(pool, svc), idempotency.NewSweeper(pool, svc.Log(), time.Now),
		job.NewSettler(st, svc.Log(), svc.Registry(), time.Now),
	}
	if cfg.RegistryAddr != "" {
		conn, err := cfg.dialRegistry()
		if err != nil {
			return err
		}
		defer conn.Close()
		reconciler := job.NewReconciler(pool, st, registryv1.NewStateServiceClient(conn), svc.Log(), nil)
		runners = append(runners, job.NewHourly(reconciler, svc.Registry(), time.Now))
	}
	return svc.Run(ctx, runners...)
}

func (c Config) consumer(pool *pgxpool.Pool, st *store.Store, log *slog.Logger, registerer prometheus.Registerer) *inbox.Consumer {
	return events.NewConsumer(pool, st, events.Config{
		Kafka: c.Kafka, BatchSize: c.BatchSize, Log: log, Now: time.Now, Registerer: registerer,
	})
}

// relay tells what was published.
func (c Config) relay(pool *pgxpool.Pool, svc *service.Service) *outbox.Relay {
	return outbox.NewRelay(pool, outbox.Config{
		Kafka: c.Kafka, Source: Name, Topics: []kafka.Topic{{Name: events.OwnTopic}}, Log: svc.Log(), Registerer: svc.Registry(),
	})
}

func (c Config) dialRegistry() (*grpc.ClientConn, error) {
	tokens, err := authn.ServiceTokens(c.Identity, Name, time.Now)
	if err != nil {
		return nil, err
	}
	return service.Dial(c.RegistryAddr, service.ClientConfig{TLS: c.Service.TLS, Tokens: tokens})
}

// Commands are the subcommands besides serve.
func Commands() []service.Command[Config] {
	return []service.Command[Config]{
		{Name: "migrate", Help: "bring the database up to date", Run: migrate},
		{Name: "audit", Help: audit.CommandHelp, Run: auditCommand},
		{Name: "reconcile", Help: "[--repair] compare with the registry, and cells with facts", Run: reconcile},
		{Name: "republish", Help: "tell what was published again", Run: republish},
		{Name: "parked", Help: inbox.CommandHelp, Run: parked},
	}
}

// Schemas are the tables of the service's database.
func Schemas() []pg.Schema { return store.Schemas() }

func migrate(ctx context.Context, cfg Config, _ []string) error {
	app, err := pgx.ParseConfig(cfg.Database.URL.Reveal())
	if err != nil {
		return fmt.Errorf("address for the application role: %w", err)
	}
	return pg.Migrate(ctx, cfg.Database.OwnerURL.Reveal(), app.User, Schemas()...)
}

// auditCommand verifies or exports the record of mutations.
func auditCommand(ctx context.Context, cfg Config, args []string) error {
	return audit.Command(ctx, cfg.Database.URL, Name, args, os.Stdout, os.Stderr)
}

// errDiffers makes the command's exit code say that differences remain.
var errDiffers = errors.New("differences remain; --repair mends them")

func reconcile(ctx context.Context, cfg Config, args []string) error {
	repair := len(args) == 1 && args[0] == "--repair"
	if len(args) > 0 && !repair {
		return fmt.Errorf("reconcile takes --repair only, not %q", args)
	}
	pool, err := pg.Open(ctx, cfg.Database, Name)
	if err != nil {
		return err
	}
	defer pool.Close()
	conn, err := cfg.dialRegistry()
	if err != nil {
		return err
	}
	defer conn.Close()
	result, err := cfg.compare(ctx, pool, conn, repair)
	if err != nil {
		return err
	}
	if repair {
		fmt.Printf("repaired %d\n", result.Differences())
		if result, err = cfg.compare(ctx, pool, conn, false); err != nil {
			return err
		}
	}
	fmt.Printf("facts %d\ncells %d\ndifferences %d\n", result.Facts, result.Cells, result.Differences())
	if result.Differences() > 0 {
		return errDiffers
	}
	return nil
}

// compare reconciles once and shows how far it is.
func (c Config) compare(ctx context.Context, pool *pgxpool.Pool, conn *grpc.ClientConn, repair bool) (job.Result, error) {
	st := store.New(pool, c.Remember)
	total, err := st.CountStates(ctx)
	if err != nil {
		return job.Result{}, err
	}
	bar := progress.New(os.Stderr, "compared", total)
	defer bar.Done()
	return job.NewReconciler(pool, st, registryv1.NewStateServiceClient(conn), logger(c), bar.Add).Run(ctx, repair)
}

// republish tells all cut-offs again, for a broker that lost its topic.
func republish(ctx context.Context, cfg Config, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("republish takes nothing, not %q", args)
	}
	pool, err := pg.Open(ctx, cfg.Database, Name)
	if err != nil {
		return err
	}
	defer pool.Close()
	var told []outbox.Message
	err = store.New(pool, 0).EachCutoff(ctx, func(c rules.Cutoff) error {
		m, err := events.OfCutoff(c, events.Retold)
		told = append(told, m)
		return err
	})
	if err != nil {
		return err
	}
	if err := pg.InTx(ctx, pool, func(tx pgx.Tx) error { return outbox.PutMany(ctx, tx, told) }); err != nil {
		return err
	}
	fmt.Printf("cutoff: %d told again\n", len(told))
	return nil
}

func logger(cfg Config) *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.Service.LogLevel}))
}

func parked(ctx context.Context, cfg Config, args []string) error {
	pool, err := pg.Open(ctx, cfg.Database, Name)
	if err != nil {
		return err
	}
	defer pool.Close()
	return cfg.consumer(pool, store.New(pool, cfg.Remember), logger(cfg), nil).Command(ctx, args, os.Stdout)
}
