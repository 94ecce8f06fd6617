-- TAXII 2.1: the STIX objects of released editions as single rows in their senders' own text, the instant at which each edition
-- was added to its collections, and what organisations contribute.

-- Written with the edition and as immutable; readable exactly when the edition is in force and meant for the reader. Label and
-- category stand on the row, so that integers are compared.
alter table hub.edition add constraint edition_label unique (id, label_id, category);
create table hub.edition_object (
  edition_id uuid not null,
  position int not null check (position >= 0),
  label_id int not null,
  category text not null,
  stix_id text not null,
  type text not null,
  version text not null,
  -- Orders versions exactly, whatever their number of decimals.
  version_order numeric not null,
  document text not null,
  primary key (edition_id, position),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category)
);
-- By category, so that rows of other categories are not even looked at: the order of versions is not leakproof to compare.
create index edition_object_version on hub.edition_object (stix_id, category, version_order);

-- When an edition came into its collections. Object `position` was added that many microseconds after `added_at`; the ranges
-- of one label never overlap, and the dispatcher commits no range that is not over.
create table hub.edition_added (
  edition_id uuid primary key,
  label_id int not null,
  category text not null,
  added_at timestamptz not null,
  last_at timestamptz not null,
  check (last_at >= added_at)
);
create index edition_added_walk on hub.edition_added (label_id, last_at, edition_id);

-- That an edition was recalled, for those who were told of it; no word of what it said.
create table hub.edition_tombstone (
  edition_id uuid primary key,
  label_id int not null,
  category text not null,
  kind text not null,
  reference text not null,
  released_at timestamptz not null,
  recalled_at timestamptz not null,
  added_at timestamptz not null
);
create index edition_tombstone_walk on hub.edition_tombstone (label_id, added_at, edition_id);

do $$
declare t text; login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_id and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
  told text := $c$ exists (select 1 from hub.inbox i where i.person_id = (select hub.current_person()) and i.edition_id = edition_tombstone.edition_id and i.kind = 'RECALLED') $c$;
begin
  foreach t in array array['edition_object', 'edition_added', 'edition_tombstone'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values
      ('hub_government', 'true', 'readable_labels'),
      ('hub_member', $w$ category in ('PROVISION', 'NOTICE') $w$, 'readable_labels'),
      ('hub_friend', $w$ category = 'NOTICE' $w$, 'readable_labels'),
      ('hub_public', $w$ category = 'NOTICE' $w$, 'public_labels')) v (name, categories, labels) loop
    foreach t in array array['edition_object', 'edition_added'] loop
      execute format('create policy %1$s_receives on hub.%2$I for select to %1$s using (%3$s and label_id = any ((select hub.%4$s())::int[]) and %5$s)',
        login.name, t, login.categories, login.labels, in_force);
      execute format('grant select on hub.%I to %I', t, login.name);
    end loop;
    if login.name <> 'hub_public' then
      execute format('create policy %1$s_told on hub.edition_tombstone for select to %1$s using (%2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)',
        login.name, login.categories, told);
      execute format('grant select on hub.edition_tombstone to %I', login.name);
    end if;
  end loop;
  foreach t in array array['edition_added', 'edition_tombstone'] loop
    execute format('create policy worker_adds on hub.%I to hub_worker using (true) with check (true)', t);
    execute format('grant select, insert on hub.%I to hub_worker', t);
  end loop;
end $$;
create policy officers_release on hub.edition_object for insert to hub_government
  with check (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
grant insert on hub.edition_object to hub_government;
-- How many objects, so that ranges do not overlap, and which kind of product, which names a collection.
grant select (object_count, kind) on hub.edition to hub_worker;

-- Contributions: what an organisation sends in over TAXII. Its own people see the status, analysts of the government the objects.
alter table hub.api_key drop constraint api_key_scopes_known;
alter table hub.api_key add constraint api_key_scopes_known
  check (scopes <@ array['read', 'acknowledge', 'contribute', 'import', 'draft', 'release', 'administer']);

create function hub.contributing_organisation() returns uuid language sql stable as $$
  select o.id from hub.person p join hub.organisation o on o.id = p.organisation_id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE'
$$;

create table hub.contribution (
  id uuid primary key,
  organisation_id uuid not null references hub.organisation (id),
  person_id uuid not null references hub.person (id),
  received_at timestamptz not null,
  total_count int not null check (total_count > 0),
  failure_count int not null check (failure_count between 0 and total_count)
);
create index contribution_listing on hub.contribution (received_at desc, id desc);
create table hub.contribution_object (
  contribution_id uuid not null references hub.contribution (id),
  position int not null,
  organisation_id uuid not null,
  stix_id text not null,
  version text not null,
  -- Why it was refused; null when it was taken.
  failure text,
  digest bytea,
  -- The object in the sender's own text; null when it was refused, or when the organisation had sent the same before.
  document text,
  primary key (contribution_id, position)
);
create index contribution_object_content on hub.contribution_object (organisation_id, stix_id, digest);

do $$
declare t text; login record;
begin
  foreach t in array array['contribution', 'contribution_object'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    for login in select * from (values ('hub_government'), ('hub_member'), ('hub_friend')) v (name) loop
      execute format('create policy %1$s_own on hub.%2$I for select to %1$s using (organisation_id = (select hub.contributing_organisation()))', login.name, t);
      execute format('grant select, insert on hub.%I to %I', t, login.name);
    end loop;
    execute format('create policy analysts_read on hub.%I for select to hub_government using ((select hub.may_use_store()))', t);
  end loop;
  for login in select * from (values ('hub_government'), ('hub_member'), ('hub_friend')) v (name) loop
    execute format($p$create policy %1$s_contributes on hub.contribution for insert to %1$s
      with check (organisation_id = (select hub.contributing_organisation()) and person_id = (select hub.current_person()))$p$, login.name);
    execute format($p$create policy %1$s_contributes on hub.contribution_object for insert to %1$s
      with check (organisation_id = (select hub.contributing_organisation())
        and contribution_id in (select c.id from hub.contribution c where c.person_id = (select hub.current_person())))$p$, login.name);
  end loop;
end $$;
