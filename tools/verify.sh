#!/bin/bash
# verify.sh: what is generated is what is committed, go.mod is tidy, and everything deployed builds without the workspace.
set -euo pipefail
cd "$(dirname "$0")/.."

# Compared with the files as they stood, not with the last commit: it also serves before a commit.
state() {
  git ls-files -co --exclude-standard -- 'proto/**' services/gateway/openapi services/gateway/console/src/gen docs/config.md |
    sort | xargs -r -d '\n' sha256sum 2>/dev/null
}
mkdir -p build
state >build/verify.before
tools/generate.sh
state >build/verify.after
if ! diff build/verify.before build/verify.after; then
  echo "generated files were out of date; they are right now: commit them" >&2
  exit 1
fi

export GOWORK=off
go build ./...
go mod tidy -diff
(cd tools && go mod tidy -diff)
echo "verify: nothing to do"
