package bench

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/process"
)

// bareCommand makes this program the bare server, in a process of its own as the
// service is.
const bareCommand = "bare"

// bareServer answers what the service answers with the least code: GetSeries with
// the cells of the province and its cities as they are, GetRollup with nothing.
type bareServer struct {
	statisticsv1.UnimplementedStatisticsServiceServer
	pool  *pgxpool.Pool
	units []string
}

// The rows that the roll-up of a province is made of, by primary key.
const bareCellsSQL = `
SELECT unit, month, projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted
FROM cell
WHERE year = $1 AND unit = ANY ($2::text[]) AND listing = '*' AND category = '*' AND nature = '*' AND month <= $3`

// GetSeries answers the rows.
func (b *bareServer) GetSeries(ctx context.Context, req *statisticsv1.GetSeriesRequest) (*statisticsv1.GetSeriesResponse, error) {
	rows, err := b.pool.Query(ctx, bareCellsSQL, int16(req.GetYear()), b.units, int16(lastMonth)) //nolint:gosec // our own request
	if err != nil {
		return nil, err
	}
	var (
		unit                                  string
		month                                 int16
		projects, total, planned, due, toDate int64
		invested, reported, met, unlisted     int64
		res                                   statisticsv1.GetSeriesResponse
	)
	into := []any{&unit, &month, &projects, &total, &planned, &due, &toDate, &invested, &reported, &met, &unlisted}
	_, err = pgx.ForEachRow(rows, into, func() error {
		res.Months = append(res.Months, &statisticsv1.MonthFigures{Month: unit, Figures: &statisticsv1.RollupFigures{
			Projects: projects, TotalInvestmentYuan: total, PlannedYuan: planned, Due: due, InvestedYuan: toDate,
			MonthYuan: invested, Reported: reported, Missing: met, Unlisted: unlisted,
		}})
		return nil
	})
	return &res, err
}

// GetRollup echoes.
func (b *bareServer) GetRollup(_ context.Context, req *statisticsv1.GetRollupRequest) (*statisticsv1.GetRollupResponse, error) {
	return &statisticsv1.GetRollupResponse{Rollup: &statisticsv1.Rollup{Unit: req.GetUnit()}}, nil
}

const citiesSQL = `SELECT code FROM unit WHERE kind IN ('province', 'city') ORDER BY code`

// runBare serves until ctx ends.
func runBare(ctx context.Context, args []string, errOut io.Writer) error {
	flags := flag.NewFlagSet(bareCommand, flag.ContinueOnError)
	flags.SetOutput(errOut)
	address := flags.String("address", "", "where to serve")
	database := flags.String("database", "", "address of the database")
	if err := flags.Parse(args); err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, *database)
	if err != nil {
		return err
	}
	defer pool.Close()
	rows, _ := pool.Query(ctx, citiesSQL) // its error comes back from CollectRows
	units, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("read the cities: %w", err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", *address)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	statisticsv1.RegisterStatisticsServiceServer(server, &bareServer{pool: pool, units: units})
	go func() {
		<-ctx.Done()
		server.Stop()
	}()
	return server.Serve(l)
}

// serveBare starts the bare server on the database that statistics serves, with as
// many connections, and returns its address.
func (w *world) serveBare(ctx context.Context) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return "", err
	}
	_, err = w.start(ctx, process.Spec{
		Name: bareCommand, Path: self, Env: os.Environ(), ReadyURL: "tcp://" + address,
		Args: []string{"bench", bareCommand, "-address", address, "-database", w.databaseURL(largeDatabase, "statistics_app") + "&pool_max_conns=10"},
	})
	return address, err
}
