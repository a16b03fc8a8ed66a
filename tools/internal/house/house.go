// Package house checks the rules of the repository that no linter knows: how
// long files may be, which package names say nothing, what must not be left
// for later, how migrations wait. It reads text and knows nothing of Go's types.
package house

import (
	"bufio"
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
)

// MaxLines is how long a file of Go code may be; longer ones do two things.
const MaxLines = 400

// nameless are package names under which anything can be put.
var nameless = []string{"base", "common", "helper", "helpers", "misc", "model", "models", "shared", "types", "util", "utils"}

// Check returns the rules that a file of Go code or a migration breaks, as sentences.
func Check(name string, text []byte) []string {
	if path.Ext(name) == ".sql" {
		return checkMigration(name, text)
	}
	if bytes.HasPrefix(text, []byte("// Code generated")) {
		return nil
	}
	var broken []string
	if dir := path.Base(path.Dir(name)); slices.Contains(nameless, dir) {
		broken = append(broken, fmt.Sprintf("%s: package %s: a name says what the package provides", name, dir))
	}
	lines := 0
	for scan := bufio.NewScanner(bytes.NewReader(text)); scan.Scan(); {
		lines++
		if later(scan.Text()) {
			broken = append(broken, fmt.Sprintf("%s:%d: do it now, or leave it out", name, lines))
		}
	}
	if lines > MaxLines {
		broken = append(broken, fmt.Sprintf("%s: %d lines, at most %d", name, lines, MaxLines))
	}
	return broken
}

// later tells whether a comment puts something off.
func later(line string) bool {
	_, comment, found := strings.Cut(line, "// ")
	return found && (strings.HasPrefix(comment, "TO"+"DO") || strings.HasPrefix(comment, "FIX"+"ME"))
}

// checkMigration wants one without a transaction to say that it waits for its locks: giving
// way half-done, it would leave behind an index that passes for a whole one.
func checkMigration(name string, text []byte) []string {
	alone := bytes.Contains(text, []byte("-- +goose NO TRANSACTION\n"))
	if !alone || bytes.Contains(text, []byte("\nSET lock_timeout = 0;\n")) && bytes.HasSuffix(text, []byte("\nRESET lock_timeout;\n")) {
		return nil
	}
	return []string{name + ": without a transaction it says SET lock_timeout = 0, and ends with RESET lock_timeout"}
}
