#!/usr/bin/env bash
# What the GitHub Action does: fetches the program of a version unless it is there, checks its sum, scans,
# annotates, and writes SARIF. Every input comes through the environment and is never evaluated as code.
set -euo pipefail

need() { command -v "$1" >/dev/null 2>&1; }

install_sekisho() {
  local version=$1 machine archive folder base
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) machine=x86_64-unknown-linux-gnu ;;
    Linux-aarch64 | Linux-arm64) machine=aarch64-unknown-linux-gnu ;;
    *)
      echo "::error::there is no build of sekisho for $(uname -s) on $(uname -m); install it on the PATH first"
      exit 2
      ;;
  esac
  archive="sekisho-$version-$machine.tar.gz"
  base="${SEKISHO_RELEASES:-https://github.com/sekisho/sekisho/releases/download}/v$version"
  folder="${RUNNER_TEMP:-$(mktemp -d)}/sekisho-$version"
  mkdir -p "$folder"
  curl --fail --silent --show-error --location --retry 3 --output "$folder/$archive" "$base/$archive"
  curl --fail --silent --show-error --location --retry 3 --output "$folder/SHA256SUMS" "$base/SHA256SUMS"
  (cd "$folder" && grep --fixed-strings "  $archive" SHA256SUMS | sha256sum --check --quiet -)
  tar --extract --gzip --file "$folder/$archive" --directory "$folder" --strip-components 1
  PATH="$folder:$PATH"
}

version=${SEKISHO_VERSION:?a version}
if ! need sekisho; then
  install_sekisho "$version"
fi

read -r -a paths <<<"${SEKISHO_PATHS:-.}"
read -r -a more <<<"${SEKISHO_ARGS:-}"
options=(--fail-on "${SEKISHO_FAIL_ON:-high}" --report github)
if [[ -n "${SEKISHO_SARIF:-}" ]]; then
  options+=(--report "sarif=$SEKISHO_SARIF")
fi
since=${SEKISHO_SINCE:-${SEKISHO_BASE:-}}
if [[ -n "$since" && "$since" != none ]]; then
  options+=(--since "$since")
fi
if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
  options+=(--report "markdown=$GITHUB_STEP_SUMMARY.part")
fi

status=0
sekisho scan "${options[@]}" "${more[@]}" "${paths[@]}" || status=$?

if [[ -n "${GITHUB_STEP_SUMMARY:-}" && -f "$GITHUB_STEP_SUMMARY.part" ]]; then
  cat "$GITHUB_STEP_SUMMARY.part" >>"$GITHUB_STEP_SUMMARY"
  rm -f "$GITHUB_STEP_SUMMARY.part"
fi
if [[ -n "${GITHUB_OUTPUT:-}" ]]; then
  {
    echo "status=$status"
    echo "sarif=${SEKISHO_SARIF:-}"
  } >>"$GITHUB_OUTPUT"
fi
exit "$status"
