package statistics

import "testing"

func TestATargetSaysHowItIsCounted(t *testing.T) {
	for key, tc := range map[string]struct {
		region string
		year   int
		want   string
		rows   bool
	}{
		"start_no_land_h1": {"370305", 2020, "已开工 ÷ 全年应开工 × 100%，只计不需新增用地的项目。", false},
		"completion_h1":    {"370305", 2020, "年度完成 ÷ 年度计划 × 100%。", true},
		"small_new_built":  {"141129", 2023, "已竣工 ÷ 列入清单 × 100%，只计新建、总投资不到 1000 万元的项目。", false},
		"city_new_started": {"141129", 2023, "已开工，只计市重点、新建的项目。", false},
		"started_large":    {"210902", 2019, "已开工，只计总投资 5000 万元以上的项目。", false},
		"invested":         {"210902", 2019, "年度完成。", true},
	} {
		one := target(t, tc.region, tc.year, key)
		if got := one.Formula(); got != tc.want || one.HasRows() != tc.rows {
			t.Errorf("%s is %q with rows %v, want %q and %v", key, got, one.HasRows(), tc.want, tc.rows)
		}
	}
}

// Each quantity that a target may name has a Chinese word, or formulas would show keys.
func TestEveryQuantityHasAWord(t *testing.T) {
	for name := range quantities {
		if got := (Target{Part: name}).Formula(); got == name+"。" {
			t.Errorf("%s has no word", name)
		}
	}
}
