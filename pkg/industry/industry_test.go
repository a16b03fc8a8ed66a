package industry

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
)

// ranges are the standard's sections and the divisions that each spans.
const ranges = "A01-05 B06-12 C13-43 D44-46 E47-50 F51-52 G53-60 H61-62 I63-65 J66-69 K70-70 L71-72 M73-75 N76-79 O80-82 P83-83 Q84-85 R86-90 S91-96 T97-97"

func TestSectionsAndTheirRanges(t *testing.T) {
	got := ""
	for _, s := range Sections() {
		got += s.Code + s.First + "-" + s.Last + " "
	}
	if diff := cmp.Diff(ranges+" ", got); diff != "" {
		t.Error(diff)
	}
}

func TestDivisionsAreNumberedThrough(t *testing.T) {
	all := Divisions("")
	if len(all) != 97 {
		t.Errorf("%d divisions", len(all))
	}
	for i, d := range all {
		want := strconv.Itoa(i + 1)
		if len(want) == 1 {
			want = "0" + want
		}
		section, err := Lookup(d.Section)
		if d.Code != want || d.Name == "" || err != nil || d.Code < section.First || section.Last < d.Code {
			t.Errorf("division %d is %+v of %+v", i+1, d, section)
		}
	}
	if n := len(Divisions("C")); n != 31 {
		t.Errorf("%d divisions in C", n)
	}
}

func TestLookup(t *testing.T) {
	for code, want := range map[string]string{"C": "制造业", "27": "医药制造业", "26": "化学原料和化学制品制造业", "01": "农业", "97": "国际组织"} {
		if i, err := Lookup(code); err != nil || i.Name != want {
			t.Errorf("Lookup(%s) = %+v, %v", code, i, err)
		}
	}
	for _, code := range []string{"", "U", "98", "00", "C27", "c", "1"} {
		if _, err := Lookup(code); errs.ReasonOf(err) != ReasonUnknown {
			t.Errorf("Lookup(%q) = %v", code, err)
		}
	}
}

func TestABrokenFileIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"not JSON":         `{`,
		"no source":        `{"version":1,"effective_date":"2017-10-01","sections":[]}`,
		"an empty section": `{"version":1,"effective_date":"2017-10-01","source":"x","sections":[{"code":"A","name":"甲"}]}`,
	} {
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
