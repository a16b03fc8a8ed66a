package inbox

import (
	"strings"
	"testing"
)

func TestTheCommandListsAndReplays(t *testing.T) {
	w := newWorld(t)
	c, _ := w.consume(t, keep)
	w.tell(t, message("project/a", 1, "13"), message("project/c", 1, "1"))
	w.until(t, "1", countSQL)
	var listed strings.Builder
	if err := c.Command(t.Context(), []string{"list"}, &listed); err != nil {
		t.Fatal(err)
	}
	if got := listed.String(); !strings.Contains(got, "\tproject/a\t"+topic+"/") || !strings.HasSuffix(got, "\nparked 1\n") {
		t.Errorf("list printed\n%s", got)
	}
	if _, err := w.db.Owner.Exec(t.Context(), "ALTER TABLE thing DROP CONSTRAINT thing_no_13"); err != nil {
		t.Fatal(err)
	}
	if err := c.Command(t.Context(), []string{"replay"}, &listed); err != nil {
		t.Fatal(err)
	}
	w.until(t, "0", countSQL)
	for _, args := range [][]string{nil, {"list", "all"}, {"drop"}, {"replay", "first"}} {
		if err := c.Command(t.Context(), args, &listed); err == nil {
			t.Errorf("Command(%q) = nil", args)
		}
	}
}
