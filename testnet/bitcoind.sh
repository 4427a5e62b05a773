#!/bin/sh
# Prints the command that starts a bitcoind: the one on the PATH, else one that is fetched once, as
# Debian packages from the mirror that this machine's own apt uses, into testnet/bitcoind. Nothing of
# the system is changed, and nobody has to be root. What goes wrong is said on stderr.
set -eu

if command -v bitcoind; then exit 0; fi
here=$(cd "$(dirname "$0")" && pwd)
target=$here/bitcoind
if [ -x "$target/bitcoind" ]; then
  echo "$target/bitcoind"
  exit 0
fi

fail() {
  echo "bitcoind is missing: $*; install Bitcoin Core or Knots so that bitcoind is on the PATH" >&2
  exit 1
}

for tool in apt-get dpkg dpkg-deb find; do
  command -v $tool >/dev/null || fail "there is no $tool to fetch it with"
done
mirror=$(apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(https\{0,1\}://[^']*/debian\)/dists/.*|\1|p" | sort -u | head -n 1)
[ -n "$mirror" ] || fail "apt has no mirror of Debian"

work=$(mktemp -d "$here/.bitcoind.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
: >"$work/status" # as if nothing were installed: all that it needs is fetched
keys=/usr/share/keyrings/debian-archive-keyring.gpg
for suite in trixie sid; do
  echo "deb $([ ! -e $keys ] || echo "[signed-by=$keys]") $mirror $suite main"
done >"$work/sources.list"

apt() {
  apt-get -q -y -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work/cache" -o Debug::NoLocking=true -o APT::Sandbox::User="$(id -un)" \
    -o APT::Default-Release=trixie -o APT::Install-Recommends=false -o Acquire::Languages=none \
    -o Acquire::Retries=3 -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled=false \
    -o Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled=false "$@" >>"$work/log" 2>&1
}

apt update || { cat "$work/log" >&2; fail "apt cannot read $mirror"; }
apt install --download-only bitcoin-knots/sid || { cat "$work/log" >&2; fail "apt cannot fetch bitcoin-knots"; }
for package in "$work"/cache/archives/bitcoin*.deb "$work"/cache/archives/lib*.deb; do
  dpkg-deb -x "$package" "$work/root"
done
rm -rf "$work/root/usr/share"

# Its libraries are newer than the system's: it is started by its own loader.
(
  cd "$work/root"
  loader=$(find usr/lib* -name 'ld-linux*.so.*' | head -n 1)
  libraries=$(find usr/lib* -name '*.so.*' | sed 's|/[^/]*$||; s|^|$root/|' | sort -u | tr '\n' ':')
  cat >../bitcoind <<END
#!/bin/sh
root=\$(cd "\$(dirname "\$0")" && pwd)/root
exec "\$root/$loader" --library-path "$libraries" "\$root/usr/bin/bitcoind" "\$@"
END
)
chmod 755 "$work" "$work/bitcoind"
"$work/bitcoind" -version >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "what was fetched does not start"; }
mkdir -p "$target"
# Another run may have been faster.
[ -x "$target/bitcoind" ] || { rm -rf "$target/root" && mv "$work/root" "$target/root" && mv "$work/bitcoind" "$target/bitcoind"; }
echo "$target/bitcoind"
