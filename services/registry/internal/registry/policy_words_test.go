package registry_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/services/registry/internal/registry"
)

// TestPoliciesInWords reads some rules of what the register ships with as people do.
func TestPoliciesInWords(t *testing.T) {
	t.Parallel()
	library, err := registry.DefaultLibraryPolicy()
	if err != nil {
		t.Fatal(err)
	}
	vocabulary, err := registry.DefaultVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := registry.ParseCalendar([]byte(sampleCalendar))
	if err != nil {
		t.Fatal(err)
	}
	words := library.Words()
	for _, want := range []string{
		"申报 → 储备库：须有项目单位、总投资不低于 500万元、没有重复项目，并经批准。",
		"重点工程库 → 退库：须写明原因并经批准。",
	} {
		if !slices.Contains(words.Rules, want) {
			t.Errorf("no rule %q in %q", want, words.Rules)
		}
	}
	want := []string{"其他类别：按月，当月 25 日前。", "产业：每半月，15 日和 31 日前。", "民生：按季，季末月次月 6 日前。"}
	if diff := cmp.Diff(want, calendar.Words(vocabulary).Rules); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
}
