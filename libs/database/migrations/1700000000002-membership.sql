-- Organisations and people (ACT-1, ACT-2, ACT-3, ACT-5, CLR-2), and what they sign in with.
-- Ids are made by the hub, at random; constraints of tables that have a TypeORM entity carry names, by which it compares them.

create table hub.organisation (
  id uuid primary key,
  name text not null,
  name_en text not null,
  class text not null constraint organisation_class_known check (class in (
    'ADMINISTRATIVE_ORGAN', 'OVERSIGHT_COMMITTEE', 'CORE_INFRASTRUCTURE_OPERATOR', 'VENDOR', 'MUNICIPALITY',
    'SENSITIVE_TECHNOLOGY_HOLDER', 'CRITICAL_INFRASTRUCTURE_OPERATOR', 'SUPPLY_CHAIN_OPERATOR', 'CYBERSECURITY_BODY')),
  tier text not null constraint organisation_tier_known check (tier in ('GOVERNMENT', 'MEMBER', 'FRIEND')),
  sectors text[] not null default '{}',
  competent_ministry text,
  prefecture text,
  state text not null default 'APPLIED' constraint organisation_state_known check (state in (
    'APPLIED', 'CONSENTED', 'OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED', 'ACTIVE', 'SUSPENDED', 'WITHDRAWN')),
  safeguards_valid_until timestamptz,
  epoch int not null default 1,
  created_at timestamptz not null default now(),
  constraint organisation_id_tier unique (id, tier),
  -- The oversight committee is restricted by nobody (OVS-2).
  constraint organisation_oversight_unrestricted check (class <> 'OVERSIGHT_COMMITTEE' or (tier = 'GOVERNMENT' and state = 'ACTIVE'))
);

-- One organisation has one tier and one state at a time, with history (ACT-2, ACT-5).
create table hub.membership_change (
  id bigint generated always as identity primary key,
  organisation_id uuid not null references hub.organisation (id),
  from_state text,
  to_state text not null,
  tier text not null,
  reason text not null,
  changed_by uuid,
  changed_at timestamptz not null default now()
);

create table hub.person (
  id uuid primary key,
  organisation_id uuid not null,
  tier text not null,
  name text not null,
  email text not null constraint person_email unique constraint person_email_lower check (email = lower(email)),
  roles text[] not null,
  active boolean not null default true,
  clearance_rank int not null default 0 constraint person_clearance_rank references hub.clearance_level (rank),
  clearance_valid_until timestamptz,
  clearance_verified_by text,
  epoch int not null default 1,
  created_at timestamptz not null default now(),
  -- Nobody has more than their organisation: the tier is the organisation's (ACT-2).
  constraint person_tier_of_organisation foreign key (organisation_id, tier) references hub.organisation (id, tier) on update cascade,
  constraint person_id_tier unique (id, tier),
  constraint person_roles_known check (roles <@ array['ANALYST', 'RELEASING_OFFICER', 'MEMBER_READER', 'FRIEND_CONTACT', 'ORGANISATION_ADMINISTRATOR', 'ADMINISTRATOR', 'OVERSIGHT_INSPECTOR']),
  constraint person_roles_of_tier check (tier = 'GOVERNMENT' or not roles && array['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR', 'OVERSIGHT_INSPECTOR']),
  constraint person_clearance_complete check (clearance_rank = 0 or (clearance_valid_until is not null and clearance_verified_by is not null)),
  constraint person_friend_without_clearance check (tier <> 'FRIEND' or clearance_rank = 0)
);
create index person_organisation on hub.person (organisation_id);

create table hub.credential (
  person_id uuid primary key,
  tier text not null,
  password_hash text not null,
  totp_secret text,
  totp_last_step bigint not null default 0,
  foreign key (person_id, tier) references hub.person (id, tier) on update cascade,
  check (tier = 'FRIEND' or totp_secret is not null)
);

-- Reference tokens: only their SHA-256 is kept, as hexadecimal text.
create table hub.session (
  token_hash text primary key,
  person_id uuid not null,
  tier text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  foreign key (person_id, tier) references hub.person (id, tier) on update cascade
);
create index session_person on hub.session (person_id);

create table hub.api_key (
  id uuid primary key,
  key_hash text not null constraint api_key_hash unique,
  person_id uuid not null,
  tier text not null,
  name text not null,
  scopes text[] not null constraint api_key_scopes_known check (scopes <@ array['read', 'acknowledge', 'import', 'draft', 'release', 'administer']),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  constraint api_key_person foreign key (person_id, tier) references hub.person (id, tier) on update cascade,
  constraint api_key_expires check (expires_at <= created_at + interval '366 days')
);
create index api_key_of_person on hub.api_key (person_id);

-- One-time tickets that let a socket in: at most 30 seconds, used once (a browser cannot set headers on a WebSocket).
create table hub.socket_ticket (
  ticket_hash text primary key,
  person_id uuid not null,
  tier text not null,
  session_key text not null,
  expires_at timestamptz not null,
  foreign key (person_id, tier) references hub.person (id, tier) on update cascade
);

-- A right that may have changed raises the epoch, whoever changed it and however; sockets and caches follow the epoch.
create function hub.raise_epoch() returns trigger language plpgsql as $$
begin
  if new is distinct from old then
    new.epoch := old.epoch + 1;
    perform pg_notify('hub_rights', '');
  end if;
  return new;
end $$;
create trigger raise_epoch before update on hub.organisation for each row execute function hub.raise_epoch();
create trigger raise_epoch before update on hub.person for each row execute function hub.raise_epoch();

create function hub.is_administrator() returns boolean language sql stable as $$
  select exists (
    select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = hub.current_person() and p.active and o.state = 'ACTIVE' and o.tier = 'GOVERNMENT' and 'ADMINISTRATOR' = any (p.roles))
$$;

do $$
declare t text; login record;
begin
  foreach t in array array['organisation', 'membership_change', 'person', 'credential', 'session', 'api_key', 'socket_ticket'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    -- Setting up a council and repairing it is the migrator's; content tables give it nothing.
    execute format('create policy migrator on hub.%I to hub_migrator using (true) with check (true)', t);
  end loop;

  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    -- A tier login never sees a credential of another tier, and one of its own only when the very value is presented; it
    -- makes one for nobody but the person it runs for.
    execute format($p$create policy %1$s_presents on hub.session to %1$s
      using (tier = %2$L and token_hash = (select hub.presented_credential()))
      with check (tier = %2$L and person_id = (select hub.current_person()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_presents on hub.api_key to %1$s
      using (tier = %2$L and (key_hash = (select hub.presented_credential()) or person_id = (select hub.current_person())))
      with check (tier = %2$L and person_id = (select hub.current_person()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_presents on hub.socket_ticket to %1$s
      using (tier = %2$L and (ticket_hash = (select hub.presented_credential()) or (expires_at < now() and (select hub.system_purpose()) = 'housekeeping')))
      with check (tier = %2$L and person_id = (select hub.current_person()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_own on hub.credential to %1$s
      using (tier = %2$L and person_id = (select hub.current_person())) with check (tier = %2$L and person_id = (select hub.current_person()))$p$, login.name, login.tier);
    -- The push gateway asks which of its open sockets' accesses are over; it reads, and only its own tier's.
    execute format($p$create policy %1$s_pushes on hub.session for select to %1$s
      using (tier = %2$L and (select hub.system_purpose()) = 'push')$p$, login.name, login.tier);
    execute format($p$create policy %1$s_pushes on hub.api_key for select to %1$s
      using (tier = %2$L and (select hub.system_purpose()) = 'push')$p$, login.name, login.tier);
    execute format('grant select, insert, update (last_seen_at, ended_at) on hub.session to %I', login.name);
    execute format('grant select, insert, update (last_used_at, revoked_at) on hub.api_key to %I', login.name);
    execute format('grant select, insert, delete on hub.socket_ticket to %I', login.name);
    execute format('grant select, update (password_hash, totp_secret, totp_last_step) on hub.credential to %I', login.name);
    execute format('grant select on hub.organisation, hub.person to %I', login.name);
    if login.tier <> 'GOVERNMENT' then
      -- The organisation is looked up from the person's row: a setting alone opens no other organisation.
      execute format($p$create policy %1$s_own on hub.organisation for select to %1$s
        using (tier = %2$L and (id = (select p.organisation_id from hub.person p where p.id = (select hub.current_person()))
               or (select hub.system_purpose()) = 'push'))$p$, login.name, login.tier);
      execute format($p$create policy %1$s_own on hub.person for select to %1$s
        using (tier = %2$L and (id = (select hub.current_person()) or email = (select hub.presented_credential())
               or (select hub.system_purpose()) = 'push'))$p$, login.name, login.tier);
    end if;
  end loop;
end $$;

-- Government sees the directory (it composes audiences from it); only an administrator changes it. A transaction that names nobody
-- and no purpose sees nobody, but for the one row whose address is presented at sign-in.
create policy government_reads on hub.organisation for select to hub_government
  using ((select hub.current_person()) is not null or (select hub.system_purpose()) is not null);
create policy government_reads on hub.person for select to hub_government
  using ((select hub.current_person()) is not null or (select hub.system_purpose()) is not null or email = (select hub.presented_credential()));
create policy government_reads on hub.membership_change for select to hub_government using ((select hub.current_person()) is not null);
create policy administrator_changes on hub.organisation for update to hub_government
  using ((select hub.is_administrator())) with check ((select hub.is_administrator()));
-- Nobody gives themselves a clearance, not even an administrator.
create policy administrator_changes on hub.person for update to hub_government
  using ((select hub.is_administrator()))
  with check ((select hub.is_administrator()) and (id <> (select hub.current_person()) or clearance_rank = 0));
create policy administrator_records on hub.membership_change for insert to hub_government with check ((select hub.is_administrator()));
grant update (state, safeguards_valid_until, epoch) on hub.organisation to hub_government;
grant update (active, clearance_rank, clearance_valid_until, clearance_verified_by, epoch) on hub.person to hub_government;
grant select, insert on hub.membership_change to hub_government;

-- The worker computes audiences: it needs the facts of the policy and nothing that names or reaches a person.
create policy worker_reads on hub.organisation for select to hub_worker using (true);
create policy worker_reads on hub.person for select to hub_worker using (true);
grant select (id, class, tier, sectors, state, safeguards_valid_until, epoch) on hub.organisation to hub_worker;
grant select (id, organisation_id, tier, roles, active, clearance_rank, clearance_valid_until, epoch) on hub.person to hub_worker;
