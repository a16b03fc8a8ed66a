package registry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/conf"
	"pacesetter/pkg/inbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/service"
	rules "pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// Commands are the subcommands besides serve: the maintenance that works on the
// register's own database.
func Commands() []service.Command[Config] {
	return []service.Command[Config]{
		{Name: "migrate", Help: "bring the database up to date and create the root unit and the first administrators", Run: migrate},
		{Name: "audit", Help: audit.CommandHelp, Run: auditCommand},
		{Name: "republish", Help: "tell the present state again: republish [unit|project|report]…", Run: republish},
		{Name: "parked", Help: inbox.CommandHelp, Run: parked},
		{Name: "documents", Help: "documents verify: read all documents' content and compare it with their hashes, list what nobody names", Run: documents},
	}
}

// migrate works as the owner role and grants the application role its verbs.
func migrate(ctx context.Context, cfg Config, _ []string) error {
	role, err := roleOf(cfg.Database.URL)
	if err != nil {
		return err
	}
	if err := pg.Migrate(ctx, cfg.Database.OwnerURL.Reveal(), role, store.Schemas()...); err != nil {
		return err
	}
	if cfg.Root.Code == "" {
		return nil
	}
	root, err := rules.RootUnit(cfg.Root.Code, cfg.Root.Name, cfg.Root.Kind, cfg.Root.GBCode)
	if err != nil {
		return err
	}
	return withStore(ctx, cfg.Database.OwnerURL, func(st *store.Store) error {
		if err := st.EnsureRoot(ctx, root); err != nil {
			return err
		}
		return st.EnsureAdmins(ctx, root.Code, cfg.Root.Admins)
	})
}

// auditCommand verifies or exports the record of mutations.
func auditCommand(ctx context.Context, cfg Config, args []string) error {
	return audit.Command(ctx, cfg.Database.URL, name, args, os.Stdout, os.Stderr)
}

// roleOf is the role that an address signs in as.
func roleOf(address conf.Secret) (string, error) {
	cfg, err := pgx.ParseConfig(address.Reveal())
	if err != nil {
		return "", errors.New("the application role's database address can't be read") // the cause would show the password
	}
	return cfg.User, nil
}

// republish tells the entities named, all of them if none is.
func republish(ctx context.Context, cfg Config, args []string) error {
	entities, err := chosen(args)
	if err != nil {
		return err
	}
	return withStore(ctx, cfg.Database.URL, func(st *store.Store) error {
		for _, entity := range entities {
			told, err := st.Republish(ctx, entity)
			if err != nil {
				return fmt.Errorf("republish %s: %w", entity, err)
			}
			fmt.Printf("%s: %d told again\n", entity, told)
		}
		return nil
	})
}

// chosen reads the entities' names, with or without --entity before each.
func chosen(args []string) ([]string, error) {
	var entities []string
	for _, arg := range args {
		arg = strings.TrimPrefix(strings.TrimPrefix(arg, "--entity"), "=")
		if arg == "" {
			continue
		}
		if !slices.Contains(store.Entities(), arg) {
			return nil, store.EntityUnknown(arg)
		}
		entities = append(entities, arg)
	}
	if len(entities) == 0 {
		return store.Entities(), nil
	}
	return entities, nil
}

// parked lists what could not be taken in, or takes it in again.
func parked(ctx context.Context, cfg Config, args []string) error {
	pool, err := pg.Open(ctx, pg.Config{URL: cfg.Database.URL, MaxConns: 4}, "registry command")
	if err != nil {
		return err
	}
	defer pool.Close()
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.Service.LogLevel}))
	return cfg.consumer(pool, log, nil).Command(ctx, args, os.Stdout)
}

// withStore opens the database for one command.
func withStore(ctx context.Context, address conf.Secret, f func(*store.Store) error) error {
	pool, err := pg.Open(ctx, pg.Config{URL: address, MaxConns: 4}, "registry command")
	if err != nil {
		return err
	}
	defer pool.Close()
	return f(store.New(pool, time.Now))
}
