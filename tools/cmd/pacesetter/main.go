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

	"pacesetter/tools/internal/bench"
	"pacesetter/tools/internal/client"
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
		{"up", upArgs, "run the whole platform here until Ctrl-C", runUp},
		{"down-data", "", "remove this checkout's data folder", runDownData},
		{"scenario", scenarioArgs, "load a place with published figures and check them", runScenario},
		{"rollup", rollupArgs, "figures of a unit and its sub-units", runRollup},
		{"ranking", rankingArgs, "where sub-units stand by an indicator, and how it is counted", runRanking},
		{"targets", targetsArgs, "how far a unit is with what its papers set for the year", runTargets},
		{"cutoff", cutoffArgs, "freeze a month's figures, and see what became known since", runCutoff},
		{"sheet", sheetArgs, "write a sample sheet to import", runSheet},
		{"import", importArgs, "preview a monthly sheet, and commit it", runImport},
		{"bureau", bureauArgs, "compare the register with a sheet of the statistics bureau", runBureau},
		{"export", exportArgs, "write an annex of the monthly report as a workbook", runExport},
		{"validate", validateArgs, "check codes; needs no platform", runValidate},
		{"generate", generateArgs, "make a synthetic province", runGenerate},
		{"bench", "", "measure against bare loops", bench.Main},
		{"reconcile", reconcileArgs, "compare statistics with the registry", runReconcile},
		{"audit", auditArgs, "check an exported audit record; needs no platform", runAudit},
		{"parked", parkedArgs, "messages that could not be applied", runParked},
		{"token", roleArgs, "a bearer token of the development issuer", runToken},
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
		fmt.Fprintf(errOut, "pacesetter: 没有命令“%s”，可用的有：%s\n", args[0], strings.Join(names(all), "、"))
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
		fmt.Fprintf(errOut, "pacesetter %s: %s\n", name, client.Explain(err))
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
		fmt.Fprintf(out, "  %-10s %s\n", c.name, c.help)
		if c.args != "" {
			fmt.Fprintf(out, "  %-10s   %s\n", "", c.args)
		}
	}
}
