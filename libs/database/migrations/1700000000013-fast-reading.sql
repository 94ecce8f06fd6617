-- Every batch of an import asks which of its objects were revoked. Few ever are: without an index of those the planner reads the
-- whole store for each batch while the store is small, and looks up every id in it when it is large.
create index stix_object_revoked on hub.stix_object (stix_id) where revoked;

-- Versions are compared by their bytes: that is leakproof in PostgreSQL and comparing numerics is not, so that no row is looked at
-- before row-level security has let it through, and the index serves everybody. Seconds since 1970 (from the year 0 on: plus 10¹¹) and
-- thirty decimals in two halves, big-endian, eight bytes each.
drop index hub.edition_object_version;
alter table hub.edition_object alter column version_order type bytea using
  int8send((floor(version_order / 1e30) + 100000000000)::bigint)
  || int8send(floor(mod(version_order - floor(version_order / 1e30) * 1e30, 1e30) / 1e15)::bigint)
  || int8send(mod(version_order - floor(version_order / 1e30) * 1e30, 1e15)::bigint);
alter table hub.edition_object add constraint edition_object_version_order check (octet_length(version_order) = 24);
create index edition_object_version on hub.edition_object (stix_id, category, version_order, edition_id, position);

-- How much an organisation contributed in the last day is asked before each contribution.
alter table hub.contribution add column bytes bigint not null default 0 check (bytes >= 0);
create index contribution_quota on hub.contribution (organisation_id, received_at);

-- Who is told of a recall in collections besides those whose inbox told them: whoever could have fetched the edition when it was
-- recalled, by the rights of that moment. Who gains the label later never learns that there was anything. Written once, by the worker.
create table hub.edition_tombstone_reader (
  edition_id uuid not null references hub.edition_tombstone (edition_id),
  person_id uuid not null references hub.person (id),
  primary key (person_id, edition_id)
);
alter table hub.edition_tombstone_reader enable row level security;
alter table hub.edition_tombstone_reader force row level security;
create policy worker_tells on hub.edition_tombstone_reader to hub_worker using (true) with check (true);
grant select, insert on hub.edition_tombstone_reader to hub_worker;
do $$
declare login record;
  told text := $c$ (exists (select 1 from hub.edition_tombstone_reader r where r.person_id = (select hub.current_person()) and r.edition_id = edition_tombstone.edition_id)
    or exists (select 1 from hub.inbox i where i.person_id = (select hub.current_person()) and i.edition_id = edition_tombstone.edition_id and i.kind = 'RECALLED')) $c$;
begin
  for login in select * from (values ('hub_government', 'true'), ('hub_member', $w$ category in ('PROVISION', 'NOTICE') $w$), ('hub_friend', $w$ category = 'NOTICE' $w$)) v (name, categories) loop
    execute format('create policy %1$s_own on hub.edition_tombstone_reader for select to %1$s using (person_id = (select hub.current_person()))', login.name);
    execute format('grant select on hub.edition_tombstone_reader to %I', login.name);
    execute format('alter policy %1$s_told on hub.edition_tombstone using (%2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)',
      login.name, login.categories, told);
  end loop;
end $$;
