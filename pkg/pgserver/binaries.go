package pgserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MinMajor is the oldest PostgreSQL the platform is written for.
const MinMajor = 15

// ErrNoBinaries means that no usable PostgreSQL is installed.
var ErrNoBinaries = errors.New("no PostgreSQL server binaries found; install them with: apt-get install -y postgresql")

// FindBinaries returns the folder of the binaries that can serve the data
// folder in dir: the one named by binDir if any, else those of the PATH, else
// the newest of the places distributions use. A data folder is served only by
// its own major version, because another one cannot read it.
func FindBinaries(ctx context.Context, dir, binDir string) (string, error) {
	want, err := dataMajor(dir)
	if err != nil {
		return "", err
	}
	var seen []string
	for _, bin := range candidates(binDir) {
		major, err := binaryMajor(ctx, bin)
		if err != nil {
			seen = append(seen, fmt.Sprintf("%s (%v)", bin, err))
			continue
		}
		if major == want || want == 0 && major >= MinMajor {
			return bin, nil
		}
		seen = append(seen, fmt.Sprintf("%s (version %d)", bin, major))
	}
	return "", noBinaries(dir, want, seen)
}

func noBinaries(dir string, want int, seen []string) error {
	switch {
	case len(seen) == 0:
		return ErrNoBinaries
	case want != 0:
		return fmt.Errorf("data folder %s was written by PostgreSQL %d, found only %s; install it with: apt-get install -y postgresql-%d: %w",
			dir, want, strings.Join(seen, ", "), want, ErrNoBinaries)
	default:
		return fmt.Errorf("PostgreSQL %d or later is needed, found only %s: %w", MinMajor, strings.Join(seen, ", "), ErrNoBinaries)
	}
}

// candidates lists the folders that hold a complete server, best first.
func candidates(binDir string) []string {
	if binDir != "" {
		return complete([]string{binDir})
	}
	var dirs []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if target, err := filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(target)) // initdb lies beside the real file, not beside the link
		}
	}
	return complete(append(dirs, packaged()...))
}

// packaged lists the folders of Debian's and Red Hat's packages, newest first.
func packaged() []string {
	var dirs []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"} {
		found, _ := filepath.Glob(pattern) // only a bad pattern fails
		dirs = append(dirs, found...)
	}
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(firstNumber(b), firstNumber(a)) })
	return dirs
}

func complete(dirs []string) []string {
	return slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool {
		return !isFile(filepath.Join(dir, "postgres")) || !isFile(filepath.Join(dir, "initdb"))
	})
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func binaryMajor(ctx context.Context, bin string) (int, error) {
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output() //nolint:gosec // a folder of binaries, chosen above
	if err != nil {
		return 0, fmt.Errorf("ask its version: %w", err)
	}
	return firstNumber(string(out)), nil
}

// dataMajor is the version that wrote the data folder, 0 if it is still empty.
func dataMajor(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dataDir(dir), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read version of data folder: %w", err)
	}
	return firstNumber(string(text)), nil
}

func firstNumber(text string) int {
	n, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(text)) // none: 0
	return n
}
