package regions

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// build makes a table of small editions; checkOverlay's complaints about the country's
// rows, which they lack, are left out.
func build(t *testing.T, editions []Edition, changes []Change) (rows []Row, doubts []string) {
	t.Helper()
	rows, err := Build(editions, changes)
	if err == nil {
		return rows, nil
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		if !strings.HasSuffix(line, "stands in no edition") {
			doubts = append(doubts, line)
		}
	}
	return rows, doubts
}

func edition(date string, names ...string) Edition {
	e := Edition{Date: date, Names: map[string]string{"990000": "甲省", "990100": "乙市"}}
	for _, n := range names {
		code, name, _ := strings.Cut(n, " ")
		e.Names[code] = name
	}
	return e
}

func TestBuild(t *testing.T) {
	for name, tc := range map[string]struct {
		editions []Edition
		changes  []Change
		want     []string // code name from-to>successor
		doubts   []string
	}{
		"a change within a year": {
			[]Edition{edition("201412", "990121 丙县"), edition("201509", "990102 丙区")},
			[]Change{{2015, "990121", "丙县", "990102", "丙区"}},
			[]string{"990102 丙区 2015-0>", "990121 丙县 0-2014>990102"},
			nil,
		},
		"a change that the list dates": {
			[]Edition{edition("201412", "990121 丙县"), edition("201801", "990102 丙区")},
			[]Change{{2016, "990121", "丙县", "990102", "丙区"}},
			[]string{"990102 丙区 2016-0>", "990121 丙县 0-2015>990102"},
			nil,
		},
		"a change that nobody dates": {
			[]Edition{edition("201412", "990121 丙县"), edition("201801", "990102 丙区")},
			nil, nil,
			[]string{"990102 丙区: began between 2015 and 2018", "990121 丙县: ended between 2015 and 2018"},
		},
		"a new name for a code": {
			[]Edition{edition("201412", "990121 丙县"), edition("201512", "990121 丁县")},
			nil,
			[]string{"990121 丙县 0-2014>990121", "990121 丁县 2015-0>"},
			nil,
		},
		"an edition that forgot one": {
			[]Edition{edition("201412", "990121 丙县"), edition("201512"), edition("201612", "990121 丙县")},
			nil,
			[]string{"990121 丙县 0-0>"},
			nil,
		},
		"a namesake far away": {
			[]Edition{edition("201412", "990121 丙县"), edition("201512")},
			[]Change{{2015, "990121", "丙县", "110101", "东城区"}},
			nil,
			[]string{"990121 丙县: succeeded by 110101?", "990121 丙县: ended in 2015, when 110101 doesn't stand"},
		},
		"a county for a city": {
			[]Edition{edition("201412", "990121 丙县"), edition("201512")},
			[]Change{{2015, "990121", "丙县", "990100", "乙市"}},
			nil,
			[]string{"990121 丙县: succeeded by 990100?"},
		},
		"collective codes and slips": {
			[]Edition{edition("201412", "990101 市辖区", "999000 省直辖县级行政区划", "420505 虎亭区"), edition("201512", "420505 猇亭区", "429001 仙桃市")},
			nil,
			[]string{"420505 猇亭区 0-0>", "429001 仙桃市 2015-0>"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows, doubts := build(t, tc.editions, tc.changes)
			if diff := cmp.Diff(tc.doubts, doubts); diff != "" {
				t.Fatalf("doubts: %s", diff)
			}
			if len(tc.doubts) > 0 {
				return
			}
			var got []string
			for _, r := range rows {
				if r.Code != "990000" && r.Code != "990100" {
					got = append(got, r.Code+" "+r.Name+" "+span(r)+">"+r.Successor)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func span(r Row) string {
	show := func(n int) string {
		if n == 0 {
			return "0"
		}
		return year(n)
	}
	return show(r.From) + "-" + show(r.To)
}

func TestShort(t *testing.T) {
	for name, want := range map[string]string{
		"山东省": "山东", "内蒙古自治区": "内蒙古", "滨州市": "滨州", "滨城区": "滨城", "沙县": "沙县", "城区": "城区", "大兴安岭地区": "大兴安岭",
		"恩施土家族苗族自治州": "恩施", "东乡族自治县": "东乡", "鄂伦春自治旗": "鄂伦春", "察布查尔锡伯自治县": "察布查尔", "瀍河回族区": "瀍河",
		"三都水族自治县": "三都", "民和回族土族自治县": "民和", "积石山保安族东乡族撒拉族自治县": "积石山", "神农架林区": "神农架", "南沙群岛": "南沙群岛",
		"龙胜各族自治县": "龙胜", "克孜勒苏柯尔克孜自治州": "克孜勒苏", "白沙黎族自治县": "白沙", "浦东新区": "浦东",
	} {
		if got := Short(name); got != want {
			t.Errorf("Short(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestTheTableStartsWithItsSources(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, []Row{{Code: "371626", Parent: "371600", Name: "邹平县", Short: "邹平", Level: "county", To: 2017, Successor: "371681", Source: "x"}}); err != nil {
		t.Fatal(err)
	}
	want := Header + "code,parent,name,short,level,valid_from,valid_to,successor,source\n371626,371600,邹平县,邹平,county,,2017,371681,x\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestPackagesThatAreMissingAreNamed(t *testing.T) {
	if _, err := ReadEditions(t.TempDir()); err == nil || !strings.Contains(err.Error(), "gb2260") {
		t.Errorf("ReadEditions() = %v", err)
	}
	if _, err := ReadChanges(t.TempDir()); err == nil || !strings.Contains(err.Error(), "historical_changes") {
		t.Errorf("ReadChanges() = %v", err)
	}
}
