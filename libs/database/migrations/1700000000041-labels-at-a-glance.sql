-- The second wall of labels, in other words and otherwise as it was (027): who reads, and of which organisation, is looked up once for a
-- statement and then compared with each label; it was looked up again for every label of the hub. `materialized` says so to the planner.
do $$
declare receives text := $c$
  (label.category = 'NOTICE' and label.to_public and 'PUBLIC' = any (label.consented_tiers))
  or exists (
    with p as materialized (
      select p.id, p.active, p.organisation_id, p.clearance_rank, p.clearance_valid_until from hub.person p where p.id = (select hub.current_person())
    ), o as materialized (
      select o.id, o.state, o.tier, o.sectors, o.circles, o.safeguards_valid_until from hub.organisation o where o.id = (select p.organisation_id from p)
    )
    select 1 from p cross join o
    where p.active and o.state = 'ACTIVE' and o.tier = any (label.consented_tiers)
      and (label.everyone or o.sectors && label.sectors or o.circles && label.circles or o.id = any (label.organisations) or p.id = any (label.people))
      and not o.id = any (label.excluded_organisations) and not (o.sectors && label.excluded_sectors) and not p.id = any (label.excluded_people)
      and (label.category = 'NOTICE'
           or ((o.tier = 'GOVERNMENT' or (o.tier = 'MEMBER' and label.category = 'PROVISION'))
               and p.clearance_rank >= label.required_rank and p.clearance_valid_until > now() and o.safeguards_valid_until > now())))
$c$;
begin
  execute format('create or replace function hub.readable_labels() returns int[] language sql stable as $f$
    select coalesce(array_agg(label.id order by label.id), %L) from hub.label where %s $f$', '{}', receives);
  execute format('alter policy government_reads on hub.label
    using ((select hub.drafting_organisation()) is not null or (select hub.is_inspector()) or (select hub.system_purpose()) = %L or %s)', 'push', receives);
  execute format('alter policy member_reads on hub.label
    using (category in (%L, %L) and ((select hub.system_purpose()) = %L or %s))', 'PROVISION', 'NOTICE', 'push', receives);
  execute format('alter policy friend_reads on hub.label
    using (category = %L and ((select hub.system_purpose()) = %L or %s))', 'NOTICE', 'push', receives);
end $$;
