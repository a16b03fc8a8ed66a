#!/bin/bash
# generate.sh: writes src/gen, the types of the REST API, from the protos.
set -euo pipefail
cd "$(dirname "$0")/../../../.."

tools/proto.sh setup
rm -rf services/gateway/console/src/gen
build/npm/node_modules/.bin/buf generate --template services/gateway/console/dev/buf.gen.yaml \
  --path proto/pacesetter/registry/v1/unit.proto \
  --path proto/pacesetter/registry/v1/project.proto \
  --path proto/pacesetter/registry/v1/report.proto \
  --path proto/pacesetter/registry/v1/import.proto \
  --path proto/pacesetter/registry/v1/lifecycle.proto \
  --path proto/pacesetter/registry/v1/plan.proto \
  --path proto/pacesetter/registry/v1/progress.proto \
  --path proto/pacesetter/registry/v1/document.proto \
  --path proto/pacesetter/registry/v1/honesty.proto \
  --path proto/pacesetter/registry/v1/people.proto \
  --path proto/pacesetter/registry/v1/responsibility.proto \
  --path proto/pacesetter/registry/v1/grant.proto \
  --path proto/pacesetter/registry/v1/calendar.proto \
  --path proto/pacesetter/registry/v1/month.proto \
  --path proto/pacesetter/registry/v1/work.proto \
  --path proto/pacesetter/registry/v1/policy.proto \
  --path proto/pacesetter/audit/v1/audit.proto \
  --path proto/pacesetter/statistics/v1/statistics.proto \
  --path proto/pacesetter/statistics/v1/cutoff.proto \
  --path proto/pacesetter/statistics/v1/indicator.proto \
  --path proto/pacesetter/statistics/v1/target.proto
