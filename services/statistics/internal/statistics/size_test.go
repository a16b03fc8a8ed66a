package statistics

import (
	"strings"
	"testing"
)

func TestTheBandsFollowEachOther(t *testing.T) {
	for _, v := range sizePolicy() {
		for i, b := range v.Bands[1:] {
			if v.Bands[i].Upto+1 != b.From {
				t.Errorf("version %d: %s ends at %d, %s begins with %d", v.Version, v.Bands[i].Key, v.Bands[i].Upto, b.Key, b.From)
			}
		}
	}
}

// TestANewVersionLeavesTheYearsBefore: what was published of them stays as it was.
func TestANewVersionLeavesTheYearsBefore(t *testing.T) {
	const bands = `"bands": [{"key": "all", "from_yuan": 0, "name": "全部"}]`
	for name, tc := range map[string]struct{ data, wrong string }{
		"in order":            {`{"versions": [{"version": 1, "from_year": 2000, "source": "甲", ` + bands + `}, {"version": 2, "from_year": 2027, "source": "乙", ` + bands + `}]}`, ""},
		"two of one year":     {`{"versions": [{"version": 1, "from_year": 2000, "source": "甲", ` + bands + `}, {"version": 2, "from_year": 2000, "source": "乙", ` + bands + `}]}`, "out of order"},
		"without a source":    {`{"versions": [{"version": 1, "from_year": 2000, ` + bands + `}]}`, "source"},
		"without a beginning": {`{"versions": [{"version": 1, "from_year": 2000, "source": "甲", "bands": [{"key": "a", "from_yuan": 1, "name": "乙"}]}]}`, "begin"},
		"falling":             {`{"versions": [{"version": 1, "from_year": 2000, "source": "甲", "bands": [{"key": "a", "from_yuan": 0, "name": "甲"}, {"key": "b", "from_yuan": 0, "name": "乙"}]}]}`, "band"},
		"no version":          {`{}`, "no version"},
		"no JSON":             {`[`, "read size bands"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseSizes([]byte(tc.data))
			if tc.wrong == "" && err != nil || tc.wrong != "" && (err == nil || !strings.Contains(err.Error(), tc.wrong)) {
				t.Errorf("parseSizes() = %v, want %q", err, tc.wrong)
			}
		})
	}
}
