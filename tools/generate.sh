#!/bin/bash
# generate.sh: writes every generated file that is committed.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/proto.sh generate
if [ -x services/gateway/console/dev/generate.sh ]; then
  services/gateway/console/dev/generate.sh
fi
if [ -d tools/cmd/configdoc ]; then
  go run ./tools/cmd/configdoc >build/config.md
  mv build/config.md docs/config.md
fi
