package audit

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/conf"
	"pacesetter/pkg/month"
)

// command runs a subcommand and returns what it wrote to each side.
func (b *book) command(args ...string) (string, string, error) {
	var out, errOut bytes.Buffer
	err := Command(b.t.Context(), conf.Secret(b.URL), service, args, &out, &errOut)
	return out.String(), errOut.String(), err
}

func TestTheCommandsOfAService(t *testing.T) {
	t.Parallel()
	b := open(t)
	if out, _, err := b.command("head"); err != nil || out != "head none\n" {
		t.Fatalf("head of nothing: %q, %v", out, err)
	}
	b.blocks(2, 2)
	b.record(1)
	head := b.head()
	line := fmt.Sprintf("head 2 %s %s\n", head.Hash, head.SealedAt.Format(time.RFC3339))
	if out, _, err := b.command("head"); err != nil || out != line {
		t.Errorf("head: %q, %v", out, err)
	}
	if out, _, err := b.command("verify", "--head", head.Hash.String(), "--from", "1", "--to", "2"); err != nil || out != "blocks 2\nentries 4\nunsealed 1\n"+line {
		t.Errorf("verify: %q, %v", out, err)
	}
	today := time.Now().In(month.Shanghai()).Format(time.DateOnly)
	file, said, err := b.command("export", "--from", today, "--principal", "clerk-1")
	if err != nil || said != "entries 2\nblocks 2\n"+line {
		t.Errorf("export: %q, %v", said, err)
	}
	if got, err := Check(strings.NewReader(file), head.Hash); err != nil || got.Entries != 2 {
		t.Errorf("Check() = %+v, %v", got, err)
	}
	b.tamper("DELETE FROM audit_entry WHERE id = 3")
	_, _, err = b.command("verify")
	wantFault(t, err, ChainError{EntryMissing, 2, 3, 0})
}

func TestACommandIsRefusedThatMeansNothing(t *testing.T) {
	t.Parallel()
	b := open(t)
	for name, args := range map[string][]string{
		"none": {}, "another": {"repair"}, "a head that is no hash": {"verify", "--head", "abc"}, "a number that is none": {"verify", "--from", "x"},
		"a day that is none": {"export", "--from", "2020-13-01"}, "an argument": {"verify", "registry"}, "an unknown flag": {"head", "--all"},
	} {
		t.Run(name, func(t *testing.T) {
			if out, _, err := b.command(args...); err == nil {
				t.Errorf("it wrote %q", out)
			}
		})
	}
}

func TestAFaultSaysWhere(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault ChainError
		want  string
	}{
		"nowhere":             {ChainError{What: HeadLost}, "audit chain broken: " + HeadLost},
		"at a block":          {ChainError{What: BlockChanged, Block: 2}, "audit chain broken at block 2: " + BlockChanged},
		"at a gap in a block": {ChainError{What: LeafMissing, Block: 2, Position: 3}, "audit chain broken at block 2, position 3: " + LeafMissing},
		"at an entry":         {ChainError{EntryChanged, 2, 5, 1}, "audit chain broken at block 2, entry 5 (position 1): " + EntryChanged},
		"outside of blocks":   {ChainError{What: EntryInserted, Entry: 5}, "audit chain broken at entry 5: " + EntryInserted},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.fault.Error(); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}
