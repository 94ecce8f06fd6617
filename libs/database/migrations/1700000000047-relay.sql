-- Bodies that pass on what they are told (セプター, ISAC, 県警協議会, 所管省庁: PRV-7, ACT-10), to whom, and how far it came at each hop (WGX-4).

-- Who passes on, as government's administration names them.
create table hub.intermediary (
  organisation_id uuid primary key references hub.organisation (id),
  -- As its mails say who passes on.
  shown_as text not null check (length(shown_as) between 1 and 200),
  -- What is EMERGENCY, and drills, are passed on without a press.
  at_once boolean not null default false,
  at_once_by uuid references hub.person (id),
  at_once_at timestamptz,
  named_by uuid references hub.person (id),
  named_at timestamptz not null default now(),
  ended_at timestamptz
);

-- To whom it passes on: its own list, which recipients and other intermediaries never see.
create table hub.downstream (
  id uuid primary key default gen_random_uuid(),
  intermediary_id uuid not null references hub.intermediary (organisation_id),
  name text not null check (length(name) between 1 and 200),
  email text not null check (length(email) <= 254 and email = lower(email)),
  language text not null check (language in ('ja', 'en')),
  sector text references hub.sector (id),
  added_by uuid references hub.person (id),
  added_at timestamptz not null default now(),
  removed_at timestamptz,
  unique (id, intermediary_id)
);
create unique index downstream_address on hub.downstream (intermediary_id, email) where removed_at is null;
create index downstream_by_name on hub.downstream (intermediary_id, name, id) where removed_at is null;

-- That one of them is an organisation of the hub, as government's administration says: the intermediary could else find out who is.
create table hub.downstream_organisation (
  downstream_id uuid primary key references hub.downstream (id),
  organisation_id uuid not null references hub.organisation (id),
  linked_by uuid references hub.person (id),
  linked_at timestamptz not null default now()
);

-- The ledger of what is passed on: one row for each edition, recipient and kind of news. Only a NOTICE can stand in it.
create table hub.relay (
  id uuid primary key default gen_random_uuid(),
  -- As exact as a row is named by in code.
  queued_at timestamptz(3) not null default now(),
  edition_id uuid not null,
  label_id int not null,
  category text not null default 'NOTICE' check (category = 'NOTICE'),
  kind text not null check (kind in ('RELEASED', 'CORRECTED', 'RECALLED')),
  urgency text not null,
  reference text not null,
  intermediary_id uuid not null,
  downstream_id uuid not null,
  -- As it was when it was passed on.
  sector text,
  -- Who pressed; null: at once, or what follows from what they passed on.
  relayed_by uuid references hub.person (id),
  -- As in the ledger of deliveries.
  state text not null default 'QUEUED' check (state in ('QUEUED', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'EXPIRED', 'WITHDRAWN')),
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  sent_at timestamptz,
  ended_at timestamptz,
  reason text,
  acknowledged_at timestamptz,
  -- Of the intermediary, who heard it another way; null: the recipient's own press.
  acknowledged_by uuid references hub.person (id),
  unique (edition_id, downstream_id, kind),
  foreign key (downstream_id, intermediary_id) references hub.downstream (id, intermediary_id),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  constraint relay_ended check ((state = 'QUEUED') = (ended_at is null))
);
create index relay_waiting on hub.relay (due_at) where state = 'QUEUED';
create index relay_of_edition on hub.relay (edition_id, intermediary_id);
create index relay_of_intermediary on hub.relay (intermediary_id, edition_id);

-- With what a recipient acknowledges without an account: each mail's own, as a digest; the token itself is kept nowhere.
create table hub.relay_token (
  digest text primary key,
  relay_id uuid not null references hub.relay (id),
  expires_at timestamptz not null
);
create index relay_token_over on hub.relay_token (expires_at);

-- Whether what bears the label may be passed on to somebody of this sector: to everybody or to sectors, and never where somebody in
-- particular is addressed. Whose sector is not said is left out where a sector is.
create function hub.may_be_relayed(label hub.label, sector text) returns boolean language sql immutable as $$
  select label.category = 'NOTICE' and 'FRIEND' = any (label.consented_tiers)
    and label.organisations = '{}' and label.circles = '{}' and label.people = '{}'
    and (label.everyone or coalesce(sector = any (label.sectors), false))
    and (label.excluded_sectors = '{}' or coalesce(sector <> all (label.excluded_sectors), false))
$$;

-- Of which intermediary the person passes on, as one of its coordinators.
create function hub.relaying_organisation() returns uuid language sql stable as $$
  select m.organisation_id from hub.person p join hub.organisation o on o.id = p.organisation_id join hub.intermediary m on m.organisation_id = o.id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE' and m.ended_at is null
    and p.roles && array['ORGANISATION_ADMINISTRATOR', 'FRIEND_CONTACT']
$$;
revoke execute on function hub.relaying_organisation(), hub.may_be_relayed(hub.label, text) from public;
grant execute on function hub.relaying_organisation() to hub_government, hub_member, hub_friend;
grant execute on function hub.may_be_relayed(hub.label, text) to hub_government, hub_member, hub_friend, hub_worker;

do $$
declare t text; login record;
  in_force text := $c$ exists (select 1 from hub.edition e join hub.label l on l.id = e.label_id
    where e.id = edition_id and e.label_id = relay.label_id and e.released_at <= now() and e.recalled_at is null
      and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())
      and l.id = any ((select hub.readable_labels())::int[])
      -- As hub.may_be_relayed() says, which would be called for each row.
      and l.category = 'NOTICE' and 'FRIEND' = any (l.consented_tiers) and l.organisations = '{}' and l.circles = '{}' and l.people = '{}'
      and (l.everyone or coalesce(relay.sector = any (l.sectors), false))
      and (l.excluded_sectors = '{}' or coalesce(relay.sector <> all (l.excluded_sectors), false))) $c$;
begin
  foreach t in array array['intermediary', 'downstream', 'downstream_organisation', 'relay', 'relay_token'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values ('hub_government'), ('hub_member'), ('hub_friend')) v (name) loop
    execute format('create policy %1$s_own on hub.intermediary for select to %1$s using (organisation_id = (select hub.contributing_organisation()))', login.name);
    execute format('create policy %1$s_consents on hub.intermediary for update to %1$s
      using (organisation_id = (select hub.relaying_organisation())) with check (organisation_id = (select hub.relaying_organisation()) and at_once_by = (select hub.current_person()))', login.name);
    execute format('grant select, update (at_once, at_once_by, at_once_at) on hub.intermediary to %I', login.name);
    execute format('create policy %1$s_own on hub.downstream for select to %1$s using (intermediary_id = (select hub.relaying_organisation()))', login.name);
    execute format('create policy %1$s_adds on hub.downstream for insert to %1$s
      with check (intermediary_id = (select hub.relaying_organisation()) and added_by = (select hub.current_person()))', login.name);
    execute format('create policy %1$s_changes on hub.downstream for update to %1$s
      using (intermediary_id = (select hub.relaying_organisation()) and removed_at is null) with check (intermediary_id = (select hub.relaying_organisation()))', login.name);
    execute format('grant select, insert (intermediary_id, name, email, language, sector, added_by), update (name, language, sector, removed_at) on hub.downstream to %I', login.name);
    execute format('create policy %1$s_own on hub.relay for select to %1$s using (intermediary_id = (select hub.relaying_organisation()))', login.name);
    execute format($p$create policy %1$s_relays on hub.relay for insert to %1$s
      with check (intermediary_id = (select hub.relaying_organisation()) and relayed_by = (select hub.current_person()) and kind in ('RELEASED', 'CORRECTED') and %2$s
        and exists (select 1 from hub.downstream d where d.id = downstream_id and d.removed_at is null and d.sector is not distinct from relay.sector))$p$, login.name, in_force);
    execute format('create policy %1$s_notes on hub.relay for update to %1$s
      using (intermediary_id = (select hub.relaying_organisation()) and acknowledged_at is null)
      with check (intermediary_id = (select hub.relaying_organisation()) and acknowledged_by = (select hub.current_person()))', login.name);
    -- Whoever presents a token that is good sees that row and nothing else, and may say once that it arrived.
    execute format('create policy %1$s_presents on hub.relay_token for select to %1$s using (digest = (select hub.presented_credential()) and expires_at > now())', login.name);
    execute format('create policy %1$s_presents on hub.relay for select to %1$s
      using ((select hub.presented_credential()) is not null and id in (select t.relay_id from hub.relay_token t))', login.name);
    execute format('create policy %1$s_acknowledges on hub.relay for update to %1$s
      using ((select hub.presented_credential()) is not null and acknowledged_at is null and id in (select t.relay_id from hub.relay_token t))
      with check ((select hub.presented_credential()) is not null and acknowledged_by is null)', login.name);
    execute format('grant select, insert (edition_id, label_id, kind, urgency, reference, intermediary_id, downstream_id, sector, relayed_by),
      update (acknowledged_at, acknowledged_by) on hub.relay to %I', login.name);
    execute format('grant select on hub.relay_token to %I', login.name);
  end loop;
end $$;

-- Government knows who passes on. Its administration names them, reads their lists, and says which of these are organisations of the hub.
create policy government_reads on hub.intermediary for select to hub_government
  using ((select hub.drafting_organisation()) is not null or (select hub.is_administrator()) or (select hub.is_inspector()));
create policy administrators_name on hub.intermediary for insert to hub_government
  with check ((select hub.is_administrator()) and named_by = (select hub.current_person()) and not at_once);
create policy administrators_end on hub.intermediary for update to hub_government
  using ((select hub.is_administrator())) with check ((select hub.is_administrator()));
create policy administrators_read on hub.downstream for select to hub_government using ((select hub.is_administrator()));
create policy administrators_read on hub.downstream_organisation for select to hub_government using ((select hub.is_administrator()));
create policy administrators_link on hub.downstream_organisation for insert to hub_government
  with check ((select hub.is_administrator()) and linked_by = (select hub.current_person()));
create policy administrators_unlink on hub.downstream_organisation for delete to hub_government using ((select hub.is_administrator()));
grant insert (organisation_id, shown_as, named_by), update (shown_as, ended_at) on hub.intermediary to hub_government;
grant select, insert (downstream_id, organisation_id, linked_by), delete on hub.downstream_organisation to hub_government;
-- An office follows what it sent, without names (L37); of what is an organisation of the hub, which. Inspectors the same of everything (OVS-2).
create policy makers_follow on hub.relay for select to hub_government
  using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())));
create policy inspectors_read on hub.relay for select to hub_government using ((select hub.is_inspector()));
create policy makers_follow on hub.downstream_organisation for select to hub_government
  using (((select hub.drafting_organisation()) is not null or (select hub.is_inspector())) and downstream_id in (select r.downstream_id from hub.relay r
    where (select hub.is_inspector()) or r.edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation()))));

create policy worker_relays on hub.intermediary for select to hub_worker using (true);
create policy worker_relays on hub.downstream for select to hub_worker using (true);
create policy worker_relays on hub.downstream_organisation for select to hub_worker using (true);
create policy worker_relays on hub.relay to hub_worker using (true) with check (true);
create policy worker_relays on hub.relay_token to hub_worker using (true) with check (true);
grant select (organisation_id, shown_as, at_once, at_once_at, ended_at) on hub.intermediary to hub_worker;
grant select (id, intermediary_id, email, language, sector, removed_at) on hub.downstream to hub_worker;
grant select (downstream_id, organisation_id) on hub.downstream_organisation to hub_worker;
grant select, insert, update (state, attempts, due_at, sent_at, ended_at, reason) on hub.relay to hub_worker;
grant select, insert, delete on hub.relay_token to hub_worker;
-- A council is set up with them.
create policy migrator on hub.intermediary to hub_migrator using (true) with check (true);
create policy migrator on hub.downstream to hub_migrator using (true) with check (true);
