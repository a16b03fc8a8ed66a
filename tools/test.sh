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

go run ./tools/cmd/withpostgres go test "${race[@]}" -timeout 40m "${packages[@]}"

if [ $# -eq 0 ] && [ -e services/gateway/console/package.json ]; then
  npm test --prefix services/gateway/console --if-present
fi
