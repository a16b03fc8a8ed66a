package audit

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/conf"
	"pacesetter/pkg/month"
	"pacesetter/pkg/pg"
)

// CommandHelp is a line about Command for a service's usage.
const CommandHelp = "verify | export | head: the record of every mutation"

// longStatement is how long one statement of a command may read a grown record.
const longStatement = time.Hour

// Command is the subcommand "audit" of a service: it verifies, exports or tells the
// head of the record in the database at address, writing to out.
func Command(ctx context.Context, address conf.Secret, service string, args []string, out, errOut io.Writer) error {
	commands := map[string]func(context.Context, *pgxpool.Pool, string, []string, io.Writer, io.Writer) error{
		"verify": verifyCommand, "export": exportCommand, "head": headCommand,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		return errors.New("audit takes verify, export or head; audit verify -h lists its flags")
	}
	pool, err := pg.Open(ctx, pg.Config{URL: address, MaxConns: 2, StatementTimeout: longStatement}, service+" audit")
	if err != nil {
		return err
	}
	defer pool.Close()
	return commands[args[0]](ctx, pool, service, args[1:], out, errOut)
}

// parse reads flags and takes nothing else.
func parse(flags *flag.FlagSet, args []string, errOut io.Writer) error {
	flags.SetOutput(errOut)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes flags only, not %q", flags.Name(), flags.Args())
	}
	return nil
}

func verifyCommand(ctx context.Context, pool *pgxpool.Pool, service string, args []string, out, errOut io.Writer) error {
	s := Stretch{Service: service}
	flags := flag.NewFlagSet("audit verify", flag.ContinueOnError)
	flags.Int64Var(&s.From, "from", 0, "number of the first block; what lies before is believed")
	flags.Int64Var(&s.To, "to", 0, "number of the last block; 0 is the newest")
	flags.TextVar(&s.Head, "head", Hash{}, "hash of a head noted earlier, which must be in the chain")
	if err := parse(flags, args, errOut); err != nil {
		return err
	}
	v, err := Verify(ctx, pool, s)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "blocks %d\nentries %d\nunsealed %d\n", v.Blocks, v.Entries, v.Unsealed)
	printHead(out, v.Head)
	return nil
}

func exportCommand(ctx context.Context, pool *pgxpool.Pool, service string, args []string, out, errOut io.Writer) error {
	var f Filter
	flags := flag.NewFlagSet("audit export", flag.ContinueOnError)
	flags.Func("from", "first moment: 2020-05-01 (midnight in Shanghai) or 2020-05-01T08:00:00Z", momentIn(&f.From))
	flags.Func("to", "first moment that is left out, alike", momentIn(&f.To))
	flags.StringVar(&f.Principal, "principal", "", "only this principal's entries")
	flags.StringVar(&f.RPC, "rpc", "", "only calls of this RPC")
	if err := parse(flags, args, errOut); err != nil {
		return err
	}
	x, err := Export(ctx, pool, service, f, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(errOut, "entries %d\nblocks %d\n", x.Entries, x.Blocks)
	printHead(errOut, x.Head)
	return nil
}

func headCommand(ctx context.Context, pool *pgxpool.Pool, _ string, args []string, out, errOut io.Writer) error {
	if err := parse(flag.NewFlagSet("audit head", flag.ContinueOnError), args, errOut); err != nil {
		return err
	}
	head, err := HeadOf(ctx, pool)
	if err != nil {
		return err
	}
	printHead(out, head)
	return nil
}

// printHead writes what is to be noted somewhere else.
func printHead(out io.Writer, head Head) {
	if head.Number == 0 {
		fmt.Fprintln(out, "head none")
		return
	}
	fmt.Fprintf(out, "head %d %s %s\n", head.Number, head.Hash, head.SealedAt.Format(time.RFC3339))
}

// momentIn reads a business date or an exact time into at.
func momentIn(at *time.Time) func(string) error {
	return func(text string) error {
		day, err := time.ParseInLocation(time.DateOnly, text, month.Shanghai())
		if err != nil {
			day, err = time.Parse(time.RFC3339, text)
		}
		*at = day
		return err
	}
}
