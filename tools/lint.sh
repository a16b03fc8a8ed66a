#!/bin/bash
# lint.sh: the linters, over both Go modules, the protos and the console.
set -euo pipefail
cd "$(dirname "$0")/.."

bin/golangci-lint run ./...
(cd tools && ../bin/golangci-lint run --config ../.golangci.yml ./...)
tools/proto.sh lint
if [ -e services/gateway/console/package.json ]; then
  npm run lint --prefix services/gateway/console --if-present
fi
echo "lint: clean"
