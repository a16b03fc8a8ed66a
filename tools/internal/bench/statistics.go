package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"pacesetter/tools/internal/process"
)

const (
	topic           = "pacesetter.registry.v1"
	statisticsGroup = "statistics"
	// nowhere is an address of no broker: who listens there only answers.
	nowhere = "127.0.0.1:9"
)

// serving is a process of statistics.
type serving struct {
	*process.Process
	grpc, ops string
}

// serveStatistics starts statistics on a database. brokers is empty for the
// platform's own.
func (w *world) serveStatistics(ctx context.Context, database, brokers string) (serving, error) {
	spec, err := w.platform.Command(statisticsGroup)
	if err != nil {
		return serving{}, err
	}
	var s serving
	var faults [2]error
	s.grpc, faults[0] = freeAddress(ctx)
	s.ops, faults[1] = freeAddress(ctx)
	if err := errors.Join(faults[:]...); err != nil {
		return serving{}, err
	}
	spec.Name, spec.Log, spec.ReadyURL = database, spec.Log+"-bench", "http://"+s.ops+"/readyz"
	spec.Env = append(spec.Env,
		"PACESETTER_STATISTICS_GRPC_ADDR="+s.grpc, "PACESETTER_STATISTICS_OPS_ADDR="+s.ops,
		"PACESETTER_STATISTICS_DATABASE_URL="+w.databaseURL(database, "statistics_app"),
		"PACESETTER_STATISTICS_REGISTRY_ADDR=")
	if brokers != "" {
		spec.Env = append(spec.Env, "PACESETTER_KAFKA_BROKERS="+brokers)
	}
	s.Process, err = w.start(ctx, spec)
	return s, err
}

// follow starts statistics on a database as the one reader of the topic, from its
// beginning.
func (w *world) follow(ctx context.Context, database string) (serving, error) {
	if err := w.forgetGroup(ctx); err != nil {
		return serving{}, err
	}
	s, err := w.serveStatistics(ctx, database, "")
	w.statistics, w.address = s.Process, s.grpc
	return s, err
}

// migrate makes an empty database with the tables of statistics.
func (w *world) migrate(ctx context.Context, database string) error {
	if err := w.copyDatabase(ctx, "", database); err != nil {
		return err
	}
	spec, err := w.platform.Command(statisticsGroup, "migrate")
	if err != nil {
		return err
	}
	spec.Env = append(spec.Env,
		"PACESETTER_STATISTICS_DATABASE_URL="+w.databaseURL(database, "statistics_app"),
		"PACESETTER_STATISTICS_DATABASE_OWNER_URL="+w.databaseURL(database, "statistics_owner"))
	return process.Run(ctx, spec)
}

// applied is how many events the process has applied.
func (s serving) applied(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.ops+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Errorf("metrics of %s: %w", s.Name(), err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 2 && strings.HasPrefix(fields[0], "pacesetter_inbox_applied_total") {
			n, err := strconv.ParseFloat(fields[1], 64)
			return int(n), err
		}
	}
	return 0, lines.Err()
}

// awaitApplied returns when the process has applied n events.
func (s serving) awaitApplied(ctx context.Context, n int) error {
	return until(ctx, watchEvery, func() (bool, error) {
		done, err := s.applied(ctx)
		return done >= n, err
	})
}

// forgetGroup lets the next member of the group begin at the topic's first message.
func (w *world) forgetGroup(ctx context.Context) error {
	kafka, err := kgo.NewClient(kgo.SeedBrokers(w.platform.Brokers()...))
	if err != nil {
		return err
	}
	defer kafka.Close()
	return until(ctx, 200*time.Millisecond, func() (bool, error) {
		req := kmsg.NewPtrDeleteGroupsRequest()
		req.Groups = []string{statisticsGroup}
		res, err := req.RequestWith(ctx, kafka)
		if err != nil || len(res.Groups) == 0 {
			return false, err
		}
		err = kerr.ErrorForCode(res.Groups[0].ErrorCode)
		if errors.Is(err, kerr.NonEmptyGroup) {
			return false, nil // its last member is still leaving
		}
		if errors.Is(err, kerr.GroupIDNotFound) {
			err = nil
		}
		return true, err
	})
}

// events is how many messages the topic holds.
func (w *world) events(ctx context.Context) (int, error) {
	broker := w.platform.Brokers()[0]
	partitions, err := kafkago.LookupPartitions(ctx, "tcp", broker, topic)
	if err != nil {
		return 0, fmt.Errorf("partitions of %s: %w", topic, err)
	}
	total := 0
	for _, p := range partitions {
		conn, err := kafkago.DialLeader(ctx, "tcp", broker, topic, p.ID)
		if err != nil {
			return 0, err
		}
		end, err := conn.ReadLastOffset()
		if err := errors.Join(err, conn.Close()); err != nil {
			return 0, err
		}
		total += int(end)
	}
	return total, nil
}
