#!/usr/bin/env bash
# Fetch the front-end libraries from the npm registry into static/vendor/ and write their README.
# To change a version, edit the list and run `make vendor`; nothing else needs Node.
set -euo pipefail
cd "$(dirname "$0")/.."
vendor=static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# package@version | licence | folder | files of the package
list() {
    cat <<'LIST'
bootstrap@5.3.9|MIT|bootstrap|dist/css/bootstrap.min.css dist/js/bootstrap.bundle.min.js LICENSE
htmx.org@2.0.11|0BSD|htmx|dist/htmx.min.js LICENSE
echarts@6.1.0|Apache-2.0|echarts|dist/echarts.min.js LICENSE NOTICE
LIST
}

rows=""
while IFS='|' read -r package licence folder files; do
    (cd "$work" && npm pack --silent "$package" >/dev/null 2>&1)
    archive=$(ls -t "$work"/*.tgz | head -n 1)
    rm -rf "$work/package" "${vendor:?}/$folder"
    tar -xzf "$archive" -C "$work"
    mkdir -p "$vendor/$folder"
    for file in $files; do
        cp "$work/package/$file" "$vendor/$folder/$(basename "$file")"
        chmod 0644 "$vendor/$folder/$(basename "$file")"
        case "$file" in
            # Maps are not vendored, and Django's manifest storage refuses a reference to a missing file.
            *.js | *.css) sed -i -e '/^\/[\/*]# sourceMappingURL=/d' "$vendor/$folder/$(basename "$file")" ;;
        esac
    done
    rm "$archive"
    for file in "$vendor/$folder"/*.{js,css,svg}; do
        [ -e "$file" ] || continue
        rows+="| ${package} | ${licence} | ${file#"$vendor"/} | $(sha256sum "$file" | cut -d' ' -f1) |"$'\n'
    done
done < <(list)

cat >"$vendor/README.md" <<README
# Libraries kept in the repository

Fetched from the npm registry by \`make vendor\` (.ci/vendor.sh holds the versions), unchanged but for the
removed \`sourceMappingURL\` lines. Each folder holds its licence.

| package | licence | file | SHA-256 |
|---|---|---|---|
${rows}
README
sed -i -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$vendor/README.md"
echo "Vendored into $vendor."
