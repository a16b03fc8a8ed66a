package kafka

import (
	"bytes"
	"context"
	_ "embed" // the pom and the logging configuration
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

//go:embed pom.xml
var pom []byte

//go:embed log4j2.yaml
var log4j []byte

// ErrMissing says that the machine lacks a program that Kafka needs.
var ErrMissing = errors.New("not installed here")

// Available tells what is missing to run Kafka; nil means nothing is.
func Available() error {
	for _, program := range []string{"java", "mvn"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s: %w", program, ErrMissing)
		}
	}
	return nil
}

// Resolve brings the broker's jars into dir, once for each version of the
// pom, and an archive of its classes, with which it starts sooner. Several processes may call it at the same time.
func Resolve(ctx context.Context, dir string) error {
	if err := Available(); err != nil {
		return fmt.Errorf("resolve Kafka: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // jars are for everybody
		return fmt.Errorf("resolve Kafka: %w", err)
	}
	l := flock.New(filepath.Join(dir, "lock"))
	if _, err := l.TryLockContext(ctx, time.Second); err != nil {
		return fmt.Errorf("resolve Kafka: %w", err)
	}
	defer l.Unlock() //nolint:errcheck // the lock ends with the process at the latest
	if err := resolve(ctx, dir); err != nil {
		return err
	}
	return archiveOnce(ctx, dir)
}

func resolve(ctx context.Context, dir string) error {
	done := filepath.Join(dir, "complete.xml")
	if got, err := os.ReadFile(done); err == nil && bytes.Equal(got, pom) { //nolint:gosec // our own marker
		return nil
	}
	project := filepath.Join(dir, "pom.xml")
	for path, text := range map[string][]byte{project: pom, filepath.Join(dir, "log4j2.yaml"): log4j} {
		if err := os.WriteFile(path, text, 0o644); err != nil { //nolint:gosec // no secrets in it
			return fmt.Errorf("resolve Kafka: %w", err)
		}
	}
	jars := filepath.Join(dir, "jars")
	for _, old := range []string{jars, filepath.Join(dir, archivedFor)} { // of another version
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("resolve Kafka: %w", err)
		}
	}
	args := append([]string{"-q", "-B", "-f", project, "dependency:copy-dependencies", "-DoutputDirectory=" + jars}, repository()...)
	cmd := exec.CommandContext(ctx, "mvn", args...) //nolint:gosec // fixed program, our folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("resolve Kafka with Maven: %w\n%s", err, out)
	}
	return os.WriteFile(done, pom, 0o644) //nolint:gosec // no secrets in it
}

// repository tells Maven where to keep what it fetches if HOME is not what the system has
// for this account's home: Java asks the system alone, which for accounts of services
// names a folder that does not exist.
func repository() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	if account, err := user.Current(); err == nil && account.HomeDir == home {
		return nil // Maven's own place, or the one its settings name
	}
	return []string{"-Dmaven.repo.local=" + filepath.Join(home, ".m2", "repository")}
}
