package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"pacesetter/pkg/conf"
)

// serve is the command that runs when none is named.
const serve = "serve"

// Command is a subcommand besides serve: a migration, or maintenance of the
// service's own database. Its result goes to standard output.
type Command[C any] struct {
	Name, Help string
	Run        func(ctx context.Context, cfg C, args []string) error
}

// Main is the whole of a service's main function: it reads the settings, runs
// the named command until it ends or SIGTERM or SIGINT comes, and exits with 1
// after an error, 2 where it was called wrongly.
func Main[C any](name string, run func(context.Context, C) error, cmds ...Command[C]) {
	os.Exit(execute(name, os.Args[1:], os.Environ(), os.Stderr, run, cmds))
}

func execute[C any](name string, args, environ []string, stderr io.Writer, run func(context.Context, C) error, cmds []Command[C]) int {
	cmd, args, ok := choose(args, append([]Command[C]{serving(run)}, cmds...))
	if !ok {
		fmt.Fprint(stderr, usage(name, append([]Command[C]{serving(run)}, cmds...)))
		return 2
	}
	log := newLog(stderr, name, slog.LevelInfo)
	cfg, err := conf.Load[C](name, environ)
	if err != nil {
		log.Error("configuration refused", "error", err.Error())
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	defer context.AfterFunc(ctx, stop)() // a second signal kills at once
	if cmd.Name == serve {
		log.LogAttrs(ctx, slog.LevelInfo, "configuration", conf.Dump(cfg)...)
	}
	if err := cmd.Run(ctx, cfg, args); err != nil && !interrupted(ctx, err) {
		log.ErrorContext(ctx, "command failed", "command", cmd.Name, "error", err.Error())
		return 1
	}
	return 0
}

// interrupted tells whether err only says that we were asked to stop.
func interrupted(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

func serving[C any](run func(context.Context, C) error) Command[C] {
	return Command[C]{Name: serve, Help: "serve calls (the default)", Run: func(ctx context.Context, cfg C, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%s takes no arguments; settings come from the environment", serve)
		}
		return run(ctx, cfg)
	}}
}

func choose[C any](args []string, cmds []Command[C]) (Command[C], []string, bool) {
	if len(args) == 0 {
		return cmds[0], nil, true
	}
	for _, c := range cmds {
		if c.Name == args[0] {
			return c, args[1:], true
		}
	}
	return Command[C]{}, nil, false
}

func usage[C any](name string, cmds []Command[C]) string {
	var out strings.Builder
	fmt.Fprintf(&out, "usage: %s [command]\n\n", name)
	for _, c := range cmds {
		fmt.Fprintf(&out, "  %-12s %s\n", c.Name, c.Help)
	}
	return out.String()
}
