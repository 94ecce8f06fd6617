#!/bin/sh
# Makes what is missing in docker/secrets and leaves what is there: a password for each login, the keys that sign releases and filters, the key of
# sources' credentials, and a self-signed certificate for trying out (replace tls_certificate and tls_key with your own).
# The folder is for its owner alone; the files are readable, because each is mounted into a container whose user is another.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
cd secrets

keep() { # keep NAME COMMAND…: the command's output becomes the file, at once or not at all
  name=$1
  shift
  [ -s "$name" ] && return
  "$@" > "$name.new"
  chmod 444 "$name.new"
  mv "$name.new" "$name"
  echo "made $name"
}

for login in postgres_admin hub_government hub_member hub_friend hub_public hub_worker hub_migrator; do
  keep "$login" openssl rand -hex 24
done
keep release_key openssl genpkey -algorithm ed25519
keep download_key openssl genpkey -algorithm ed25519
keep intake_key openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072
keep intake_public_key openssl pkey -in intake_key -pubout
keep webhook_key openssl genpkey -algorithm ed25519
keep webhook_public_key openssl pkey -in webhook_key -pubout
keep vapid_key openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
keep vapid_public_key openssl pkey -in vapid_key -pubout
if [ ! -s tls_certificate ]; then
  keep tls_key openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
  keep tls_certificate openssl req -x509 -new -key tls_key -days 90 -subj /CN=localhost -addext subjectAltName=DNS:localhost
fi
