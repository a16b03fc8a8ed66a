// Package kafka runs Apache Kafka itself, one or three KRaft nodes on
// loopback, from ordinary Maven artifacts: what the tests of the whole
// platform and `pacesetter up` with BROKER=kafka talk to. It needs a JDK and
// Maven and knows nothing of our topics.
package kafka

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"pacesetter/tools/internal/process"
)

const (
	host = "127.0.0.1"
	// controllerOffset separates the controllers' ports from the brokers'.
	controllerOffset = 100
	stopGrace        = 30 * time.Second // a clean shutdown hands over leadership first
)

// Options describe a cluster. Node n (from 1) listens on Port+n-1 and its
// controller 100 above that.
type Options struct {
	Jars  string // folder for Resolve; may be shared by many clusters
	Dir   string // the cluster's data and logs; survives a restart
	Nodes int    // 1 or 3
	Port  int
}

// Brokers are the cluster's bootstrap addresses.
func (o Options) Brokers() []string {
	brokers := make([]string, o.Nodes)
	for i := range brokers {
		brokers[i] = o.broker(i + 1)
	}
	return brokers
}

func (o Options) broker(n int) string { return fmt.Sprintf("%s:%d", host, o.Port+n-1) }

func (o Options) controller(n int) string {
	return fmt.Sprintf("%s:%d", host, o.Port+controllerOffset+n-1)
}

// Prepare brings the jars, writes each node's configuration, formats fresh
// data folders and returns what to run: node n is specs[n-1].
func Prepare(ctx context.Context, o Options) ([]process.Spec, error) {
	if o.Nodes != 1 && o.Nodes != 3 {
		return nil, fmt.Errorf("a cluster has one or three nodes, not %d", o.Nodes)
	}
	if err := Resolve(ctx, o.Jars); err != nil {
		return nil, err
	}
	return prepare(ctx, o)
}

func prepare(ctx context.Context, o Options) ([]process.Spec, error) {
	id, err := clusterID(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("kafka cluster's ID: %w", err)
	}
	specs := make([]process.Spec, o.Nodes)
	for i := range specs {
		if specs[i], err = prepareNode(ctx, o, i+1, id); err != nil {
			return nil, fmt.Errorf("kafka node %d: %w", i+1, err)
		}
	}
	return specs, nil
}

// clusterID reads the cluster's ID, or makes it: 16 random bytes, which Kafka
// wants in URL-safe base64.
func clusterID(dir string) (string, error) {
	path := filepath.Join(dir, "cluster-id")
	if id, err := os.ReadFile(path); err == nil { //nolint:gosec // our own file
		return string(id), nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	id := base64.RawURLEncoding.EncodeToString(raw)
	return id, os.WriteFile(path, []byte(id), 0o600)
}

func prepareNode(ctx context.Context, o Options, n int, id string) (process.Spec, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return process.Spec{}, err
	}
	conf := filepath.Join(o.Dir, fmt.Sprintf("node-%d.properties", n))
	if err := os.WriteFile(conf, []byte(o.properties(n)), 0o600); err != nil {
		return process.Spec{}, err
	}
	spec := process.Spec{
		Name:     fmt.Sprintf("kafka-%d", n),
		Path:     java,
		Args:     o.javaArgs("kafka.Kafka", conf),
		Env:      os.Environ(),
		Log:      filepath.Join(o.Dir, fmt.Sprintf("node-%d.log", n)),
		ReadyURL: "tcp://" + o.broker(n),
	}
	if exists(filepath.Join(o.data(n), "meta.properties")) {
		return spec, nil
	}
	format := exec.CommandContext(ctx, java, o.javaArgs("kafka.tools.StorageTool", "format", "--cluster-id="+id, "-c", conf)...) //nolint:gosec // fixed program, our files
	if out, err := format.CombinedOutput(); err != nil {
		return process.Spec{}, fmt.Errorf("format: %w\n%s", err, out)
	}
	return spec, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (o Options) data(n int) string { return filepath.Join(o.Dir, fmt.Sprintf("node-%d", n)) }

// javaArgs keep a node at about 300 MB: a developer's machine runs three of
// them beside everything else, and starts them often.
func (o Options) javaArgs(class string, args ...string) []string {
	jvm := []string{"-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"}
	if archive := filepath.Join(o.Jars, classArchive); exists(archive) {
		jvm = append(jvm, "-XX:SharedArchiveFile="+archive)
	}
	jvm = append(jvm,
		"-Dlog4j2.configurationFile="+filepath.Join(o.Jars, "log4j2.yaml"),
		"-cp", filepath.Join(o.Jars, "jars")+"/*", class)
	return append(jvm, args...)
}

// properties is node n's configuration. With three nodes an acknowledged
// record is on two of them at least, so that any one may be killed.
func (o Options) properties(n int) string {
	voters := make([]string, o.Nodes)
	for i := range voters {
		voters[i] = fmt.Sprintf("%d@%s", i+1, o.controller(i+1))
	}
	replicas, minISR := o.Nodes, (o.Nodes+1)/2
	lines := []string{
		"process.roles=broker,controller",
		fmt.Sprintf("node.id=%d", n),
		"controller.quorum.voters=" + strings.Join(voters, ","),
		fmt.Sprintf("listeners=PLAINTEXT://%s,CONTROLLER://%s", o.broker(n), o.controller(n)),
		"controller.listener.names=CONTROLLER",
		"inter.broker.listener.name=PLAINTEXT",
		"listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
		"log.dirs=" + o.data(n),
		"num.partitions=6",
		fmt.Sprintf("default.replication.factor=%d", replicas),
		fmt.Sprintf("min.insync.replicas=%d", minISR),
		"offsets.topic.num.partitions=6",
		fmt.Sprintf("offsets.topic.replication.factor=%d", replicas),
		fmt.Sprintf("transaction.state.log.replication.factor=%d", replicas),
		fmt.Sprintf("transaction.state.log.min.isr=%d", minISR),
		fmt.Sprintf("share.coordinator.state.topic.replication.factor=%d", replicas),
		fmt.Sprintf("share.coordinator.state.topic.min.isr=%d", minISR),
		"group.initial.rebalance.delay.ms=0",
		"auto.create.topics.enable=false",
	}
	return strings.Join(lines, "\n") + "\n"
}
