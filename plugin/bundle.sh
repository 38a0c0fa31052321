#!/bin/sh
# Bundles what browsers load: bundle.sh <esbuild> <output directory>
set -eu
esbuild=$1
output=$2

# A jar does not keep who may run what.
chmod +x "$esbuild"

bundle() {
    "$esbuild" --bundle --minify --target=es2022 --legal-comments=none --log-level=warning "$@"
}

mkdir -p "$output/demo"
bundle --format=esm --outfile="$output/demo/demo.js" demo/demo.ts
cp demo/*.html demo/*.css "$output/demo/"

bundle --format=iife --outfile="$output/register.js" src/register.ts
bundle --format=esm --outfile="$output/worker.js" src/host/worker.ts
