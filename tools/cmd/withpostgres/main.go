// Command withpostgres runs a command, such as `go test ./...`, with one
// PostgreSQL for all of it and its address in PACESETTER_TEST_POSTGRES: one
// server for the run instead of one for each package.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"pacesetter/pkg/pgserver"
	"pacesetter/tools/internal/launch"
	"pacesetter/tools/internal/pgbinaries"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:])
	stop()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(max(1, exit.ExitCode()))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("usage: withpostgres COMMAND [ARGUMENTS]")
	}
	scratch, err := pgserver.NewScratch(os.Getenv("PACESETTER_TEST_FOLDER"), "pacesetter-withpostgres-")
	if err != nil {
		return err
	}
	defer scratch.Remove() //nolint:errcheck // the next run tries again
	bin, err := pgbinaries.Find(ctx, scratch.Dir, filepath.Join(launch.Base(), "postgresql-npm"))
	if err != nil {
		return err
	}
	settings := pgserver.ScratchSettings()
	settings["max_connections"] = "400"
	server, err := pgserver.Start(ctx, pgserver.Options{Dir: scratch.Dir, BinDir: bin, Settings: settings})
	if err != nil {
		return err
	}
	defer server.Stop()                                   //nolint:errcheck // the folder goes with it
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // running its arguments is its job
	cmd.Env = append(os.Environ(), "PACESETTER_TEST_POSTGRES="+server.URL(pgserver.Superuser, pgserver.Superuser))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	return cmd.Run()
}
