-- Every value of released editions that can be looked up in logs, one row for each object that names it. Written with the edition
-- and as immutable; readable exactly when the edition is in force and meant for the reader, as hub.edition_object is.
create table hub.edition_value (
  edition_id uuid not null,
  -- Of the object in hub.edition_object, and of the value among those of the object.
  position int not null check (position >= 0),
  place int not null check (place >= 0),
  label_id int not null,
  category text not null,
  kind text not null,
  -- In its one spelling, in which values that are asked for are put as well.
  value text not null,
  -- The first eight bytes of the value's SHA-256: values are of any length, and integers are leakproof to compare.
  digest bigint not null,
  -- Of the indicator (STIX 2.1 §4.7); null where the object has none.
  valid_from timestamptz,
  valid_until timestamptz,
  -- Positions of the objects of this edition that a relationship joins to this one.
  related int[] not null,
  primary key (edition_id, position, place),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  foreign key (edition_id, position) references hub.edition_object (edition_id, position)
);
-- Label and digest are compared in the index, so that rows above the reader are not even looked at, however many carry the value.
create index edition_value_digest on hub.edition_value (digest, label_id);

alter table hub.edition_value enable row level security;
alter table hub.edition_value force row level security;
do $$
declare login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_id and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
begin
  for login in select * from (values
      ('hub_government', 'true'),
      ('hub_member', $w$ category in ('PROVISION', 'NOTICE') $w$),
      ('hub_friend', $w$ category = 'NOTICE' $w$)) v (name, categories) loop
    execute format('create policy %1$s_receives on hub.edition_value for select to %1$s using (%2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)',
      login.name, login.categories, in_force);
    execute format('grant select on hub.edition_value to %I', login.name);
  end loop;
end $$;
create policy officers_release on hub.edition_value for insert to hub_government
  with check (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
grant insert on hub.edition_value to hub_government;
