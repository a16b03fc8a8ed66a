package registry_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
)

func duplicates(t *testing.T) registry.Duplicates {
	t.Helper()
	d, err := registry.DefaultDuplicates()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPairsAreToldByWhatTheyShare(t *testing.T) {
	t.Parallel()
	policy := duplicates(t)
	for name, tc := range map[string]struct {
		a, b registry.Alike
		told bool
		want []string
	}{
		"the same name, written otherwise": {
			registry.Alike{Name: "甲镇（东区）污水处理厂"},
			registry.Alike{Name: "甲镇(东区) 污水处理厂"},
			true,
			[]string{"NAME_SAME"},
		},
		"a common name with two codes": {
			registry.Alike{Name: "污水处理厂扩建", Code: "2304-441900-04-01-135254"},
			registry.Alike{Name: "污水处理厂扩建", Code: "2509-320193-89-01-544060"},
			false,
			[]string{"NAME_SAME", "CODE_DIFFERS"},
		},
		"one owner, nearly one name": {
			registry.Alike{Name: "高性能膜材料生产线项目", Company: "甲公司"},
			registry.Alike{Name: "高性能膜材料生产线建设项目", Company: "甲公司"},
			true,
			[]string{"NAME_SIMILAR", "COMPANY_SAME"},
		},
		"its second phase": {
			registry.Alike{Name: "高性能膜材料生产线项目一期", Company: "甲公司"},
			registry.Alike{Name: "高性能膜材料生产线项目二期", Company: "甲公司"},
			false,
			[]string{"NAME_SIMILAR", "COMPANY_SAME", "PHASE_DIFFERS"},
		},
		"another project of the owner": {
			registry.Alike{Name: "热电联产", CreditCode: "91350200776049653A"},
			registry.Alike{Name: "码头扩建", CreditCode: "91350200776049653A"},
			false,
			[]string{"COMPANY_SAME"},
		},
		"one code in two years and one owner": {
			registry.Alike{Name: "热电联产", Company: "甲公司", Code: "2304-441900-04-01-135254"},
			registry.Alike{Name: "电厂", Company: "甲公司", Code: "2206-441900-04-01-135257"},
			true,
			[]string{"COMPANY_SAME", "CODE_ALIKE"},
		},
		"one place, one total, one owner": {
			registry.Alike{Name: "热电联产", Company: "甲公司", Place: "东区", Total: 7},
			registry.Alike{Name: "电厂", Company: "甲公司", Place: "东 区", Total: 7},
			true,
			[]string{"COMPANY_SAME", "PLACE_SAME", "TOTAL_SAME"},
		},
		"nothing known of either": {registry.Alike{}, registry.Alike{}, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.a.ID, tc.b.ID = "b", "a"
			for _, p := range []*registry.Alike{&tc.a, &tc.b} {
				p.NameKey, p.CompanyKey = registry.NormaliseName(p.Name), registry.NormaliseName(p.Company)
			}
			pair, told := policy.Compare(tc.a, tc.b)
			var got []string
			for _, l := range pair.Likenesses {
				got = append(got, l.Reason)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" || told != tc.told {
				t.Errorf("score %d, told %t (-want +got):\n%s", pair.Score, told, diff)
			}
			if pair.First.ID != "a" {
				t.Error("the order hangs on who is asked first")
			}
		})
	}
}

func TestTheLikeliestPairComesFirst(t *testing.T) {
	t.Parallel()
	pairs := []registry.Pair{
		{Score: 60, First: registry.Alike{Name: "乙"}}, {Score: 90, First: registry.Alike{Name: "丙"}}, {Score: 60, First: registry.Alike{Name: "丁"}},
	}
	slices.SortFunc(pairs, registry.ByLikelihood)
	if pairs[0].Score != 90 || pairs[1].First.Name != "丁" {
		t.Errorf("order %v", pairs)
	}
}

func TestADecisionNamesTwoProjectsAndAReason(t *testing.T) {
	t.Parallel()
	pair, reason, err := registry.Apart("b", "a", " 两期 ")
	if err != nil || pair != [2]registry.ProjectID{"a", "b"} || reason != "两期" {
		t.Errorf("%v %q %v", pair, reason, err)
	}
	if _, _, err := registry.Apart("a", "a", "x"); errs.ReasonOf(err) != "PAIR_INVALID" {
		t.Errorf("a project and itself: %v", err)
	}
	if _, _, err := registry.Apart("a", "b", " "); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("no reason: %v", err)
	}
}

func TestRulesForAlikeProjectsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON":     `[`,
		"no source":   `{"version": 1, "effective_date": "2020-01-01", "largest_block": 9}`,
		"no bound":    `{"version": 1, "effective_date": "2020-01-01", "source": "x"}`,
		"no likeness": `{"version": 1, "effective_date": "2020-01-01", "source": "x", "largest_block": 9, "likenesses": [{"reason": "X", "title": "x"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := registry.ParseDuplicates([]byte(text)); errs.ReasonOf(err) != "DUPLICATES_INVALID" {
				t.Errorf("got %v", err)
			}
		})
	}
}
