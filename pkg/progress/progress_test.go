package progress

import (
	"strings"
	"testing"
)

func TestALogGetsALinePerTenth(t *testing.T) {
	var out strings.Builder
	b := New(&out, "写入", 100)
	for range 50 {
		b.Add(1)
	}
	b.Done()
	if got := out.String(); got != "写入 10/100\n写入 20/100\n写入 30/100\n写入 40/100\n写入 50/100\n" {
		t.Errorf("%q", got)
	}
}

func TestATerminalGetsABar(t *testing.T) {
	var out strings.Builder
	b := New(&out, "写入", 4)
	b.terminal = true
	b.Add(1)
	b.Add(5) // more than was expected
	b.Done()
	want := "\r写入 [#######                       ]  25% 1/4" +
		"\r写入 [##############################] 100% 6/6\n"
	if out.String() != want {
		t.Errorf("%q", out.String())
	}
}

func TestNothingToDoIsNoDivisionByZero(t *testing.T) {
	var out strings.Builder
	New(&out, "写入", 0).Add(1)
	if out.String() != "写入 1/1\n" {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	idle := New(&out, "写入", 0)
	idle.terminal = true
	if idle.Done(); out.String() != "" {
		t.Errorf("a bar of nothing leaves %q", out.String())
	}
}
