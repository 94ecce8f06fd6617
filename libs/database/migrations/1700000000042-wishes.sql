-- Who is told, when and how, as each person wishes it (PRV-2, PRV-4): ADR 0039.

-- One person's wishes; without a row: at once, of everything, by every channel.
create table hub.wishes (
  person_id uuid primary key references hub.person (id),
  tier text not null,
  time_zone text not null check (length(time_zone) between 1 and 64),
  -- Minutes of their day, from and until; over midnight where it ends before it begins.
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  -- Saturdays, Sundays and the holidays of Japan are quiet all day.
  quiet_days_off boolean not null,
  priority_breaks_quiet boolean not null,
  digest text not null check (digest in ('NONE', 'HOURLY', 'DAILY', 'WEEKLY')),
  digest_hour smallint not null check (digest_hour between 0 and 23),
  -- 1 is Monday (ISO 8601).
  digest_weekday smallint not null check (digest_weekday between 1 and 7),
  muted_until timestamptz,
  -- What leaves the portal; of an empty list everything does.
  sectors text[] not null check (cardinality(sectors) <= 50),
  kinds text[] not null check (cardinality(kinds) <= 20),
  min_severity text check (min_severity in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  actors text[] not null check (cardinality(actors) <= 50),
  technologies text[] not null check (cardinality(technologies) <= 50),
  changed_at timestamptz not null default now(),
  constraint wishes_quiet_hours check ((quiet_from is null and quiet_until is null) or (quiet_from is not null and quiet_until is not null and quiet_from <> quiet_until))
);

-- Which wish put it off, and until when; a mail that waited leaves with all others that waited, and names the one row by which they were sent.
alter table hub.delivery
  add column put_off text check (put_off in ('MUTED', 'QUIET_HOURS', 'DAY_OFF', 'DIGEST', 'BURST')),
  add column put_off_until timestamptz,
  add column sent_with uuid,
  add constraint delivery_put_off check ((put_off is null) = (put_off_until is null)),
  -- By policy, not by taste.
  add constraint delivery_emergency_waits_for_nothing check (urgency <> 'EMERGENCY' or put_off is null);
create index on hub.delivery (sent_with) where sent_with is not null;

-- Of a NOTICE whom and what it is about, as its objects name it: what a wish may ask for. Of anything above it nothing is kept outside (CLR-4).
alter table hub.notice_words
  add column actors text[] not null default '{}',
  add column technologies text[] not null default '{}';
grant select (severity) on hub.edition to hub_worker;

alter table hub.wishes enable row level security;
alter table hub.wishes force row level security;
do $$
declare login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_id and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
begin
  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    execute format('create policy %1$s_own on hub.wishes to %1$s using (tier = %2$L and person_id = (select hub.current_person()))
      with check (tier = %2$L and person_id = (select hub.current_person()))', login.name, login.tier);
    execute format('grant select, insert, update on hub.wishes to %I', login.name);
    -- What waits is planned again by whoever changed their wishes; no news is planned meanwhile, because its number is drawn under this lock.
    execute format('create policy %1$s_locks_own on hub.inbox_counter to %1$s using (person_id = (select hub.current_person())) with check (false)', login.name);
    execute format('grant select (person_id), update (person_id) on hub.inbox_counter to %I', login.name);
    execute format('create policy %1$s_own_told on hub.delivery for select to %1$s using (person_id = (select hub.current_person()))', login.name);
    execute format($p$create policy %1$s_plans_again on hub.delivery for update to %1$s
      using (person_id = (select hub.current_person()) and state = 'QUEUED' and attempts = 0 and urgency <> 'EMERGENCY')
      with check (person_id = (select hub.current_person()) and attempts = 0 and (state = 'QUEUED' or (state = 'WITHDRAWN' and reason in ('UNWISHED', 'NOT_SUBSCRIBED'))))$p$, login.name);
    execute format('grant select (seq, purpose, edition_id, sent_at, put_off, put_off_until), update (put_off, put_off_until) on hub.delivery to %I', login.name);
    execute format($p$create policy %1$s_topics on hub.notice_words for select to %1$s
      using (label_id = any ((select hub.readable_labels())::int[]) and %2$s)$p$, login.name, in_force);
    execute format('grant select (edition_id, label_id, actors, technologies) on hub.notice_words to %I', login.name);
  end loop;
end $$;
create policy worker_plans on hub.wishes for select to hub_worker using (true);
grant select on hub.wishes to hub_worker;
grant update (put_off, put_off_until, sent_with) on hub.delivery to hub_worker;
