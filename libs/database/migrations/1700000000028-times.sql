-- Times as they were said: an instant with the name of the time zone of whoever said it, by which it is shown again.
alter table hub.edition_draft
  add column embargo_zone text not null default 'Asia/Tokyo' check (embargo_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$'),
  add column expires_zone text not null default 'Asia/Tokyo' check (expires_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$'),
  add constraint edition_draft_embargo_before_expiry check (embargo_until is null or expires_at is null or embargo_until < expires_at) not valid;
alter table hub.edition
  add column embargo_zone text not null default 'Asia/Tokyo',
  add column expires_zone text not null default 'Asia/Tokyo',
  -- A scheduled release that was called off before its time: nobody outside ever learns that there was one. It is out of force like what was recalled.
  add column called_off_at timestamptz check (called_off_at is null or recalled_at is not null);
grant select (embargo_zone, expires_zone) on hub.edition to hub_member, hub_friend, hub_public;
grant update (called_off_at) on hub.edition to hub_government;

-- A released edition is immutable; only its recall, or that it was called off, may be written, once.
create or replace function hub.hold_edition() returns trigger language plpgsql as $$
begin
  if old.recalled_at is not null then
    raise exception 'a recalled edition does not change';
  end if;
  if to_jsonb(new) - 'recalled_at' - 'recall_reason' - 'called_off_at' is distinct from to_jsonb(old) - 'recalled_at' - 'recall_reason' - 'called_off_at'
    or (new.called_off_at is not null and new.recalled_at is null) then
    raise exception 'a released edition is immutable';
  end if;
  return new;
end $$;

-- A release that was decided for a stated time (予約発出): until then it is scheduled, from then on it is a release like any other.
alter table hub.product
  add column scheduled_for timestamptz,
  add column scheduled_zone text,
  add constraint product_schedule check ((scheduled_for is null) = (scheduled_zone is null));
alter table hub.product_event
  drop constraint product_event_what_check,
  add constraint product_event_what_check check (what in
    ('DRAFTED', 'REVISED', 'SUBMITTED', 'RETURNED', 'OVERRULED', 'RELEASED', 'RECALLED', 'CORRECTING', 'CORRECTED', 'SCHEDULED', 'CALLED_OFF'));

-- What somebody may have read is recalled, never called off; asked at the commit, because a transaction may wait.
create function hub.hold_calling_off() returns trigger language plpgsql as $$
begin
  if new.called_off_at is not null and (new.embargo_until is null or new.embargo_until <= clock_timestamp()) then
    raise exception 'what has come into force is recalled, not called off';
  end if;
  return null;
end $$;
create constraint trigger hold_calling_off after update on hub.edition deferrable initially deferred
  for each row when (old.called_off_at is distinct from new.called_off_at) execute function hub.hold_calling_off();

-- That an edition has expired, for those who had it: they are told what they had, and no word of what it said. Written at the release.
create table hub.edition_expiry (
  edition_id uuid primary key references hub.edition (id),
  reference text not null,
  expires_at timestamptz not null,
  zone text not null
);
alter table hub.edition_expiry enable row level security;
alter table hub.edition_expiry force row level security;
create policy migrator on hub.edition_expiry to hub_migrator using (true) with check (true);
do $$
declare login text;
begin
  foreach login in array array['hub_government', 'hub_member', 'hub_friend'] loop
    execute format('create policy %1$s_had on hub.edition_expiry for select to %1$s using (expires_at <= now() and (
      exists (select 1 from hub.inbox i where i.person_id = (select hub.current_person()) and i.edition_id = edition_expiry.edition_id and i.kind <> %2$L)
      or exists (select 1 from hub.edition_use u where u.person_id = (select hub.current_person()) and u.edition_id = edition_expiry.edition_id)))', login, 'RECALLED');
    execute format('grant select on hub.edition_expiry to %I', login);
  end loop;
end $$;
create policy officers_release on hub.edition_expiry for insert to hub_government
  with check (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
grant insert on hub.edition_expiry to hub_government;

-- Those of before. The migrator sees no edition otherwise.
create policy migrator_reads on hub.edition for select to hub_migrator using (true);
insert into hub.edition_expiry (edition_id, reference, expires_at, zone)
  select id, reference, expires_at, expires_zone from hub.edition where expires_at is not null;
drop policy migrator_reads on hub.edition;

-- What expires next, for its makers.
create index edition_expiring on hub.edition (expires_at, id) where expires_at is not null and recalled_at is null;
