package industry

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

func TestTheSystemsThatTheSeedsName(t *testing.T) {
	tags, err := DefaultTags()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, s := range tags.Systems {
		got[s.Name] = len(s.Tags)
		if s.Sample != (s.Key != "category") {
			t.Errorf("%s: sample is %v", s.Key, s.Sample)
		}
	}
	if diff := cmp.Diff(map[string]int{"项目类别": 3, "六新": 6, "两新一重": 3, "十强": 10}, got); diff != "" {
		t.Error(diff)
	}
	system, ok := tags.System("six-new")
	if tag, known := system.Tag("new-material"); !ok || !known || tag.Name != "新材料" {
		t.Errorf("six-new: %+v", system)
	}
	if _, known := system.Tag("old"); known {
		t.Error("a tag that there is not")
	}
	if _, ok := tags.System("old"); ok {
		t.Error("a system that there is not")
	}
}

func TestTagsAsText(t *testing.T) {
	tags, err := DefaultTags()
	if err != nil {
		t.Fatal(err)
	}
	for want, of := range map[string][]string{
		"": nil, "六新：新材料、新产品；十强：高端化工": {"six-new/new-material", "six-new/new-product", "ten-strong/chemicals"},
		"六新：old": {"six-new/old"}, "十强：未标注": {"ten-strong/untagged"},
	} {
		if got := tags.Text(of); got != want {
			t.Errorf("%v: %q, want %q", of, got, want)
		}
	}
}

func TestTheCategoryIsNoTag(t *testing.T) {
	tags, err := DefaultTags()
	if err != nil {
		t.Fatal(err)
	}
	several := map[string]bool{}
	for _, s := range tags.Settable() {
		several[s.Key] = s.Multiple
	}
	if diff := cmp.Diff(map[string]bool{"six-new": true, "two-new-one-major": false, "ten-strong": false}, several); diff != "" {
		t.Error(diff)
	}
	for _, key := range []string{"category", "old", ""} {
		if _, err := tags.SettableSystem(key); err == nil {
			t.Errorf("%q can be set", key)
		} else if e, _ := errs.As(err); e.Reason != "TAG_SYSTEM_UNKNOWN" || !errs.Base().Has(e.Reason) {
			t.Errorf("%q: %v", key, err)
		}
	}
	if s, err := tags.SettableSystem("six-new"); err != nil || s.Name != "六新" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestBrokenTagsAreRefused(t *testing.T) {
	const head = `{"version":1,"effective_date":"2020-01-01","source":"x","systems":[`
	for name, text := range map[string]string{
		"not JSON":                `{`,
		"no source":               `{"version":1,"effective_date":"2020-01-01"}`,
		"a system without source": head + `{"key":"a","tags":[{"key":"b","name":"乙"}]}]}`,
		"a system without tags":   head + `{"key":"a","source":"x"}]}`,
		"a system twice":          head + `{"key":"a","source":"x","tags":[{"key":"b","name":"乙"}]},{"key":"a","source":"x","tags":[{"key":"b","name":"乙"}]}]}`,
		"a tag twice":             head + `{"key":"a","source":"x","tags":[{"key":"b","name":"乙"},{"key":"b","name":"丙"}]}]}`,
		"a tag without name":      head + `{"key":"a","source":"x","tags":[{"key":"b"}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseTags([]byte(text))
			if err == nil {
				t.Fatal("was read")
			}
			if e, ok := errs.As(err); ok && !errs.Base().Has(e.Reason) {
				t.Errorf("%s has no sentence", e.Reason)
			}
		})
	}
}
