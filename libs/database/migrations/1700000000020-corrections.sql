-- Corrections: an edition is replaced by one of its own id, and leaves force as a recalled one does: `recalled_at` is the one column that
-- every wall asks, so none can forget the new state. What the edition said before is kept beside the new one, for those who had it.
alter table hub.edition drop constraint edition_product_id_category_key;
create unique index edition_in_force on hub.edition (product_id, category) where recalled_at is null;

alter table hub.product_event
  drop constraint product_event_what_check,
  add constraint product_event_what_check check (what in
    ('DRAFTED', 'REVISED', 'SUBMITTED', 'RETURNED', 'OVERRULED', 'RELEASED', 'RECALLED', 'CORRECTING', 'CORRECTED'));

alter table hub.outbox drop constraint outbox_kind_check, add constraint outbox_kind_check check (kind in ('RELEASED', 'RECALLED', 'CORRECTED'));
alter table hub.inbox drop constraint inbox_kind_check, add constraint inbox_kind_check check (kind in ('RELEASED', 'RECALLED', 'CORRECTED')),
  -- When the recipient said that it is removed from where they had put it: of a recall alone.
  add column removed_at timestamptz,
  add constraint inbox_removed check (removed_at is null or kind = 'RECALLED');
grant update (removed_at) on hub.inbox to hub_government, hub_member, hub_friend;

-- Who took which edition by which way: one row for a person, a way and a day (UTC).
create table hub.edition_use (
  edition_id uuid not null references hub.edition (id),
  person_id uuid not null references hub.person (id),
  kind text not null check (kind in ('OPENED', 'BUNDLE', 'MISP', 'CSAF', 'PDF', 'MARKDOWN')),
  day date not null default (now() at time zone 'UTC')::date,
  tier text not null,
  first_at timestamptz not null default now(),
  primary key (edition_id, person_id, kind, day)
);
create index edition_use_of_person on hub.edition_use (person_id, edition_id);

-- What a corrected edition replaced, one row for each edition before it, with the earlier words: readable to those who had those, may
-- still receive them, and may read the new ones. To everybody else the new edition is a first one.
create table hub.edition_correction (
  edition_id uuid not null,
  earlier_id uuid not null references hub.edition (id),
  label_id int not null,
  category text not null,
  earlier_label_id int not null references hub.label (id),
  reference text not null,
  title text not null,
  summary text not null,
  body text not null,
  indicators jsonb not null,
  released_at timestamptz not null,
  corrected_at timestamptz not null,
  primary key (edition_id, earlier_id),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category)
);
create index edition_correction_of_earlier on hub.edition_correction (earlier_id);

do $$
declare t text; login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_correction.edition_id and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
  had text := $c$ (exists (select 1 from hub.inbox i where i.person_id = (select hub.current_person()) and i.edition_id = edition_correction.earlier_id and i.kind <> 'RECALLED')
    or exists (select 1 from hub.edition_use u where u.person_id = (select hub.current_person()) and u.edition_id = edition_correction.earlier_id)) $c$;
begin
  foreach t in array array['edition_use', 'edition_correction'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values
      ('hub_government', 'GOVERNMENT', 'true'),
      ('hub_member', 'MEMBER', $w$ category in ('PROVISION', 'NOTICE') $w$),
      ('hub_friend', 'FRIEND', $w$ category = 'NOTICE' $w$)) v (name, tier, categories) loop
    execute format('create policy %1$s_had on hub.edition_correction for select to %1$s using (%2$s and label_id = any ((select hub.readable_labels())::int[])
        and earlier_label_id = any ((select hub.readable_labels())::int[]) and %3$s and %4$s)', login.name, login.categories, in_force, had);
    execute format('grant select on hub.edition_correction to %I', login.name);
    execute format('create policy %1$s_own on hub.edition_use for select to %1$s using (tier = %2$L and person_id = (select hub.current_person()))', login.name, login.tier);
    -- Of what they can see alone.
    execute format('create policy %1$s_uses on hub.edition_use for insert to %1$s with check (tier = %2$L and person_id = (select hub.current_person())
        and exists (select 1 from hub.edition e where e.id = edition_id))', login.name, login.tier);
    execute format('grant select, insert on hub.edition_use to %I', login.name);
  end loop;
end $$;

-- Those who make it see how it went on, and who used it (L37); inspectors everything (OVS-2).
do $$
declare t text;
begin
  foreach t in array array['edition_use', 'edition_correction'] loop
    execute format('create policy owners_read on hub.%I for select to hub_government
      using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())
        and (e.category = %L or e.label_id in (select l.id from hub.label l where l.required_rank <= (select hub.drafting_rank())))))', t, 'NOTICE');
    execute format('create policy inspectors_read on hub.%I for select to hub_government using ((select hub.is_inspector()))', t);
  end loop;
end $$;
create policy officers_release on hub.edition_correction for insert to hub_government
  with check (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
grant insert on hub.edition_correction to hub_government;
-- Who is told is decided by who had what; what it said is not the worker's.
create policy worker_dispatches on hub.edition_correction for select to hub_worker using (true);
create policy worker_dispatches on hub.edition_use for select to hub_worker using (true);
grant select (edition_id, earlier_id) on hub.edition_correction to hub_worker;
grant select (edition_id, person_id, tier) on hub.edition_use to hub_worker;
