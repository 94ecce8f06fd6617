#!/bin/sh
# docker/restore.sh FILE: puts a backup into a database that is empty but for its logins (`up database prepare`), in one
# transaction: all of it or nothing. Decrypt it first: openssl cms -decrypt -inform DER -in FILE -inkey KEY -out CLEAR.
# Restore only backups that you made: a dump is a program that runs with the administrator's rights.
set -eu
docker compose -f "$(dirname "$0")/compose.yaml" exec -T database \
  pg_restore -U postgres --dbname=noroshi --exit-on-error --single-transaction < "$1"
