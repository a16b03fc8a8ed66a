package events_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/statistics"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGoldenEvents keeps what readers of last month still have to understand: a
// change of these files is a change of the contract.
func TestGoldenEvents(t *testing.T) {
	newest := time.Date(2020, 6, 1, 1, 59, 0, 0, time.UTC)
	c := statistics.Cutoff{
		ID: "0190f0a0-0000-7000-8000-000000000001", Unit: "sd-bz", UnitName: "滨州市", Month: month.Month{Year: 2020, Month: 5}, Revision: 2,
		Time: time.Date(2020, 6, 1, 2, 0, 0, 0, time.UTC), EventTime: &newest, Publisher: "city@sd-bz", Note: "补报一个项目",
	}
	for name, verb := range map[string]events.Verb{"cutoff_published": events.Published, "cutoff_retold": events.Retold} {
		t.Run(name, func(t *testing.T) {
			m, err := events.OfCutoff(c, verb)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, m, &statisticsv1.CutoffPublished{})
		})
	}
}

func golden(t *testing.T, name string, m outbox.Message, body proto.Message) {
	t.Helper()
	if err := proto.Unmarshal(m.Body, body); err != nil {
		t.Fatal(err)
	}
	payload, err := protojson.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var tidy bytes.Buffer // protojson varies its blanks on purpose
	if err := json.Compact(&tidy, payload); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(map[string]any{
		"topic": m.Topic, "key": m.Key, "type": m.Type, "version": m.Version, "time": m.At, "payload": json.RawMessage(tidy.Bytes()),
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
