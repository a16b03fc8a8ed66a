package kafka_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"pacesetter/tools/kafka"
)

func options(t *testing.T, nodes int) kafka.Options {
	t.Helper()
	if err := kafka.Available(); err != nil {
		t.Skipf("Apache Kafka needs a JDK and Maven: %v", err)
	}
	jars, err := filepath.Abs("../../build/kafka")
	if err != nil {
		t.Fatal(err)
	}
	return kafka.Options{Jars: jars, Dir: t.TempDir(), Nodes: nodes, Port: freePorts(t, nodes)}
}

// freePorts finds a port whose successors, and the controllers' ports above
// them, are free too.
func freePorts(t *testing.T, nodes int) int {
	t.Helper()
	for port := 20000; port < 30000; port += 10 {
		if free(port, nodes) && free(port+100, nodes) {
			return port
		}
	}
	t.Fatal("no free ports between 20000 and 30000")
	return 0
}

func free(port, n int) bool {
	for i := range n {
		l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port + i})
		if err != nil {
			return false
		}
		l.Close()
	}
	return true
}

func start(t *testing.T, o kafka.Options) *kafka.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	c, err := kafka.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

func createTopic(t *testing.T, brokers []string, name string) {
	t.Helper()
	req := kmsg.NewCreateTopicsRequest()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, 1, -1
	req.Topics, req.TimeoutMillis = append(req.Topics, topic), 30_000
	resp, err := req.RequestWith(t.Context(), client(t, brokers))
	if err != nil || resp.Topics[0].ErrorCode != 0 {
		t.Fatalf("create topic: %v %+v", err, resp)
	}
}

func client(t *testing.T, brokers []string, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append(opts, kgo.SeedBrokers(brokers...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func produce(t *testing.T, brokers []string, topic, value string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := client(t, brokers, kgo.RequiredAcks(kgo.AllISRAcks()))
	if err := c.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: []byte(value)}).FirstErr(); err != nil {
		t.Fatalf("produce %s: %v", value, err)
	}
}

func values(t *testing.T, brokers []string, topic string, n int) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := client(t, brokers, kgo.ConsumeTopics(topic))
	var got []string
	for len(got) < n && ctx.Err() == nil {
		for _, r := range c.PollFetches(ctx).Records() {
			got = append(got, string(r.Value))
		}
	}
	return strings.Join(got, " ")
}

// startedFromArchive wants the node to have had the archive of its classes, and nothing to
// have been wrong with it.
func startedFromArchive(t *testing.T, o kafka.Options, c *kafka.Cluster) {
	t.Helper()
	if why, err := os.ReadFile(filepath.Join(o.Jars, "classes.failed")); err == nil {
		t.Fatalf("no archive of the classes: %s", why)
	}
	spec := c.Node(1).Spec()
	if !slices.ContainsFunc(spec.Args, func(arg string) bool { return strings.HasPrefix(arg, "-XX:SharedArchiveFile=") }) {
		t.Errorf("started without the archive of its classes: %q", spec.Args)
	}
	if log, err := os.ReadFile(spec.Log); err != nil || strings.Contains(string(log), "[warning][cds") {
		t.Errorf("the JVM leaves the archive aside: %s %v", log, err)
	}
}

func TestOneNodeKeepsItsDataOverARestart(t *testing.T) {
	o := options(t, 1)
	c := start(t, o)
	startedFromArchive(t, o, c)
	createTopic(t, c.Brokers(), "kept")
	produce(t, c.Brokers(), "kept", "first")
	c.Stop()

	c = start(t, o)
	if got := values(t, c.Brokers(), "kept", 1); got != "first" {
		t.Errorf("after the restart the topic holds %q, want first", got)
	}
}

func TestThreeNodesGoOnWhileOneIsKilledAndStartedAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("three JVMs: not with -short")
	}
	c := start(t, options(t, 3))
	createTopic(t, c.Brokers(), "kept")
	produce(t, c.Brokers(), "kept", "before")
	c.Kill(2)
	produce(t, c.Brokers(), "kept", "meanwhile")
	if err := c.StartNode(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	produce(t, c.Brokers(), "kept", "after")
	if got := values(t, c.Brokers(), "kept", 3); got != "before meanwhile after" {
		t.Errorf("the topic holds %q", got)
	}
}

func TestAClusterOfTwoIsRefused(t *testing.T) {
	if _, err := kafka.Prepare(t.Context(), kafka.Options{Nodes: 2}); err == nil {
		t.Error("Prepare() accepted two nodes, which have no better quorum than one")
	}
}

func TestAClusterIDThatLooksLikeAnOptionIsFormattedToo(t *testing.T) {
	o := options(t, 1)
	if err := os.WriteFile(filepath.Join(o.Dir, "cluster-id"), []byte("-4L6g3nShT-eMCtK--X86s"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := kafka.Prepare(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}
