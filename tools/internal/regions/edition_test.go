package regions

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unpacked writes small packages in the shapes of the real ones.
func unpacked(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range map[string]string{
		yearlyDir + "/200212.json": `{"370000":"山东省","371601":"市辖区"}`,
		yearlyDir + "/201607.json": `{"370000":"山东省","371626":"邹平县"}`,
		yearlyDir + "/index.json":  `[]`,
		file2018:                   `{"371626":"邹平县"}`,
		file2020:                   "var other = [{\n  code: '1'}];\nvar dataOf202011 = [{\n  code: '371681',\n  name: '邹平市'\n}];\nvar later = [{\n  code: '990000',\n  name: '无'\n}];",
		dir2021 + "/province.csv":  "code,name,province\n370000,山东省,37\n",
		dir2021 + "/city.csv":      "code,name,province,city\n371600,滨州市,37,16\n",
		dir2021 + "/area.csv":      "code,name,province,city,area\n371681,邹平市,37,16,81\n460321,西沙群岛,46,03,21\n",
		file2026:                   `{"provinces":{"山东省":{"code":"370000000000","cities":{"滨州市":{"code":"371600000000","counties":{"邹平市":"371681000000"}}}},"北京市":{"code":"110000000000","cities":{"":{"code":null,"counties":{"东城区":"110101000000"}}}}}}`,
		changeFile: `{"events":[{"year":1999,"old":{"code":"1"},"new":{}},{"year":2018,"old":{"code":"371626000000","name":"邹平县"},"new":{"code":"371681000000","name":"邹平市"}},
			{"year":2019,"old":{"code":null,"name":null},"new":{"code":"440311000000","name":"光明区"}}]}`,
	} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEditionsOfEveryShapeAreRead(t *testing.T) {
	got, err := ReadEditions(unpacked(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []Edition{
		{"200212", map[string]string{"370000": "山东省", "371601": "市辖区"}},
		{"201607", map[string]string{"370000": "山东省", "371626": "邹平县"}},
		{"201805", map[string]string{"371626": "邹平县"}},
		{"202011", map[string]string{"371681": "邹平市"}},
		{"202103", map[string]string{"370000": "山东省", "371600": "滨州市", "371681": "邹平市"}},
		{"202609", map[string]string{"370000": "山东省", "371600": "滨州市", "371681": "邹平市", "110000": "北京市", "110101": "东城区"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestChangesSinceTheFirstEditionAreRead(t *testing.T) {
	got, err := ReadChanges(unpacked(t))
	want := []Change{{2018, "371626", "邹平县", "371681", "邹平市"}, {2019, "", "", "440311", "光明区"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
