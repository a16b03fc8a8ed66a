// Package kafkatest gives a test a Kafka-protocol broker of its own, in the
// test's process and empty at the start.
package kafkatest

import (
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"pacesetter/pkg/kafka"
)

// Start runs a broker in memory until the test ends and returns how to reach it.
func Start(tb testing.TB, topics ...kafka.Topic) kafka.Config {
	tb.Helper()
	return StartCluster(tb, topics...).Config
}

// Cluster is a broker that a test can take away and bring back; Kafka, present
// while it runs, injects finer faults.
type Cluster struct {
	Config kafka.Config
	Kafka  *kfake.Cluster
	dir    string
	port   int
}

// StartCluster runs a broker that keeps its data over Stop and Restart.
func StartCluster(tb testing.TB, topics ...kafka.Topic) *Cluster {
	tb.Helper()
	c := &Cluster{dir: tb.TempDir()}
	c.Restart(tb)
	tb.Cleanup(c.Stop)
	if len(topics) > 0 {
		if err := kafka.EnsureTopics(tb.Context(), c.Config, topics...); err != nil {
			tb.Fatalf("make topics: %v", err)
		}
	}
	return c
}

// Stop takes the broker away; stopping twice is harmless.
func (c *Cluster) Stop() {
	if c.Kafka != nil {
		c.Kafka.Close()
		c.Kafka = nil
	}
}

// Restart brings it back at the same address with the same data.
func (c *Cluster) Restart(tb testing.TB) {
	tb.Helper()
	const shortest = 100 * time.Millisecond
	broker, err := kfake.NewCluster(kfake.Ports(c.port), kfake.DataDir(c.dir), kfake.GroupMinSessionTimeout(shortest))
	if err != nil {
		tb.Fatalf("start broker: %v", err)
	}
	c.Kafka = broker
	c.Config = kafka.Config{Brokers: broker.ListenAddrs(), SessionTimeout: time.Second, MaxWait: shortest}
	c.port = portOf(tb, c.Config.Brokers[0])
}

func portOf(tb testing.TB, address string) int {
	tb.Helper()
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		tb.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		tb.Fatal(err)
	}
	return port
}
