package devbroker_test

import (
	"context"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"pacesetter/tools/internal/devbroker"
)

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// serve runs a broker until the returned function is called, which fails the
// test when the broker ended with an error.
func serve(t *testing.T, o devbroker.Options) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- devbroker.Run(ctx, o) }()
	awaitListener(t, o.Port)
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func awaitListener(t *testing.T, port int) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal(err)
		}
	}
}

func client(t *testing.T, port int, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append(opts, kgo.SeedBrokers("127.0.0.1:"+strconv.Itoa(port)))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func createTopic(t *testing.T, c *kgo.Client, name string) {
	t.Helper()
	req := kmsg.NewCreateTopicsRequest()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, 1, 1
	req.Topics = append(req.Topics, topic)
	if _, err := req.RequestWith(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func TestMessagesSurviveARestart(t *testing.T) {
	o := devbroker.Options{Dir: t.TempDir(), Port: freePort(t), Log: io.Discard}
	stop := serve(t, o)
	writer := client(t, o.Port)
	createTopic(t, writer, "kept")
	if err := writer.ProduceSync(t.Context(), &kgo.Record{Topic: "kept", Value: []byte("hello")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	stop()

	stop = serve(t, o)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	got := client(t, o.Port, kgo.ConsumeTopics("kept")).PollFetches(ctx)
	if records := got.Records(); len(records) != 1 || string(records[0].Value) != "hello" {
		t.Fatalf("after the restart: %d records, %v", len(records), got.Errors())
	}
}

func TestAFolderInUseIsRefused(t *testing.T) {
	o := devbroker.Options{Dir: t.TempDir(), Port: freePort(t), Log: io.Discard}
	stop := serve(t, o)
	defer stop()
	if err := client(t, o.Port).Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.Port = freePort(t)
	err := devbroker.Run(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "another broker is using "+o.Dir) {
		t.Fatalf("Run() on the same folder = %v", err)
	}
}
