#!/usr/bin/env bash
# dirsim with the oldest and with the newest versions that its bounds allow, on every Python from 3.11 to 3.14 that is here:
# installs it into a folder of its own and decides the examples. UV names the uv to use; ends at the first failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
UV="${UV:-.venv/bin/uv}"
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tried=0
for version in 3.11 3.12 3.13 3.14; do
  python=$(command -v "python$version" || true)
  [ -z "$python" ] || "$python" -c "" 2>/dev/null || python=""
  [ -n "$python" ] || { echo "python$version: not here, not tried"; continue; }
  for resolution in lowest-direct highest; do
    "$UV" venv --quiet --clear --python "$python" "$place/env"
    "$UV" pip install --quiet --python "$place/env/bin/python" --resolution "$resolution" ".[iam,numpy,portfolio]"
    for example in contoso fabrikam northwind; do
      (cd "$place" && env/bin/dirsim recommend "$example" --format json >/dev/null)
    done
    (cd "$place" && env/bin/dirsim simulate contoso --users 100 >/dev/null && env/bin/dirsim discover --help >/dev/null)
    rm -rf "$place/many" && mkdir "$place/many"  # YAML in files, and several processes
    for number in 1 2 3 4 5 6; do
      printf 'dirsim: requirements/v1\nname: n%s\nworkloads: {w: {kind: workspaces}}\nestate: {on_prem_ad: {domains: %s}}\n' \
        "$number" "$number" >"$place/many/f$number.yaml"
    done
    (cd "$place" && env/bin/dirsim recommend many --workers 2 --format json >/dev/null)
    printf 'Resources:\n  D: {Type: AWS::DirectoryService::MicrosoftAD, Properties: {Name: !Sub a.example}}\n' >"$place/t.yaml"
    (cd "$place" && env/bin/dirsim discover cloudformation t.yaml >/dev/null)
    echo "python$version, $resolution: works"
    tried=$((tried + 1))
  done
done
[ "$tried" -gt 0 ] || { echo "no Python from 3.11 to 3.14 was found"; exit 1; }
