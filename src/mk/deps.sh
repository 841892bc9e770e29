#!/bin/sh
# Installs those of the given Debian packages that are missing.
set -eu

missing=
if ! command -v dpkg-query >/dev/null; then
	echo "deps: not a Debian system; needed are: $*" >&2
	exit 0
fi
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
	sed -n 's/^installed //p' || true)
for package in "$@"; do
	case "
$installed
" in
	*"
$package
"*) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

echo "deps: installing$missing"
sudo=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "deps: not root, and there is no sudo. Please install:$missing" >&2
		exit 1
	fi
	sudo="sudo -n"
	$sudo true 2>/dev/null || sudo=sudo
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$log" 2>&1 </dev/null || {
		cat "$log" >&2
		exit 1
	}
}
apt update
# shellcheck disable=SC2086  # words on purpose
apt install -y --no-install-recommends $missing
