#!/bin/bash
# test.sh [PACKAGE…]: all tests but e2e and bench, in both modules, against one PostgreSQL for the whole run.
set -euo pipefail
cd "$(dirname "$0")/.."

race=(-race)
if ! command -v gcc >/dev/null; then
  echo "no gcc here: the race detector needs cgo, tests run without -race"
  race=()
fi
packages=("$@")
[ $# -gt 0 ] || packages=(./... ./tools/...)

if [ $# -eq 0 ]; then
  # They calculate and start no goroutine: the race detector finds nothing there and makes them ten times as slow.
  sequential=(pacesetter/services/registry/internal/sheet pacesetter/services/statistics/internal/statistics pacesetter/tools/internal/synth)
  all=$(go list "${packages[@]}")
  mapfile -t packages < <(grep -vxF "$(printf '%s\n' "${sequential[@]}")" <<<"$all")
  go test -vet=off "${sequential[@]}" || failed=1
fi
# The linters vet: going through all dependencies once more, for the race detector's build, would take minutes.
go run ./tools/cmd/withpostgres go test -vet=off "${race[@]}" -timeout 40m "${packages[@]}" || failed=1
[ -z "${failed:-}" ]

if [ $# -eq 0 ] && [ -e services/gateway/console/package.json ]; then
  npm test --prefix services/gateway/console --if-present
fi
