package inbox

import (
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	kafkago "github.com/segmentio/kafka-go"
)

func TestDecodeReadsTheWholeEvent(t *testing.T) {
	m := message("report/p1/2020-05", 7, "1")
	m.Partition, m.Offset = 3, 42
	got, err := decode(m)
	if err != nil {
		t.Fatal(err)
	}
	want := Event{
		ID: got.ID, Source: "test", Type: "pacesetter.test.thing.changed.v1", Key: "report/p1/2020-05", Entity: "report", Version: 7,
		Time: time.Date(2020, 5, 20, 18, 40, 0, 0, time.UTC), Body: []byte("1"), Topic: topic, Partition: 3, Offset: 42,
		traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Event{})); diff != "" {
		t.Errorf("decode() (-want +got):\n%s", diff)
	}
	if got.AggregateID() != "p1/2020-05" {
		t.Errorf("AggregateID() = %s", got.AggregateID())
	}
}

func TestDecodeRefusesWhatLacksAHeader(t *testing.T) {
	for name, edit := range map[string]func(h map[string]string){
		"another version of the envelope": func(h map[string]string) { h["ce_specversion"] = "0.3" },
		"no id":                           func(h map[string]string) { delete(h, "ce_id") },
		"no source":                       func(h map[string]string) { delete(h, "ce_source") },
		"no type":                         func(h map[string]string) { delete(h, "ce_type") },
		"no time":                         func(h map[string]string) { delete(h, "ce_time") },
		"no version":                      func(h map[string]string) { delete(h, "ce_aggregateversion") },
		"version zero":                    func(h map[string]string) { h["ce_aggregateversion"] = "0" },
	} {
		t.Run(name, func(t *testing.T) {
			m := message("project/a", 1, "1")
			headers := map[string]string{}
			for _, h := range m.Headers {
				headers[h.Key] = string(h.Value)
			}
			edit(headers)
			m.Headers = nil
			for name := range maps.Keys(headers) {
				m.Headers = append(m.Headers, kafkago.Header{Key: name, Value: []byte(headers[name])})
			}
			if _, err := decode(m); err == nil {
				t.Fatal("decode() = nil")
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("project/a"), "1.0", "id", "2020-05-20T18:40:00Z", "7")
	f.Add([]byte("/\x00"), "", "\xff", "0000-13-99", "-1")
	f.Fuzz(func(t *testing.T, key []byte, spec, id, at, version string) {
		m := kafkago.Message{Key: key}
		for name, value := range map[string]string{"ce_specversion": spec, "ce_id": id, "ce_source": "s", "ce_type": "t", "ce_time": at, "ce_aggregateversion": version} {
			m.Headers = append(m.Headers, kafkago.Header{Key: name, Value: []byte(value)})
		}
		e, err := decode(m)
		if err == nil && (e.Entity == "" || e.AggregateID() == "" || e.Version < 1 || e.ID == "" || e.Entity+"/"+e.AggregateID() != e.Key) {
			t.Fatalf("decode() accepted %+v", e)
		}
		if text := clean(id); strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
			t.Fatalf("clean(%q) = %q", id, text)
		}
	})
}
