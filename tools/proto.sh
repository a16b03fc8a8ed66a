#!/bin/bash
# proto.sh setup|lint|generate: the protobuf build, with local plugins and no remote dependency.
# buf and google/api/*.proto come from the npm packages pinned in tools/npm, the plugins from tools/go.mod.
set -euo pipefail
cd "$(dirname "$0")/.."

setup() {
  local stamp=build/npm/.complete
  if ! cmp -s tools/npm/package-lock.json "$stamp"; then
    mkdir -p build/npm
    cp tools/npm/package.json tools/npm/package-lock.json build/npm/
    npm ci --prefix build/npm --silent --no-audit --no-fund --ignore-scripts
    cp tools/npm/package-lock.json "$stamp"
  fi
  mkdir -p build/googleapis/google/api
  cp build/npm/node_modules/google-proto-files/google/api/{annotations,http}.proto build/googleapis/google/api/
}

plugins() {
  (cd tools && GOWORK=off go build -o ../bin/ \
    google.golang.org/protobuf/cmd/protoc-gen-go \
    google.golang.org/grpc/cmd/protoc-gen-go-grpc \
    github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway \
    github.com/google/gnostic/cmd/protoc-gen-openapi)
}

buf() { build/npm/node_modules/.bin/buf "$@"; }

case ${1:-} in
setup) setup ;;
lint)
  setup # a line of its own: in a list with && bash would go on after a failure inside
  buf lint
  ;;
generate)
  setup
  plugins
  mkdir -p services/gateway/openapi
  buf generate
  ;;
*) echo "usage: $0 setup|lint|generate" >&2 && exit 2 ;;
esac
