#!/bin/bash
# need.sh PROGRAM…: makes sure that programs from Debian's packages are here.
# As root it installs what is missing; otherwise it names the one line that does, and fails.
set -euo pipefail

package() {
  case $1 in
  java) echo openjdk-17-jre-headless ;;
  mvn) echo maven ;;
  postgres) echo postgresql ;;
  chromium) echo chromium fonts-noto-cjk ;;
  *) echo "$1" ;;
  esac
}

here() {
  command -v "$1" >/dev/null && return
  [ "$1" = postgres ] && compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null
}

missing=()
for program in "$@"; do
  # shellcheck disable=SC2207 # package names hold no blanks; a program may need several
  here "$program" || missing+=($(package "$program"))
done
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "missing here: ${missing[*]}; install with: sudo sh -c '$install'" >&2
  exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
sh -c "$install" >/tmp/pacesetter-apt.log 2>&1 || { tail -20 /tmp/pacesetter-apt.log >&2 && exit 1; }
