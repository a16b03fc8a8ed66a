// Package launch runs the whole platform on one machine: PostgreSQL, a broker
// and each service as a process of its own, started in order, watched, and
// ended together. It knows which processes there are and what each is told;
// what they do is theirs.
package launch

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"pacesetter/tools/internal/process"
)

// Broker kinds.
const (
	BrokerDev   = "kfake" // a small stand-in that keeps its data
	BrokerKafka = "kafka" // Apache Kafka itself
)

// Options describe a platform.
type Options struct {
	Root       string // the checkout, with bin/
	Data       string // its data folder
	Out        io.Writer
	Environ    []string       // what the services inherit
	PortOffset int            // moves every port
	Broker     string         // BrokerDev or BrokerKafka; empty: BrokerDev
	KafkaNodes int            // with BrokerKafka; 0: 1
	Brokers    []string       // addresses of brokers that are there already
	Replicas   map[string]int // of a service; absent: 1
	Chromium   string         // prints PDF files; empty: there are none
}

func (o Options) bin(name string) string { return filepath.Join(o.Root, "bin", name) }

func (o Options) log(name string) string { return filepath.Join(o.Data, "log", name+".log") }

func (o Options) port(p int) int { return p + o.PortOffset }

func (o Options) addr(p int) string { return fmt.Sprintf("127.0.0.1:%d", o.port(p)) }

// GatewayURL is where people and programs reach the platform.
func (o Options) GatewayURL() string { return "http://" + o.addr(gatewayPort) }

// RegistryAddr is the registry's gRPC.
func (o Options) RegistryAddr() string { return o.addr(registryPort) }

// StatisticsAddr is the gRPC of statistics' first replica.
func (o Options) StatisticsAddr() string { return o.addr(statisticsPort) }

// DevIssuerURL is the development issuer, which signs people in.
func (o Options) DevIssuerURL() string { return "http://" + o.addr(issuerPort) }

const (
	readyWithin = 3 * time.Minute  // three nodes of Kafka on a busy machine
	stopGrace   = 25 * time.Second // a service may drain for 20
)

// Start starts everything and returns when all of it is ready; when something
// fails, what was started has ended again.
func Start(ctx context.Context, o Options) (*Platform, error) {
	lock, err := lockData(o.Data)
	if err != nil {
		return nil, err
	}
	p := newPlatform(o, lock)
	if err := p.start(ctx); err != nil {
		p.Stop()
		return nil, err
	}
	return p, nil
}

func (p *Platform) start(ctx context.Context) error {
	services := services(p.opts)
	if err := p.opts.checkPorts(ctx, services); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{p.startPostgres, p.startBroker, p.makeKeys, p.startIssuer} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for _, s := range services {
		if err := p.startService(ctx, s); err != nil {
			return err
		}
	}
	if p.opts.Chromium == "" {
		p.say("printer", "没有启动，不能生成 PDF（需要 Chromium：tools/need.sh chromium）")
	}
	return nil
}

func (p *Platform) startService(ctx context.Context, s service) error {
	lost, err := p.lostTopic(ctx, s)
	if err != nil {
		return err
	}
	if err := p.migrate(ctx, s); err != nil {
		return err
	}
	for n := 1; n <= max(1, p.opts.Replicas[s.name]); n++ {
		spec := s.spec(p.plan, n)
		if err := p.run(ctx, spec); err != nil {
			return err
		}
		p.say(spec.Name, strings.TrimSpace(p.opts.addr(s.mainPort(n))+" "+s.about))
	}
	if !lost {
		return nil
	}
	p.say(s.name, "重新发布当前状态：消息服务里没有主题 "+s.topic)
	return process.Run(ctx, s.republication(p.plan))
}

// say prints one line about one thing.
func (p *Platform) say(name, text string) {
	fmt.Fprintf(p.opts.Out, "  %-14s %s\n", name, text)
}
