package kafka

import (
	"os/user"
	"path/filepath"
	"slices"
	"testing"
)

// An account whose home the system does not know, as of a service, has its own all the
// same; where both agree, Maven is left alone.
func TestMavenKeepsWhatItFetchesAtHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if got, want := repository(), []string{"-Dmaven.repo.local=" + filepath.Join(home, ".m2", "repository")}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	account, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", account.HomeDir)
	if got := repository(); got != nil {
		t.Errorf("%q where the system agrees", got)
	}
}
