// Package registry is the service that keeps the register: units, projects with
// their plan years, and monthly reports. This file is its wiring.
package registry

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/audit/auditrpc"
	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/idempotency"
	"pacesetter/pkg/inbox"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/kafka"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/service"
	"pacesetter/pkg/unittree"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
	"pacesetter/services/registry/internal/content"
	"pacesetter/services/registry/internal/cutoffs"
	"pacesetter/services/registry/internal/events"
	rules "pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/server"
	"pacesetter/services/registry/internal/store"
)

// name is the service's; its audit record rests on it.
const name = "registry"

// Config are the registry's settings.
type Config struct {
	Service   service.Config
	Database  pg.Config      `envPrefix:"PACESETTER_REGISTRY_DATABASE_"`
	Kafka     kafka.Config   `envPrefix:"PACESETTER_KAFKA_"`
	Auth      authn.Config   `envPrefix:"PACESETTER_AUTH_"`
	Root      RootConfig     `envPrefix:"PACESETTER_REGISTRY_ROOT_"`
	Documents content.Config `envPrefix:"PACESETTER_REGISTRY_DOCUMENTS_"`
}

// RootConfig is the unit above all, which migrate creates in an empty register.
type RootConfig struct {
	Code   string   `env:"CODE" doc:"Code of the unit above all, e.g. sd; migrate creates it, empty leaves that to a later migrate."`
	Name   string   `env:"NAME" doc:"Its name, e.g. 山东省."`
	Kind   string   `env:"KIND" default:"province" doc:"Its kind: province, city, county, zone or township."`
	GBCode string   `env:"GB_CODE" doc:"Its GB/T 2260 code, e.g. 370000; empty for none."`
	Admins []string `env:"ADMINS" doc:"The first administrators, as the identity provider's subjects; migrate gives each the role admin over that unit, once. Name two: each later administrator needs a second one's confirmation."`
}

// Run serves until ctx ends.
func Run(ctx context.Context, cfg Config) error {
	pool, err := pg.Open(ctx, cfg.Database, name)
	if err != nil {
		return err
	}
	defer pool.Close()
	verifier, err := authn.NewVerifier(ctx, cfg.Auth, time.Now)
	if err != nil {
		return err
	}
	catalogue, err := server.Catalogue()
	if err != nil {
		return err
	}
	svc, err := service.New(name, cfg.Service, service.Options{Catalogue: catalogue, Authenticate: verifier, Now: time.Now}) //nolint:contextcheck // its streams outlive ctx until they are drained
	if err != nil {
		return err
	}
	st := store.New(pool, time.Now)
	archive, err := content.Open(cfg.Documents, time.Now())
	if err != nil {
		return err
	}
	if archive == nil {
		svc.Log().WarnContext(ctx, "no documents are taken: PACESETTER_REGISTRY_DOCUMENTS_FOLDER is not set")
	}
	if err := serve(svc, st, archive, catalogue); err != nil {
		return err
	}
	auditv1.RegisterAuditServiceServer(svc, auditrpc.New(auditrpc.Config{
		Pool: pool, Service: name, Table: authz.NewTable(authz.Rules()), Now: time.Now,
		Tree: func(context.Context) (unittree.Tree, error) { return st.Tree() },
	}))
	svc.Ready("database", func(ctx context.Context) error { return pg.Wrap(pool.Ping(ctx)) })
	svc.Ready("policies", func(context.Context) error {
		_, err := st.Policies()
		return err
	})
	svc.Registry().MustRegister(pg.PoolMetrics(pool, name))
	sealer := audit.NewSealer(pool, audit.Config{Service: name, Log: svc.Log(), Now: time.Now, Registerer: svc.Registry()})
	return svc.Run(ctx, relay(pool, cfg.Kafka, svc), cfg.consumer(pool, svc.Log(), svc.Registry()), sealer,
		store.NewTreeWatch(st, svc.Log()), store.NewPolicyWatch(st, svc.Log()), idempotency.NewSweeper(pool, svc.Log(), time.Now))
}

// serve registers the calls.
func serve(svc *service.Service, st *store.Store, archive *content.Archive, catalogue errs.Catalogue) error {
	vocabulary, err := rules.DefaultVocabulary()
	if err != nil {
		return err
	}
	tags, err := industry.DefaultTags()
	if err != nil {
		return err
	}
	duplicates, err := rules.DefaultDuplicates()
	if err != nil {
		return err
	}
	calendar, err := rules.DefaultCalendar()
	if err != nil {
		return err
	}
	documents, err := rules.DefaultDocuments()
	if err != nil {
		return err
	}
	server.New(server.Config{
		Store: st, Table: authz.NewTable(authz.Rules()), Vocabulary: vocabulary, Tags: tags, Duplicates: duplicates, Calendar: calendar,
		Documents: documents, Archive: archive,
		Catalogue: errs.Base().Merge(catalogue), Now: time.Now,
	}).Register(svc)
	return nil
}

func relay(pool *pgxpool.Pool, cfg kafka.Config, svc *service.Service) *outbox.Relay {
	return outbox.NewRelay(pool, outbox.Config{
		Kafka: cfg, Source: name, Topics: []kafka.Topic{{Name: events.Topic}},
		Log: svc.Log(), Registerer: svc.Registry(),
	})
}

// consumer takes in the cut-offs that statistics publishes.
func (c Config) consumer(pool *pgxpool.Pool, log *slog.Logger, registerer prometheus.Registerer) *inbox.Consumer {
	return cutoffs.NewConsumer(pool, cutoffs.Config{Kafka: c.Kafka, Log: log, Now: time.Now, Registerer: registerer})
}
