// Command pacesetter is the platform's command line: it runs the whole
// platform on one machine, feeds it, asks it and measures it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// command is one subcommand. A command writes what was asked for to out and
// everything else to the error stream; its error ends the program with code 1.
type command struct {
	name string
	args string // as the usage line shows them
	help string
	run  func(ctx context.Context, args []string, out, errOut io.Writer) error
}

// errUsage ends the program with code 2; the reason was printed already.
var errUsage = errors.New("usage")

func commands() []command {
	return []command{
		{"up", "[--port-offset N] [--no-scenario]", "run the whole platform here until Ctrl-C", runUp},
		{"down-data", "", "remove this checkout's data folder", runDownData},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := dispatch(ctx, commands(), os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// dispatch runs the command that args name and returns the exit code.
func dispatch(ctx context.Context, all []command, args []string, out, errOut io.Writer) int {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		usage(all, out)
		return 0
	}
	i := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(errOut, "pacesetter: no command %q; there are: %s\n", args[0], strings.Join(names(all), ", "))
		return 2
	}
	return exitCode(all[i].run(ctx, args[1:], out, errOut), args[0], errOut)
}

func exitCode(err error, name string, errOut io.Writer) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	default:
		fmt.Fprintf(errOut, "pacesetter %s: %v\n", name, err)
		return 1
	}
}

func names(all []command) []string {
	list := make([]string, len(all))
	for i, c := range all {
		list[i] = c.name
	}
	return list
}

func usage(all []command, out io.Writer) {
	fmt.Fprint(out, "usage: pacesetter COMMAND [ARGUMENTS]\n\n")
	for _, c := range all {
		fmt.Fprintf(out, "  %-38s %s\n", strings.TrimSpace(c.name+" "+c.args), c.help)
	}
}
