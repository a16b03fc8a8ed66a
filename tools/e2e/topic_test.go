//go:build e2e

package e2e

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

const registryTopic = "pacesetter.registry.v1"

// toldAgain reads the topic a second time, in effect: everything is told once more,
// and nothing is counted twice.
func (p *platform) toldAgain(t *testing.T) {
	t.Helper()
	before := p.rollup(t, "sd", "2020-06")
	if text := p.maintain(t, "registry", "republish"); !strings.Contains(text, "report: ") {
		t.Errorf("registry republish printed\n%s", text)
	}
	records := p.records(t)
	if whole := 2 * (synth.BinzhouMonths + 1) * 433; len(records) < whole {
		t.Errorf("the topic holds %d records, want at least %d", len(records), whole)
	}
	p.correctAgain(t) // counted after all that was told before it in its partition
	after := p.rollup(t, "sd", "2020-06")
	if after.Invested != before.Invested+synth.Wan || after.Reported != before.Reported || after.Projects != before.Projects {
		t.Errorf("told again: %+v, before %+v", after, before)
	}
	p.proveReconciled(t)
}

// strangeMessages writes to the topic what nobody should: an old version after newer
// ones, which changes nothing, and a message that cannot be read, which is parked
// while everything else goes on.
func (p *platform) strangeMessages(t *testing.T) {
	t.Helper()
	records := p.records(t)
	old, poison := first(records, "report/"), first(records, "report/")
	poison.Value = []byte("\xff\xff\xff")
	for i, h := range poison.Headers {
		switch h.Key {
		case "ce_id":
			poison.Headers[i].Value = []byte(newID())
		case "ce_aggregateversion":
			poison.Headers[i].Value = []byte("1000000")
		}
	}
	before := p.rollup(t, "sd", "2020-06")
	p.produce(t, old, poison)
	p.correctAgain(t)
	if after := p.rollup(t, "sd", "2020-06"); after.Invested != before.Invested+synth.Wan {
		t.Errorf("with a poison message: %+v, before %+v", after, before)
	}
	text := ""
	if !eventually(t, 30*time.Second, func() bool {
		text = p.maintain(t, "statistics", "parked", "list")
		return strings.Contains(text, "\nparked 1\n")
	}) || !strings.Contains(text, string(poison.Key)) {
		t.Errorf("parked list printed\n%s", text)
	}
	if text := p.maintain(t, "statistics", "reconcile"); !strings.Contains(text, "\ndifferences 0\n") {
		t.Errorf("reconcile printed\n%s", text)
	}
}

// proveTopic wants the newest version of every acknowledged report in the topic, so
// that nobody who listens misses one; statistics could also have learnt it by
// reconciling.
func (w *world) proveTopic(t *testing.T) {
	t.Helper()
	records, newest, seen := w.p.records(t), map[string]int64{}, map[string]bool{}
	for _, r := range records {
		version, err := strconv.ParseInt(header(r, "ce_aggregateversion"), 10, 64)
		if err != nil {
			t.Errorf("%s: %v", r.Key, err)
		}
		newest[string(r.Key)] = max(newest[string(r.Key)], version)
		seen[header(r, "ce_id")] = true
	}
	lost := 0
	for k, held := range w.book.Reports() {
		if got := newest["report/"+k.String()]; got != held.Version {
			lost++
			t.Errorf("%s: acknowledged version %d, in the topic %d", k, held.Version, got)
		}
	}
	t.Logf("%d records in the topic, %d of them a second time; %d reports lack their newest version", len(records), len(records)-len(seen), lost)
}

// first is a copy of the first record of an entity.
func first(records []*kgo.Record, prefix string) *kgo.Record {
	for _, r := range records {
		if strings.HasPrefix(string(r.Key), prefix) {
			return &kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value, Headers: append([]kgo.RecordHeader(nil), r.Headers...)}
		}
	}
	return &kgo.Record{Topic: registryTopic}
}

// correctAgain adds 10,000 yuan to a June report and waits until it is counted.
func (p *platform) correctAgain(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(client.As(t.Context(), authn.RoleCity, "sd-bz"), time.Minute)
	defer cancel()
	before := p.rollup(t, sheetUnit, sheetMonth)
	rows, err := p.grpc.Projects.ListProjects(ctx, &registryv1.ListProjectsRequest{
		Unit: sheetUnit, Month: sheetMonth, ReportStatus: registryv1.ReportStatus_REPORT_STATUS_REPORTED, PageSize: 1,
	})
	if err != nil || len(rows.GetRows()) == 0 {
		t.Fatalf("no project of %s reported %s: %v", sheetUnit, sheetMonth, err)
	}
	p.correctByHand(t, rows.GetRows()[0].GetId(), 1)
	p.awaitRollup(t, sheetUnit, sheetMonth, func(r shown) bool { return r.MonthYuan == before.MonthYuan+synth.Wan })
}

// records reads the registry's whole topic.
func (p *platform) records(t *testing.T) []*kgo.Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := p.kafka(t, kgo.ConsumeTopics(registryTopic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	var all []*kgo.Record
	for quiet := 0; quiet < 3 && ctx.Err() == nil; {
		batch, done := context.WithTimeout(ctx, time.Second)
		fetches := c.PollFetches(batch)
		done()
		if fetches.NumRecords() == 0 && len(all) > 0 {
			quiet++
		}
		all = append(all, fetches.Records()...)
	}
	for _, r := range all {
		if version := header(r, "ce_aggregateversion"); header(r, "ce_id") == "" || version < "1" {
			t.Fatalf("record %s@%d has headers %v", r.Key, r.Offset, r.Headers)
		}
	}
	return all
}

func header(r *kgo.Record, name string) string {
	for _, h := range r.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}

func (p *platform) produce(t *testing.T, records ...*kgo.Record) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := p.kafka(t).ProduceSync(ctx, records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	t.Log(strconv.Itoa(len(records)) + " strange messages written")
}

func (p *platform) kafka(t *testing.T, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append(opts, kgo.SeedBrokers(p.Brokers()...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
