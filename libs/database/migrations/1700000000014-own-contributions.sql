-- An organisation reads back what it contributed, in the order in which it came, and may withdraw it. Analysts keep what was sent,
-- and see that it was withdrawn.
alter table hub.contribution_object
  -- When it came into the collection: no two objects of an organisation at the same instant, none before one that was committed. Null
  -- for what was refused or was there already.
  add column added_at timestamptz,
  add column type text,
  add column version_order numeric,
  add column withdrawn_at timestamptz,
  add constraint contribution_object_added check ((added_at is null) = (type is null) and (added_at is null) = (version_order is null)),
  add constraint contribution_object_withdrawn check (withdrawn_at is null or added_at is not null);
create index contribution_object_walk on hub.contribution_object (organisation_id, added_at) where added_at is not null and withdrawn_at is null;

do $$
declare login record;
begin
  for login in select * from (values ('hub_government'), ('hub_member'), ('hub_friend')) v (name) loop
    execute format($p$create policy %1$s_withdraws on hub.contribution_object for update to %1$s
      using (organisation_id = (select hub.contributing_organisation()) and withdrawn_at is null)
      with check (organisation_id = (select hub.contributing_organisation()) and withdrawn_at is not null)$p$, login.name);
    execute format('grant update (withdrawn_at) on hub.contribution_object to %I', login.name);
  end loop;
end $$;
