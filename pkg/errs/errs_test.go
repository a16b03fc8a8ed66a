package errs

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func TestConstructorsSetTheirKind(t *testing.T) {
	for want, made := range map[Kind]*Error{
		KindInternal:        Internal("R", "m %d", 1),
		KindInvalid:         Invalid("R", "m %d", 1),
		KindUnauthenticated: Unauthenticated("R", "m %d", 1),
		KindDenied:          Denied("R", "m %d", 1),
		KindNotFound:        NotFound("R", "m %d", 1),
		KindExists:          Exists("R", "m %d", 1),
		KindConflict:        Conflict("R", "m %d", 1),
		KindPrecondition:    Precondition("R", "m %d", 1),
		KindExhausted:       Exhausted("R", "m %d", 1),
		KindUnavailable:     Unavailable("R", "m %d", 1),
	} {
		if made.Kind != want || made.Reason != "R" || made.Msg != "m 1" {
			t.Errorf("%v: got %+v", want, made)
		}
	}
}

func TestEveryKindHasAName(t *testing.T) {
	for _, k := range Kinds() {
		if strings.HasPrefix(k.String(), "kind ") {
			t.Errorf("kind %d has no name", k)
		}
	}
	if got := Kind(200).String(); got != "kind 200" {
		t.Errorf("unknown kind is called %q", got)
	}
}

func TestReasonAndKindAreReadThroughWrapping(t *testing.T) {
	stale := Conflict("STALE_VERSION", "at 3")
	for name, tc := range map[string]struct {
		err    error
		reason string
		kind   Kind
	}{
		"no error":         {nil, "", KindInternal},
		"a foreign error":  {io.EOF, ReasonInternal, KindInternal},
		"one of ours":      {stale, "STALE_VERSION", KindConflict},
		"one of ours deep": {fmt.Errorf("save: %w", stale), "STALE_VERSION", KindConflict},
		"a nil of ours":    {(*Error)(nil), ReasonInternal, KindInternal},
	} {
		t.Run(name, func(t *testing.T) {
			if ReasonOf(tc.err) != tc.reason || KindOf(tc.err) != tc.kind {
				t.Errorf("got %q %v, want %q %v", ReasonOf(tc.err), KindOf(tc.err), tc.reason, tc.kind)
			}
		})
	}
}

func TestDecoratorsLeaveTheOriginalAlone(t *testing.T) {
	plain := Invalid("BAD_MONTH", "month %q", "13").With("month", "13")
	full := plain.With("year", "2020").At("month").RetryIn(time.Second).Wrap(io.EOF)
	if len(plain.Params) != 1 || plain.Fields != nil || plain.RetryAfter != 0 || plain.Err != nil {
		t.Errorf("the original changed: %+v", plain)
	}
	if len(full.Params) != 2 || full.Fields[0].Path != "month" || full.Fields[0].Reason != "BAD_MONTH" {
		t.Errorf("decorated: %+v", full)
	}
	if !errors.Is(full, io.EOF) || full.Error() != `BAD_MONTH: month "13": EOF` {
		t.Errorf("decorated: %v", full)
	}
}

func TestBaseSentencesAreWellFormed(t *testing.T) {
	base := Base()
	for _, reason := range base.Reasons() {
		if s := base.Sentence(reason, nil); !strings.HasSuffix(s, "。") {
			t.Errorf("%s: %q is no sentence", reason, s)
		}
	}
}

func TestSentenceFillsInParameters(t *testing.T) {
	c, err := ParseCatalogue([]byte(`{"A_B":"月份 {month} 不是 {unit} 的。"}`))
	if err != nil {
		t.Fatal(err)
	}
	got := c.Sentence("A_B", map[string]string{"month": "{unit}", "unit": "邹平市"})
	if got != "月份 {unit} 不是 邹平市 的。" {
		t.Errorf("got %q", got)
	}
	if got := c.Sentence("OTHER", nil); !strings.Contains(got, "OTHER") {
		t.Errorf("an unknown reason reads %q", got)
	}
}

func TestMergePrefersTheServicesSentence(t *testing.T) {
	own, err := ParseCatalogue([]byte(`{"NOT_FOUND":"没有这个项目。"}`))
	if err != nil {
		t.Fatal(err)
	}
	merged := Base().Merge(own)
	if merged.Sentence("NOT_FOUND", nil) != "没有这个项目。" || !merged.Has("FORBIDDEN") {
		t.Error("merge lost a sentence")
	}
}

func TestBrokenCataloguesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"not JSON":          `{`,
		"lower-case reason": `{"notFound":"没有。"}`,
		"empty sentence":    `{"NOT_FOUND":" "}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseCatalogue([]byte(text)); err == nil {
				t.Error("was accepted")
			}
		})
	}
}
