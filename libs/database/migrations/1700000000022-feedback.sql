-- What recipients say of what they were sent: whether it was of use and what they did (ANA-4, PRV-4), and what they saw of its
-- indicators (SHR-4). Appended, never changed; the newest of a person counts. Of an edition, so that what is said of one never shows
-- under another of the same product.

create table hub.edition_feedback (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid not null,
  label_id int not null,
  category text not null,
  person_id uuid not null references hub.person (id),
  organisation_id uuid not null references hub.organisation (id),
  usefulness text check (usefulness in ('USEFUL', 'PARTLY', 'NOT_USEFUL')),
  actions text[] not null check (actions <@ array['REVIEWED', 'BLOCKED', 'HUNTED', 'PATCHED', 'FORWARDED', 'NOTHING']
    and (not 'NOTHING' = any (actions) or cardinality(actions) = 1)),
  note text not null check (length(note) <= 2000),
  -- Of the database's clock, and of nobody else's.
  at timestamptz not null default clock_timestamp(),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  constraint edition_feedback_says_something check (usefulness is not null or cardinality(actions) > 0 or note <> '')
);
create index edition_feedback_newest on hub.edition_feedback (edition_id, person_id, at desc);

create table hub.indicator_report (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid not null,
  label_id int not null,
  category text not null,
  stix_id text not null check (length(stix_id) <= 300),
  person_id uuid not null references hub.person (id),
  organisation_id uuid not null references hub.organisation (id),
  -- As its people read it, for the recipients to whom it is shown with the name: they cannot read each other's organisations.
  organisation_name text not null,
  verdict text not null check (verdict in ('SIGHTING', 'FALSE_POSITIVE', 'WITHDRAWN')),
  sightings int not null check (sightings between 0 and 999999999 and (verdict = 'SIGHTING') = (sightings > 0)),
  first_seen timestamptz,
  last_seen timestamptz,
  visibility text not null check (visibility in ('GOVERNMENT', 'ANONYMISED', 'NAMED')),
  note text not null check (length(note) <= 2000),
  at timestamptz not null default clock_timestamp(),
  tallied boolean not null default false,
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  check (verdict = 'SIGHTING' or (first_seen is null and last_seen is null)),
  check (last_seen >= first_seen)
);
create index indicator_report_newest on hub.indicator_report (edition_id, stix_id, person_id, at desc);
create index indicator_report_waiting on hub.indicator_report (edition_id, stix_id) where not tallied;

-- What other recipients of the edition are shown: numbers, and names where the reporter said so. The worker counts, because no
-- recipient may read another's report; what identifies by being few is never written down here.
create table hub.report_tally (
  edition_id uuid not null,
  label_id int not null,
  category text not null,
  stix_id text not null,
  verdict text not null check (verdict in ('SIGHTING', 'FALSE_POSITIVE')),
  part text not null check (part in ('ALL', 'SECTOR', 'NAMED')),
  -- Id of a sector, or name of an organisation.
  who text not null check ((part = 'ALL') = (who = '')),
  -- Of the organisation that is named: readers below it are not told that it is there.
  tier text not null check (tier in ('', 'GOVERNMENT', 'MEMBER', 'FRIEND') and (part = 'NAMED') = (tier <> '')),
  organisations int not null check (organisations > 0),
  sightings bigint not null,
  first_seen timestamptz,
  last_seen timestamptz,
  primary key (edition_id, stix_id, verdict, part, who, tier),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  constraint report_tally_sector_hides_who check (part <> 'SECTOR' or organisations >= 3)
);

do $$
declare t text; login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_id and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
begin
  foreach t in array array['edition_feedback', 'indicator_report', 'report_tally'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values
      ('hub_government', 'true', $n$ true $n$),
      ('hub_member', $w$ category in ('PROVISION', 'NOTICE') $w$, $n$ tier in ('', 'MEMBER', 'FRIEND') $n$),
      ('hub_friend', $w$ category = 'NOTICE' $w$, $n$ tier in ('', 'FRIEND') $n$)) v (name, categories, named) loop
    foreach t in array array['edition_feedback', 'indicator_report'] loop
      execute format($p$create policy %1$s_own on hub.%2$I for select to %1$s using (person_id = (select hub.current_person()))$p$, login.name, t);
    end loop;
    execute format($p$create policy %1$s_says on hub.edition_feedback for insert to %1$s
      with check (person_id = (select hub.current_person()) and organisation_id = (select hub.contributing_organisation())
        and %2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)$p$, login.name, login.categories, in_force);
    execute format($p$create policy %1$s_reports on hub.indicator_report for insert to %1$s
      with check (person_id = (select hub.current_person()) and organisation_id = (select hub.contributing_organisation())
        and organisation_name = (select o.name from hub.organisation o where o.id = (select hub.contributing_organisation()))
        and %2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)$p$, login.name, login.categories, in_force);
    execute format($p$create policy %1$s_receives on hub.report_tally for select to %1$s
      using (%2$s and %3$s and label_id = any ((select hub.readable_labels())::int[]) and %4$s)$p$, login.name, login.categories, login.named, in_force);
    execute format('grant select, insert (edition_id, label_id, category, person_id, organisation_id, usefulness, actions, note) on hub.edition_feedback to %I', login.name);
    execute format('grant select, insert (edition_id, label_id, category, stix_id, person_id, organisation_id, organisation_name, verdict, sightings,
      first_seen, last_seen, visibility, note) on hub.indicator_report to %I', login.name);
    execute format('grant select on hub.report_tally to %I', login.name);
  end loop;
  foreach t in array array['edition_feedback', 'indicator_report'] loop
    -- The edition is looked up under its own policies: an office reads what was said of its editions up to its people's clearance.
    execute format('create policy makers_read on hub.%I for select to hub_government
      using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())))', t);
    execute format('create policy inspectors_read on hub.%I for select to hub_government using ((select hub.is_inspector()))', t);
  end loop;
end $$;
create policy inspectors_read on hub.report_tally for select to hub_government using ((select hub.is_inspector()));
create policy worker_counts on hub.indicator_report to hub_worker using (true) with check (true);
create policy worker_counts on hub.report_tally to hub_worker using (true) with check (true);
grant select (edition_id, label_id, category, stix_id, person_id, organisation_id, organisation_name, verdict, sightings, first_seen, last_seen,
  visibility, at, tallied), update (tallied) on hub.indicator_report to hub_worker;
grant select, insert, delete on hub.report_tally to hub_worker;

-- A contributor is told when what it sent was taken into the store; only analysts may say so.
alter table hub.contribution add column taken_at timestamptz;
create policy analysts_take on hub.contribution for update to hub_government
  using ((select hub.may_use_store())) with check ((select hub.may_use_store()));
grant update (taken_at) on hub.contribution to hub_government;
alter table hub.contribution no force row level security;
alter table hub.bundle_import no force row level security;
update hub.contribution c set taken_at = i.started_at from hub.bundle_import i where i.id = c.id;
alter table hub.contribution force row level security;
alter table hub.bundle_import force row level security;
