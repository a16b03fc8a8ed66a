package launch

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"pacesetter/tools/internal/process"
	"pacesetter/tools/kafka"
)

// startBroker starts the broker that was asked for, or checks that the one
// named by address is there.
func (p *Platform) startBroker(ctx context.Context) error {
	switch {
	case len(p.opts.Brokers) > 0:
		return p.useBrokers(ctx)
	case p.opts.Broker == BrokerKafka:
		return p.startKafka(ctx)
	case p.opts.Broker == BrokerDev || p.opts.Broker == "":
		return p.startDevBroker(ctx)
	default:
		return fmt.Errorf("no broker %q; there are: %s, %s", p.opts.Broker, BrokerDev, BrokerKafka)
	}
}

func (p *Platform) useBrokers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.opts.Brokers[0])
	if err != nil {
		return fmt.Errorf("broker of PACESETTER_KAFKA_BROKERS: %w", err)
	}
	p.plan.brokers = p.opts.Brokers
	p.say("broker", strings.Join(p.opts.Brokers, ",")+"（已在运行，不由本程序结束）")
	return conn.Close()
}

func (p *Platform) startDevBroker(ctx context.Context) error {
	addr := p.opts.addr(brokerPort)
	err := p.run(ctx, process.Spec{
		Name:     "broker",
		Path:     p.opts.bin("broker"),
		Args:     []string{"-data", filepath.Join(p.opts.Data, "broker"), "-port", strconv.Itoa(p.opts.port(brokerPort))},
		Env:      p.opts.Environ,
		Log:      p.opts.log("broker"),
		ReadyURL: "tcp://" + addr,
	})
	if err != nil {
		return err
	}
	p.plan.brokers = []string{addr}
	p.say("broker", addr+" kfake")
	return nil
}

const kafkaPrefix = "kafka-"

func isKafka(c child) bool { return strings.HasPrefix(c.Name(), kafkaPrefix) }

// startKafka starts all nodes before it waits for any: they elect each other.
func (p *Platform) startKafka(ctx context.Context) error {
	o := kafka.Options{
		Jars:  filepath.Join(p.opts.Root, "build/kafka"),
		Dir:   filepath.Join(p.opts.Data, "kafka-"+strconv.Itoa(max(1, p.opts.KafkaNodes))),
		Nodes: max(1, p.opts.KafkaNodes),
		Port:  p.opts.port(brokerPort),
	}
	specs, err := kafka.Prepare(ctx, o)
	if err != nil {
		return err
	}
	var nodes []*process.Process
	for _, spec := range specs {
		spec.Log = p.opts.log(spec.Name)
		node, err := process.Start(ctx, spec)
		if err != nil {
			return err
		}
		p.add(program{node})
		nodes = append(nodes, node)
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for i, node := range nodes {
		if err := node.WaitReady(ctx); err != nil {
			return err
		}
		p.say(node.Name(), o.Brokers()[i]+" Apache Kafka")
	}
	p.plan.brokers = o.Brokers()
	return nil
}
