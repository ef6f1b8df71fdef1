#!/bin/sh
# A Chromium for the browser journeys: the one that is installed, else the system's package, else playwright's own.
# Usage: ensure_browser.sh PLAYWRIGHT
set -eu

for name in "${VIGIE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing the package chromium for the browser journeys ..."
    if apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; then
        exit 0
    fi
fi

exec "$1" install chromium
