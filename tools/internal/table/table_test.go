package table

import (
	"strings"
	"testing"
)

func TestColumnsLineUpWithWideCharacters(t *testing.T) {
	var out strings.Builder
	err := Write(&out, []Column{{Title: "单位"}, {Title: "项目数", Right: true}, {Title: "note"}}, [][]string{
		{"滨州\n市", "433", "x"}, {"  Zhanhua（沾化）", "7"}, {"—", "1,017.69", "中文"},
	})
	want := `单位                 项目数  note
-----------------  --------  ----
滨州 市                 433  x
  Zhanhua（沾化）         7
—                  1,017.69  中文
`
	if err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
	for i, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")[:2] {
		if Width(line) != 17+2+8+2+4 {
			t.Errorf("line %d is %d wide", i, Width(line))
		}
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "滨州": 4, "（１）": 6, "47.1%": 5, "—": 1, "ｱ": 1} {
		if got := Width(text); got != want {
			t.Errorf("Width(%q) = %d, want %d", text, got, want)
		}
	}
}
