-- Registering organisations and people (ACT-1, ACT-2), and enrolment (登録手続): how a person comes to a first credential, or to
-- a new one after losing it. An administrator invites; only the person, who presents the token, ever sets a password (AU-13).

-- When the person was invited last: an enrolment made at any other instant is void, so a new invitation replaces the old one.
alter table hub.person add column invited_at timestamptz;

create table hub.enrolment (
  token_hash text primary key,
  person_id uuid not null,
  tier text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (person_id, tier) references hub.person (id, tier) on update cascade,
  constraint enrolment_expires check (expires_at > created_at and expires_at <= created_at + interval '7 days')
);
alter table hub.enrolment enable row level security;
alter table hub.enrolment force row level security;
create policy migrator on hub.enrolment to hub_migrator using (true) with check (true);

-- Whether the transaction runs for a person and presents that very person's last, unused, unexpired enrolment.
create function hub.presents_enrolment() returns boolean language sql stable as $$
  select exists (
    select 1 from hub.enrolment e join hub.person p on p.id = e.person_id
    where e.token_hash = hub.presented_credential() and e.used_at is null and e.expires_at > now()
      and p.id = hub.current_person() and p.active and p.invited_at = e.created_at)
$$;
create function hub.own_roles() returns text[] language sql stable
  as $$ select roles from hub.person where id = hub.current_person() $$;

do $$
declare login record;
begin
  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    execute format($p$create policy %1$s_presents on hub.enrolment for select to %1$s
      using (tier = %2$L and token_hash = (select hub.presented_credential()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_uses on hub.enrolment for update to %1$s
      using (tier = %2$L and token_hash = (select hub.presented_credential()) and used_at is null)
      with check (tier = %2$L and token_hash = (select hub.presented_credential()) and used_at is not null)$p$, login.name, login.tier);
    execute format('grant select, update (used_at) on hub.enrolment to %I', login.name);

    -- A credential is replaced as a whole, and only by who presents an enrolment; signing in may only use up a code.
    execute format('drop policy %1$s_own on hub.credential', login.name);
    execute format('revoke update (password_hash, totp_secret) on hub.credential from %I', login.name);
    execute format($p$create policy %1$s_own on hub.credential for select to %1$s
      using (tier = %2$L and person_id = (select hub.current_person()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_signs_in on hub.credential for update to %1$s
      using (tier = %2$L and person_id = (select hub.current_person()))
      with check (tier = %2$L and person_id = (select hub.current_person()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_enrols on hub.credential for insert to %1$s
      with check (tier = %2$L and person_id = (select hub.current_person()) and (select hub.presents_enrolment()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_replaces on hub.credential for delete to %1$s
      using (tier = %2$L and person_id = (select hub.current_person()) and (select hub.presents_enrolment()))$p$, login.name, login.tier);
    execute format('grant insert (person_id, tier, password_hash, totp_secret, totp_last_step), delete on hub.credential to %I', login.name);

    -- Whoever enrols anew ends every session they had (AU-9); their keys they could revoke already.
    execute format($p$create policy %1$s_starts_anew on hub.session for select to %1$s
      using (tier = %2$L and person_id = (select hub.current_person()) and (select hub.presents_enrolment()))$p$, login.name, login.tier);
    execute format($p$create policy %1$s_ends on hub.session for update to %1$s
      using (tier = %2$L and person_id = (select hub.current_person()) and (select hub.presents_enrolment()))
      with check (tier = %2$L and person_id = (select hub.current_person()) and ended_at is not null)$p$, login.name, login.tier);
  end loop;
end $$;

-- An administrator registers and invites, for every tier, and reads no enrolment. A new organisation begins as APPLIED and a
-- new person without clearance: neither column is granted. The oversight committee is set up at the founding and by nobody else.
create policy administrator_registers on hub.organisation for insert to hub_government
  with check ((select hub.is_administrator()) and class <> 'OVERSIGHT_COMMITTEE');
create policy administrator_registers on hub.person for insert to hub_government with check ((select hub.is_administrator()));
create policy administrator_invites on hub.enrolment for insert to hub_government
  with check ((select hub.is_administrator()) and person_id <> (select hub.current_person()));
grant insert (id, name, name_en, class, tier, sectors, competent_ministry, prefecture, created_at) on hub.organisation to hub_government;
grant insert (id, organisation_id, tier, name, email, roles, invited_at, created_at) on hub.person to hub_government;
grant insert (token_hash, person_id, tier, created_at, expires_at) on hub.enrolment to hub_government;
grant update (roles, invited_at) on hub.person to hub_government;

-- Nobody gives themselves a clearance or a role, nor locks themselves out (so an administrator always remains); and nobody
-- shuts out a person of the oversight committee (OVS-2).
drop policy administrator_changes on hub.person;
create policy administrator_changes on hub.person for update to hub_government
  using ((select hub.is_administrator()))
  with check ((select hub.is_administrator())
    and (id <> (select hub.current_person()) or (clearance_rank = 0 and active and roles = (select hub.own_roles())))
    and (active or organisation_id <> all (array(select o.id from hub.organisation o where o.class = 'OVERSIGHT_COMMITTEE'))));
