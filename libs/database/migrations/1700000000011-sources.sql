-- What comes in by itself: sources, how their pulls went, and which pull brought an object. Government only. The worker pulls by the
-- purpose 'pull': it writes into the store and never reads a document or a name back.

create table hub.source (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('TAXII', 'MISP_FEED', 'DOCUMENT', 'CSV', 'JSON', 'RSS')),
  url text not null check (length(url) between 1 and 2000),
  -- Of a TAXII source: id or alias of the collection at the API root `url`.
  collection text check ((kind = 'TAXII') = (collection is not null)),
  interval_seconds int not null check (interval_seconds between 60 and 2592000),
  originator text not null check (length(originator) between 1 and 200),
  -- The label of what it brings. Nobody knows better: as restrictive as can be.
  contains_secret boolean not null default true,
  contains_comm_info boolean not null default true,
  identifies_person boolean not null default true,
  tlp text not null default 'TLP:RED' check (tlp in ('TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED')),
  strictness text not null check (strictness in ('refuse', 'accept-with-warning')),
  -- Whether it may bring versions of objects that somebody else brought first.
  revises_others boolean not null default false,
  mapping jsonb,
  credential_kind text check (credential_kind in ('basic', 'bearer')),
  -- Sealed to the workers' key and bound to this source and to the origin of its URL.
  credential_sealed text,
  enabled boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check ((credential_kind is null) = (credential_sealed is null))
);
create unique index source_name on hub.source (lower(name));

-- Who changed what of a source, and when; never a credential.
create table hub.source_change (
  source_id uuid not null references hub.source (id),
  position int not null,
  changed_at timestamptz not null,
  changed_by uuid not null references hub.person (id),
  changes jsonb not null,
  primary key (source_id, position)
);

-- How it goes with a source; written by workers alone.
create table hub.source_state (
  source_id uuid primary key references hub.source (id),
  cursor jsonb,
  -- Null: at the next look.
  due_at timestamptz,
  lease uuid,
  leased_until timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  failing_since timestamptz,
  consecutive_failures int not null default 0,
  -- Reason and sentences of the last failure.
  failure jsonb
);

-- Every pull, asked for by a person or due by itself; its receipt is the import of the same id, when anything came. A trial stores nothing.
create table hub.pull (
  id uuid primary key,
  source_id uuid references hub.source (id),
  kind text not null check (kind in ('PULL', 'TRIAL')),
  state text not null check (state in ('REQUESTED', 'RUNNING', 'DONE', 'FAILED')),
  requested_by uuid references hub.person (id),
  requested_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  pages int not null default 0,
  bytes_read bigint not null default 0,
  objects_read int not null default 0,
  stored int not null default 0,
  known int not null default 0,
  changed int not null default 0,
  refused int not null default 0,
  warnings int not null default 0,
  failure jsonb,
  -- Of a trial: the source as it would be, and what would come.
  draft jsonb,
  found jsonb,
  check ((kind = 'TRIAL') = (draft is not null)),
  check (kind = 'TRIAL' or source_id is not null)
);
create index pull_history on hub.pull (source_id, requested_at desc, id desc);
create index pull_requested on hub.pull (requested_at) where state = 'REQUESTED';

-- Provenance: an object names its import, and an import that nobody uploaded names its source.
alter table hub.bundle_import alter column imported_by drop not null;
alter table hub.bundle_import add column source_id uuid references hub.source (id);
alter table hub.bundle_import add constraint bundle_import_from_somewhere check ((imported_by is null) = (source_id is not null));

create function hub.may_see_sources() returns boolean language sql stable as $$
  select hub.is_administrator() or hub.may_use_store()
$$;
do $$
declare t text;
begin
  foreach t in array array['source', 'source_change', 'source_state', 'pull'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    execute format('create policy government_sees on hub.%I for select to hub_government using ((select hub.may_see_sources()))', t);
    execute format('grant select on hub.%I to hub_government', t);
  end loop;
  foreach t in array array['source_state', 'pull', 'bundle_import', 'bundle_import_remark', 'stix_object'] loop
    execute format($p$create policy worker_pulls on hub.%I to hub_worker using ((select hub.system_purpose()) = 'pull') with check ((select hub.system_purpose()) = 'pull')$p$, t);
  end loop;
end $$;
create policy administrators_set_up on hub.source for insert to hub_government with check ((select hub.is_administrator()));
create policy administrators_change on hub.source for update to hub_government
  using ((select hub.is_administrator())) with check ((select hub.is_administrator()));
create policy administrators_record on hub.source_change for insert to hub_government
  with check ((select hub.is_administrator()) and changed_by = (select hub.current_person()));
create policy government_asks on hub.pull for insert to hub_government
  with check (state = 'REQUESTED' and requested_by = (select hub.current_person())
    and ((select hub.is_administrator()) or (kind = 'PULL' and (select hub.may_use_store()))));
create policy worker_pulls on hub.source for select to hub_worker using ((select hub.system_purpose()) = 'pull');
grant insert on hub.source, hub.source_change to hub_government;
grant update (name, kind, url, collection, interval_seconds, originator, contains_secret, contains_comm_info, identifies_person, tlp,
  strictness, revises_others, mapping, credential_kind, credential_sealed, enabled, changed_at) on hub.source to hub_government;
grant insert (id, source_id, kind, state, requested_by, requested_at, draft) on hub.pull to hub_government;

grant select on hub.source to hub_worker;
grant select, insert, update on hub.source_state, hub.pull to hub_worker;
grant delete on hub.pull to hub_worker;
grant select (id, source_id, objects_read, stored, known, refused, changed), insert, update (state, bytes_read, objects_read, stored, known, refused, changed, refusal, touched_at, finished_at, bundle_id)
  on hub.bundle_import to hub_worker;
grant insert on hub.bundle_import_remark, hub.stix_object to hub_worker;
-- What there is already, without what it says.
grant select (stix_id, version, variant, version_order, revoked, digest, import_id, received_at) on hub.stix_object to hub_worker;
