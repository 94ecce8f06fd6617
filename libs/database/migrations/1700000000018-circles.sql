-- Circles (回覧先グループ): who is told together, as a fixed roster or by a rule about the organisation. An edition addressed to a circle is read by
-- whoever is in it at the moment of reading. Rosters, names and rules are lists of who needs to know (L40): members and friends have no grant on them.

-- What rules ask of an organisation, besides class, tier, sectors and prefecture.
alter table hub.organisation
  add column size text constraint organisation_size_known check (size in ('LARGE', 'MEDIUM', 'SMALL', 'MICRO')),
  -- What it can do with what it is told: read and act by hand, feed machines, or analyse and hunt by itself (PRV-3).
  add column capability text constraint organisation_capability_known check (capability in ('BASIC', 'AUTOMATED', 'ANALYTIC')),
  -- The circles it is in, held true by triggers and never written by a statement: policies and readers look at it like at `sectors`.
  add column circles uuid[] not null default '{}';

create table hub.circle (
  id uuid primary key,
  owner_organisation_id uuid not null references hub.organisation (id),
  name text not null,
  name_en text not null,
  purpose text not null,
  -- A fixed roster; null: the rule below decides, whose kinds must all hold, each by any one of its list; an empty list asks nothing.
  organisations uuid[],
  tiers text[] not null default '{}',
  sectors text[] not null default '{}',
  prefectures text[] not null default '{}',
  sizes text[] not null default '{}',
  capabilities text[] not null default '{}',
  version int not null default 1,
  created_at timestamptz not null,
  -- Nobody is in a circle that was closed, and it never opens again.
  closed_at timestamptz,
  constraint circle_roster_or_rule check ((organisations is null)
    = (cardinality(tiers) + cardinality(sectors) + cardinality(prefectures) + cardinality(sizes) + cardinality(capabilities) > 0)),
  constraint circle_tiers_known check (tiers <@ array['GOVERNMENT', 'MEMBER', 'FRIEND']),
  constraint circle_sizes_known check (sizes <@ array['LARGE', 'MEDIUM', 'SMALL', 'MICRO']),
  constraint circle_capabilities_known check (capabilities <@ array['BASIC', 'AUTOMATED', 'ANALYTIC'])
);

create table hub.circle_change (
  id bigint generated always as identity primary key,
  circle_id uuid not null references hub.circle (id),
  person_id uuid not null references hub.person (id),
  what text not null check (what in ('CREATED', 'CHANGED', 'CLOSED')),
  reason text not null,
  -- The circle as it stood afterwards.
  definition jsonb not null,
  -- The organisations in it afterwards.
  members uuid[] not null,
  at timestamptz not null default now()
);
create index circle_change_of on hub.circle_change (circle_id, id);

create function hub.circles_of(o hub.organisation) returns uuid[] language sql stable as $$
  select coalesce(array_agg(c.id order by c.id), '{}') from hub.circle c
  where c.closed_at is null and case when c.organisations is not null then o.id = any (c.organisations) else
    (cardinality(c.tiers) = 0 or o.tier = any (c.tiers)) and (cardinality(c.sectors) = 0 or o.sectors && c.sectors)
    and (cardinality(c.prefectures) = 0 or o.prefecture = any (c.prefectures)) and (cardinality(c.sizes) = 0 or o.size = any (c.sizes))
    and (cardinality(c.capabilities) = 0 or o.capability = any (c.capabilities)) end
$$;

-- One such change after the other: an organisation and a circle that come at once do not miss each other. Taken before any row is held.
create function hub.hold_circles() returns void language sql as $$ select pg_advisory_xact_lock(hashtext('noroshi circles')) $$;

create function hub.compute_circles() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.tier, new.sectors, new.prefecture, new.size, new.capability, new.circles)
      is not distinct from (old.tier, old.sectors, old.prefecture, old.size, old.capability, old.circles) then
    return new;
  end if;
  perform hub.hold_circles();
  new.circles := hub.circles_of(new);
  return new;
end $$;
-- Before `raise_epoch`, by its name: whoever comes into a circle or leaves it has other rights, and their sockets are told.
create trigger compute_circles before insert or update on hub.organisation for each row execute function hub.compute_circles();

create function hub.hold_circle() returns trigger language plpgsql as $$
begin
  perform hub.hold_circles();
  if tg_op = 'UPDATE' and (old.closed_at is not null or (new.id, new.owner_organisation_id, new.created_at) is distinct from (old.id, old.owner_organisation_id, old.created_at)) then
    raise exception 'a closed circle does not change, nor whose a circle is';
  end if;
  return new;
end $$;
create function hub.spread_circle() returns trigger language plpgsql as $$
begin
  update hub.organisation o set circles = hub.circles_of(o) where o.circles is distinct from hub.circles_of(o);
  return null;
end $$;
create trigger hold_circle before insert or update on hub.circle for each row execute function hub.hold_circle();
create trigger spread_circle after insert or update on hub.circle for each row execute function hub.spread_circle();

do $$
declare t text;
begin
  foreach t in array array['circle', 'circle_change'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    execute format('create policy migrator on hub.%I to hub_migrator using (true) with check (true)', t);
    -- Shown to those who address circles, answer for them or inspect.
    execute format($p$create policy government_reads on hub.%I for select to hub_government
      using ((select hub.drafting_organisation()) is not null or (select hub.is_administrator()) or (select hub.is_inspector()))$p$, t);
  end loop;
end $$;

-- The organ of government whose administrator the transaction runs for.
create function hub.administering_organisation() returns uuid language sql stable as $$
  select o.id from hub.person p join hub.organisation o on o.id = p.organisation_id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE' and o.tier = 'GOVERNMENT' and 'ADMINISTRATOR' = any (p.roles)
$$;
create policy administrator_creates on hub.circle for insert to hub_government
  with check (owner_organisation_id = (select hub.administering_organisation()));
create policy administrator_changes on hub.circle for update to hub_government
  using (owner_organisation_id = (select hub.administering_organisation())) with check (owner_organisation_id = (select hub.administering_organisation()));
create policy administrator_records on hub.circle_change for insert to hub_government
  with check (person_id = (select hub.current_person())
    and circle_id in (select c.id from hub.circle c where c.owner_organisation_id = (select hub.administering_organisation())));
grant select, insert (id, owner_organisation_id, name, name_en, purpose, organisations, tiers, sectors, prefectures, sizes, capabilities, created_at),
  update (name, name_en, purpose, organisations, tiers, sectors, prefectures, sizes, capabilities, version, closed_at) on hub.circle to hub_government;
grant select, insert (circle_id, person_id, what, reason, definition, members, at) on hub.circle_change to hub_government;
grant insert (size, capability), update (sectors, prefecture, size, capability, circles) on hub.organisation to hub_government;
grant select (circles) on hub.organisation to hub_worker;

-- A label names its circles.
alter table hub.label add column circles uuid[] not null default '{}';
alter table hub.edition_draft add column circles uuid[] not null default '{}';

-- The second wall, written anew with the circles and otherwise as it was (004).
drop policy government_reads on hub.label;
drop policy member_reads on hub.label;
drop policy friend_reads on hub.label;
do $$
declare receives text := $c$
  (label.category = 'NOTICE' and label.to_public and 'PUBLIC' = any (label.consented_tiers))
  or exists (
    select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = (select hub.current_person()) and p.active and o.state = 'ACTIVE' and o.tier = any (label.consented_tiers)
      and (label.everyone or o.sectors && label.sectors or o.circles && label.circles or o.id = any (label.organisations) or p.id = any (label.people))
      and not o.id = any (label.excluded_organisations)
      and (label.category = 'NOTICE'
           or ((o.tier = 'GOVERNMENT' or (o.tier = 'MEMBER' and label.category = 'PROVISION'))
               and p.clearance_rank >= label.required_rank and p.clearance_valid_until > now() and o.safeguards_valid_until > now())))
$c$;
begin
  execute format('create or replace function hub.readable_labels() returns int[] language sql stable as $f$
    select coalesce(array_agg(label.id order by label.id), %L) from hub.label where %s $f$', '{}', receives);
  execute format('create policy government_reads on hub.label for select to hub_government
    using ((select hub.drafting_organisation()) is not null or (select hub.is_inspector()) or (select hub.system_purpose()) = %L or %s)', 'push', receives);
  execute format('create policy member_reads on hub.label for select to hub_member
    using (category in (%L, %L) and ((select hub.system_purpose()) = %L or %s))', 'PROVISION', 'NOTICE', 'push', receives);
  execute format('create policy friend_reads on hub.label for select to hub_friend
    using (category = %L and ((select hub.system_purpose()) = %L or %s))', 'NOTICE', 'push', receives);
end $$;

-- Who can sign in at all, for who composes an audience: that a credential was made once, and nothing of it. Written by the person's own enrolment.
create table hub.enrolled_person (
  person_id uuid primary key references hub.person (id),
  at timestamptz not null default now()
);
alter table hub.enrolled_person enable row level security;
alter table hub.enrolled_person force row level security;
create policy migrator on hub.enrolled_person to hub_migrator using (true) with check (true);
create policy government_reads on hub.enrolled_person for select to hub_government using ((select hub.current_person()) is not null);
create policy enrols on hub.enrolled_person for insert to hub_government, hub_member, hub_friend
  with check (person_id = (select hub.current_person()) and (select hub.presents_enrolment()));
grant select on hub.enrolled_person to hub_government;
grant insert (person_id) on hub.enrolled_person to hub_government, hub_member, hub_friend;
create function hub.note_enrolment() returns trigger language plpgsql as $$
begin
  insert into hub.enrolled_person (person_id) values (new.person_id) on conflict do nothing;
  return null;
end $$;
create trigger note_enrolment after insert on hub.credential for each row execute function hub.note_enrolment();
insert into hub.enrolled_person (person_id) select person_id from hub.credential;
