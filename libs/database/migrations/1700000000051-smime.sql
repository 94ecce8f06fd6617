-- Mail by S/MIME (RFC 8551): what a person has theirs encrypted to is an OpenPGP key or a certificate, the one that they gave last.
alter table hub.mail_key
  add column kind text not null default 'OPENPGP' check (kind in ('OPENPGP', 'SMIME')),
  -- Of a certificate, as it says itself; nothing secret. `armored` is its PEM, `fingerprint` its SHA-256, `user_ids` its subject and addresses.
  add column issuer text check (length(issuer) <= 500),
  add column serial_number text check (length(serial_number) <= 100),
  add constraint certificate_is_whole check (
    case kind when 'SMIME' then issuer is not null and serial_number is not null and expires_at is not null and length(fingerprint) = 64
              else issuer is null and serial_number is null end);
alter table hub.mail_key alter column kind drop default;

grant update (kind, issuer, serial_number) on hub.mail_key to hub_government, hub_member, hub_friend;
grant select (kind) on hub.mail_key to hub_worker;
