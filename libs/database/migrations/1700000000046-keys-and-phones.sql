-- Keys to which people's mail is encrypted (RFC 9580), and telephones that are told by short message (PRV-2).

-- One for each person, as they uploaded it. Nothing secret: a public key; it says whose it is all the same.
create table hub.mail_key (
  person_id uuid primary key references hub.person (id),
  tier text not null,
  armored text not null check (length(armored) between 1 and 65536),
  fingerprint text not null check (fingerprint ~ '^([0-9A-F]{40}|[0-9A-F]{64})$'),
  -- As the key names its owner; their address is in it, or not.
  user_ids text[] not null,
  names_address boolean not null,
  -- When nothing can be encrypted to it any more; null: never.
  expires_at timestamptz,
  added_at timestamptz not null default now()
);

-- A telephone is told of nothing until its owner has answered with the code that was sent there. The code itself is sealed to the worker
-- (`secret_sealed`); here is what an answer is compared with.
alter table hub.endpoint
  add column code_digest text check (code_digest ~ '^[0-9a-f]{64}$'),
  add column code_expires_at timestamptz,
  add column code_answers int not null default 0;

-- By what name a gateway reports of a message, until it has.
alter table hub.delivery add column gateway_reference text check (length(gateway_reference) <= 100);
create index delivery_at_gateway on hub.delivery (gateway_reference) where gateway_reference is not null and state = 'SENT';

alter table hub.mail_key enable row level security;
alter table hub.mail_key force row level security;
do $$
declare login record;
begin
  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    execute format('create policy %1$s_own on hub.mail_key to %1$s using (tier = %2$L and person_id = (select hub.current_person()))
      with check (tier = %2$L and person_id = (select hub.current_person()))', login.name, login.tier);
    execute format('grant select, insert, update (armored, fingerprint, user_ids, names_address, expires_at, added_at), delete on hub.mail_key to %I', login.name);
    execute format('grant select (code_digest, code_expires_at, code_answers), insert (code_digest, code_expires_at, trial_asked_at),
      update (code_digest, code_answers) on hub.endpoint to %I', login.name);
  end loop;
end $$;
create policy worker_encrypts on hub.mail_key for select to hub_worker using (true);
grant select (person_id, armored) on hub.mail_key to hub_worker;
grant update (gateway_reference) on hub.delivery to hub_worker;
