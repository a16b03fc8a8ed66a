package launch

import (
	"context"
	"fmt"
	"net"
	"strings"
)

// Ports of a platform, on loopback; Options.PortOffset moves them all. Further
// replicas of a service listen replicaStep above.
const (
	gatewayPort    = 8080
	gatewayOpsPort = 7200
	registryPort   = 7101
	registryOps    = 7201
	statisticsPort = 7102
	statisticsOps  = 7202
	printerPort    = 7106
	printerOps     = 7206
	issuerPort     = 7300
	postgresPort   = 7432
	brokerPort     = 7092
	replicaStep    = 10
)

// checkPorts names every port that somebody else holds, before anything is
// started: a service that fails on it later says so only in its log.
func (o Options) checkPorts(ctx context.Context, all []service) error {
	var taken []string
	check := func(name string, port int) {
		if port != 0 && !o.free(ctx, port) {
			taken = append(taken, fmt.Sprintf("%d（%s）", o.port(port), name))
		}
	}
	check("postgres", postgresPort)
	check("devissuer", issuerPort)
	if len(o.Brokers) == 0 {
		for n := range max(1, o.KafkaNodes) {
			check("broker", brokerPort+n)
		}
	}
	for _, s := range all {
		for n := 1; n <= max(1, o.Replicas[s.name]); n++ {
			check(s.replica(n), s.port(s.grpc, n))
			check(s.replica(n), s.port(s.http, n))
			check(s.replica(n)+"'s metrics", s.port(s.ops, n))
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return fmt.Errorf("端口已被其他程序占用：%s；请结束该程序，或把全部端口移开：make up ARGS=\"--port-offset 1000\"（即 pacesetter up --port-offset 1000）",
		strings.Join(taken, "、"))
}

func (o Options) free(ctx context.Context, port int) bool {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.addr(port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
