package audit

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// exported is a file of a filter's entries.
func (b *book) exported(f Filter) []byte {
	b.t.Helper()
	var out bytes.Buffer
	if _, err := Export(b.t.Context(), b.Pool, service, f, &out); err != nil {
		b.t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnExportProvesItsEntries(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(2, 5)
	noted := b.head()
	b.blocks(2, 3)
	var atSix time.Time
	if err := b.Pool.QueryRow(t.Context(), "SELECT at FROM audit_entry WHERE id = 6").Scan(&atSix); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		filter          Filter
		noted           Hash
		entries, blocks int64
		fault           *ChainError
	}{
		"everything":                       {Filter{}, Hash{}, 16, 4, nil},
		"with the head":                    {Filter{}, b.head().Hash, 16, 4, nil},
		"one principal":                    {Filter{Principal: "clerk-1"}, b.head().Hash, 6, 4, nil},
		"one RPC of a principal":           {Filter{Principal: "clerk-1", RPC: "CreateProject"}, Hash{}, 4, 4, nil},
		"from a time on":                   {Filter{From: atSix}, b.head().Hash, 11, 3, nil},
		"up to a time, with an older head": {Filter{To: atSix}, noted.Hash, 5, 4, nil},
		"behind the head that was noted":   {Filter{From: atSix}, noted.Hash, 0, 0, &ChainError{HeadEarlier, 3, 11, 0}},
		"a head of another chain":          {Filter{}, Hash{1}, 0, 0, &ChainError{What: HeadLost}},
		"nobody's":                         {Filter{Principal: "nobody"}, Hash{}, 0, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Check(bytes.NewReader(b.exported(tc.filter)), tc.noted)
			if tc.fault != nil {
				wantFault(t, err, *tc.fault)
				return
			}
			if err != nil || got.Service != service || got.Entries != tc.entries || got.Blocks != tc.blocks {
				t.Fatalf("Check() = %+v, %v, want %d entries in %d blocks", got, err, tc.entries, tc.blocks)
			}
			if tc.blocks > 0 && got.Head != b.head() {
				t.Errorf("head %v, want %v", got.Head, b.head())
			}
		})
	}
}

// TestNoByteOfAnExportMayChange changes each in turn, by one bit and to another letter.
func TestNoByteOfAnExportMayChange(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(1, 3)
	file := b.exported(Filter{RPC: "SaveReport"})
	if _, err := Check(bytes.NewReader(file), b.head().Hash); err != nil {
		t.Fatal(err)
	}
	for i := range len(file) - 1 { // the last line's end counts for nothing
		for _, flip := range []byte{1, 0x20} {
			changed := bytes.Clone(file)
			changed[i] ^= flip
			if _, err := Check(bytes.NewReader(changed), b.head().Hash); err == nil {
				t.Fatalf("byte %d may change: %q", i, changed[max(0, i-30):min(len(changed), i+30)])
			}
		}
	}
}

// TestAFileIsRefusedAsAWhole rearranges lines that are each right.
func TestAFileIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.blocks(2, 2)
	lines := strings.SplitAfter(strings.TrimSuffix(string(b.exported(Filter{})), "\n"), "\n") // head, block, entry, entry, block, entry, entry, end
	lines[7] += "\n"
	for name, order := range map[string][]int{
		"cut off":                     {0, 1, 2, 3, 4, 5, 6},
		"empty":                       {},
		"without its head":            {1, 2, 3, 4, 5, 6, 7},
		"with two heads":              {0, 0, 1, 2, 3, 4, 5, 6, 7},
		"with an entry twice":         {0, 1, 2, 2, 4, 5, 6, 7},
		"with entries in disorder":    {0, 1, 3, 2, 4, 5, 6, 7},
		"with an entry elsewhere":     {0, 1, 2, 5, 4, 3, 6, 7},
		"with an entry before blocks": {0, 2, 1, 3, 4, 5, 6, 7},
		"with blocks in disorder":     {0, 4, 5, 6, 1, 2, 3, 7},
		"with one entry less":         {0, 1, 2, 3, 4, 5, 7},
		"with something behind":       {0, 1, 2, 3, 4, 5, 6, 7, 7},
	} {
		t.Run(name, func(t *testing.T) {
			var file strings.Builder
			for _, i := range order {
				file.WriteString(lines[i])
			}
			if got, err := Check(strings.NewReader(file.String()), Hash{}); err == nil {
				t.Errorf("Check() = %+v", got)
			}
		})
	}
}

// FuzzCheck hands foreign bytes in: no panic, and nothing is proved that is not written
// as we write it.
func FuzzCheck(f *testing.F) {
	e := golden()
	leaf := e.Hash()
	block := Block{Number: 1, Root: nodeOf(leaf, Hash{1}), Entries: 2, SealedAt: e.At}
	var good bytes.Buffer
	for _, l := range []line{
		{Audit: &fileHead{fileForm, service}}, lineOfBlock(block), lineOfEntry(e, 0, []Hash{{1}}), {End: &fileEnd{1, block.Hash(service)}},
	} {
		raw, err := l.encode()
		if err != nil {
			f.Fatal(err)
		}
		good.Write(append(raw, '\n'))
	}
	if _, err := Check(bytes.NewReader(good.Bytes()), block.Hash(service)); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte("{}\n"))
	f.Add([]byte(`{"audit":{"form":1,"service":"x"}}` + "\n" + `{"end":{"entries":0,"head":"` + Hash{}.String() + `"}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := Check(bytes.NewReader(file), block.Hash(service))
		if err == nil && (got.Entries > 1 || got.Service != service) {
			t.Errorf("Check(%q) = %+v", file, got)
		}
	})
}
