-- Kinds of products (ANA-3) and the hunt that an edition may carry (HNT-1), with what its recipients answer.

-- NOTICE was the name of a category and of a kind; the kind is PUBLIC_NOTICE. No hub had released one: its signature would name the old kind.
alter table hub.product drop constraint product_kind_check;
alter table hub.product no force row level security;
alter table hub.edition no force row level security;
alter table hub.edition disable trigger hold_edition;
update hub.product set kind = 'PUBLIC_NOTICE' where kind = 'NOTICE';
update hub.edition set kind = 'PUBLIC_NOTICE' where kind = 'NOTICE';
alter table hub.edition enable trigger hold_edition;
alter table hub.edition force row level security;
alter table hub.product force row level security;
alter table hub.product add constraint product_kind_check check (kind in
  ('BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'VULNERABILITY_NOTICE', 'HUNT_PACKAGE', 'PUBLIC_NOTICE', 'WEEKLY_DIGEST'));

-- Read whole with its edition and under its policies, so no table of its own. In work with its flags, released without them.
alter table hub.edition_draft add column hunt jsonb check (jsonb_typeof(hunt -> 'queries') = 'array');
alter table hub.edition add column hunt jsonb check (jsonb_typeof(hunt -> 'queries') = 'array' and not hunt ?| array['containsSecret', 'containsCommInfo', 'identifiesPerson']);
grant select (hunt) on hub.edition to hub_member, hub_friend, hub_public;

-- What an organisation answers to a hunt. Appended, never changed; the newest of an organisation counts.
create table hub.hunt_answer (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid not null,
  label_id int not null,
  category text not null,
  person_id uuid not null references hub.person (id),
  organisation_id uuid not null references hub.organisation (id),
  answer text not null check (answer in ('FOUND', 'NOT_FOUND', 'NOT_ABLE')),
  looked_from timestamptz,
  looked_until timestamptz,
  note text not null check (length(note) <= 2000),
  -- What was found, as the organisation contributed it. No foreign key, by which others' could be asked for.
  contribution_id uuid check (contribution_id is null or answer = 'FOUND'),
  at timestamptz not null default clock_timestamp(),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  check (answer <> 'NOT_ABLE' or (looked_from is null and looked_until is null)),
  check (looked_until >= looked_from)
);
create index hunt_answer_newest on hub.hunt_answer (edition_id, organisation_id, at desc);
alter table hub.hunt_answer enable row level security;
alter table hub.hunt_answer force row level security;

do $$
declare login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_id and e.hunt is not null and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
begin
  for login in select * from (values
      ('hub_government', 'true'),
      ('hub_member', $w$ category in ('PROVISION', 'NOTICE') $w$),
      ('hub_friend', $w$ category = 'NOTICE' $w$)) v (name, categories) loop
    -- An organisation's answer is its people's, as far as they may read what was asked.
    execute format($p$create policy %1$s_of_organisation on hub.hunt_answer for select to %1$s
      using (organisation_id = (select hub.contributing_organisation()) and %2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)$p$,
      login.name, login.categories, in_force);
    execute format($p$create policy %1$s_answers on hub.hunt_answer for insert to %1$s
      with check (person_id = (select hub.current_person()) and organisation_id = (select hub.contributing_organisation())
        and %2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s
        and (contribution_id is null or contribution_id in (select c.id from hub.contribution c where c.organisation_id = (select hub.contributing_organisation()))))$p$,
      login.name, login.categories, in_force);
    execute format('grant select, insert (edition_id, label_id, category, person_id, organisation_id, answer, looked_from, looked_until, note, contribution_id)
      on hub.hunt_answer to %I', login.name);
  end loop;
end $$;
-- The edition is looked up under its own policies: an office reads what was answered to its editions up to its people's clearance.
create policy makers_read on hub.hunt_answer for select to hub_government
  using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())));
create policy inspectors_read on hub.hunt_answer for select to hub_government using ((select hub.is_inspector()));
