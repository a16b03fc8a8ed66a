#!/bin/bash
# fuzz.sh: every fuzz target of both modules in turn, FUZZTIME (1m) each.
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rEo --include='*_test.go' --exclude-dir=node_modules --exclude-dir=build '^func Fuzz\w+' . | sort |
  while IFS=: read -r file target; do
    target=${target#func }
    echo "== $target ($file)"
    # Making an input that is new smaller takes up to a minute by itself: the time is for new ones.
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-1m}" -fuzzminimizetime 100x "$(dirname "$file")"
  done
