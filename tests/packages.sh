#!/usr/bin/env bash
# Installs the Debian packages that tests, the live lab and CI need: the one list of them. Elsewhere, or without the rights,
# it says what is needed. Tests whose parts are missing are skipped and say so.
set -euo pipefail

PACKAGES=(
  samba samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind smbclient # real controllers and shares
  python3-samba python3-ldb krb5-user krb5-gss-samples ldb-tools attr # what drives them
  slapd ldap-utils openssl # a real LDAP server
  chromium poppler-utils # pages, on the screen and on paper
  gcc libc6-dev python3-dev libkrb5-dev # sign-in by Kerberos ticket
  bind9-dnsutils dnsmasq-base iproute2 nftables faketime # the live lab's networks, names and clocks
)

[ $# -eq 0 ] || PACKAGES=("$@")
command -v dpkg-query >/dev/null || { echo "no Debian packages here; the tests need: ${PACKAGES[*]}" >&2; exit 0; }
missing=()
for package in "${PACKAGES[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
as=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null && sudo -n true 2>/dev/null || { echo "please install: ${missing[*]}" >&2; exit 1; }
  as=(sudo -n)
fi
echo "installing ${missing[*]}" >&2
guard=/usr/sbin/policy-rc.d # keeps the daemons among them from being started
if [ ! -e "$guard" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as[@]}" tee "$guard" >/dev/null
  "${as[@]}" chmod 755 "$guard"
  trap '"${as[@]}" rm -f "$guard"' EXIT
fi
"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
