-- By which values what is stored can be looked up before anything of it is released. Written in the transaction that stores the object;
-- readable by whoever may read the object. Only where to look: whether the object's current content names the value is read from itself.
create table hub.stix_value (
  -- The first eight bytes of the value's SHA-256, as in hub.edition_value.
  digest bigint not null,
  -- Not a foreign key: an object has many rows, one for each version and variant, and none of them is ever taken away. Each version that
  -- comes in adds its own: to ask whether a pair is there already would cost more than the pair.
  stix_id text not null
);
create index stix_value_digest on hub.stix_value (digest);

-- How far what was stored before this table existed is in it by now. One row.
create table hub.stix_value_backlog (
  only_one boolean primary key default true check (only_one),
  stored_before timestamptz not null default now(),
  -- Up to which object, in the order of (stix_id, version, variant); null before the first.
  stix_id text,
  version text,
  variant int,
  finished_at timestamptz
);
insert into hub.stix_value_backlog default values;

do $$
declare t text;
begin
  foreach t in array array['stix_value', 'stix_value_backlog'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    execute format('create policy government on hub.%I to hub_government using ((select hub.may_use_store())) with check ((select hub.may_use_store()))', t);
  end loop;
end $$;
grant select, insert on hub.stix_value to hub_government;
grant select, update (stix_id, version, variant, finished_at) on hub.stix_value_backlog to hub_government;
-- The worker adds to the index what it stores, and does not read it.
create policy worker_pulls on hub.stix_value for insert to hub_worker with check ((select hub.system_purpose()) = 'pull');
grant insert on hub.stix_value to hub_worker;
