#!/bin/sh
# docker/backup.sh FILE [CERTIFICATE]: the whole database, as the server's administrator, who alone passes row-level security.
# With a certificate (PEM, RSA) the file is encrypted for its key, which then must not be on this machine. Without one the
# file holds every secret in clear: keep it accordingly. docker/secrets is not in it; keep that apart from the backups.
set -eu
umask 077
file=$1
dump() {
  docker compose -f "$(dirname "$0")/compose.yaml" exec -T database pg_dump -U postgres --format=custom --dbname=noroshi
}
if [ $# -gt 1 ]; then
  # One after the other, not a pipe: a dump that failed must not look like a backup.
  trap 'rm -f "$file.clear"' EXIT
  dump > "$file.clear"
  openssl cms -encrypt -binary -aes-256-cbc -outform DER -in "$file.clear" -out "$file.new" "$2"
else
  dump > "$file.new"
fi
mv "$file.new" "$file"
