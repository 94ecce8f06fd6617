-- The STIX store: every version of every object as it came, in the sender's own bytes.
-- Version semantics are STIX 2.1 §3.6: the key is (id, modified). A second content under an unchanged `modified` is kept
-- beside the first as a further variant and reported, never silently put in its place.

create function hub.drafting_organisation() returns uuid language sql stable as $$
  select o.id from hub.person p join hub.organisation o on o.id = p.organisation_id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE' and o.tier = 'GOVERNMENT'
    and p.roles && array['ANALYST', 'RELEASING_OFFICER']
$$;
create function hub.drafting_rank() returns int language sql stable as $$
  select coalesce((
    select p.clearance_rank from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = hub.current_person() and p.clearance_valid_until > now() and o.safeguards_valid_until > now()), 0)
$$;
create function hub.is_inspector() returns boolean language sql stable as $$
  select exists (
    select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = hub.current_person() and p.active and o.tier = 'GOVERNMENT' and o.class = 'OVERSIGHT_COMMITTEE'
      and 'OVERSIGHT_INSPECTOR' = any (p.roles))
$$;
create function hub.may_use_store() returns boolean language sql stable as $$
  select hub.is_inspector() or (hub.drafting_organisation() is not null and hub.drafting_rank() >= 1)
$$;

create table hub.bundle_import (
  id uuid primary key,
  file_name text not null,
  imported_by uuid not null references hub.person (id),
  bundle_id text,
  state text not null default 'RUNNING' check (state in ('RUNNING', 'DONE', 'REFUSED')),
  bytes_total bigint,
  bytes_read bigint not null default 0,
  objects_read int not null default 0,
  stored int not null default 0,
  known int not null default 0,
  refused int not null default 0,
  changed int not null default 0,
  refusal jsonb,
  started_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  finished_at timestamptz
);

-- What the receipt says of single objects: refused ones, and those that changed under an unchanged `modified`.
create table hub.bundle_import_remark (
  import_id uuid not null references hub.bundle_import (id),
  position int not null,
  kind text not null check (kind in ('REFUSED', 'CHANGED', 'WARNING')),
  stix_id text,
  rule text not null,
  section text not null,
  path text not null,
  message text not null,
  message_ja text not null,
  primary key (import_id, position, kind, rule, path)
);

create table hub.stix_object (
  stix_id text not null,
  version text not null,
  variant int not null,
  type text not null,
  name text not null,
  created_by_ref text,
  revoked boolean not null,
  version_order numeric not null,
  document text not null,
  digest bytea not null,
  search_text text not null,
  import_id uuid not null references hub.bundle_import (id),
  received_at timestamptz not null default now(),
  primary key (stix_id, version, variant)
);
create unique index stix_object_content on hub.stix_object (stix_id, version, digest);
create index stix_object_type on hub.stix_object (type, name, stix_id);
create index stix_object_import on hub.stix_object (import_id);

do $$
declare t text;
begin
  foreach t in array array['bundle_import', 'bundle_import_remark', 'stix_object'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    -- Nothing in the store is marked for anybody else yet, and unmarked is never public.
    execute format('create policy government on hub.%I to hub_government using ((select hub.may_use_store())) with check ((select hub.may_use_store()))', t);
  end loop;
end $$;
grant select, insert, update on hub.bundle_import to hub_government;
grant select, insert on hub.bundle_import_remark, hub.stix_object to hub_government;
