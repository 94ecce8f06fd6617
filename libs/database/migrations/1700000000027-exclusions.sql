-- Sectors and people can be left out of an audience, as organisations can: whichever way they would be addressed otherwise.
alter table hub.label add column excluded_sectors text[] not null default '{}', add column excluded_people uuid[] not null default '{}';
alter table hub.edition_draft add column excluded_sectors text[] not null default '{}', add column excluded_people uuid[] not null default '{}';

-- The second wall, written anew with them and otherwise as it was (018).
drop policy government_reads on hub.label;
drop policy member_reads on hub.label;
drop policy friend_reads on hub.label;
do $$
declare receives text := $c$
  (label.category = 'NOTICE' and label.to_public and 'PUBLIC' = any (label.consented_tiers))
  or exists (
    select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = (select hub.current_person()) and p.active and o.state = 'ACTIVE' and o.tier = any (label.consented_tiers)
      and (label.everyone or o.sectors && label.sectors or o.circles && label.circles or o.id = any (label.organisations) or p.id = any (label.people))
      and not o.id = any (label.excluded_organisations) and not (o.sectors && label.excluded_sectors) and not p.id = any (label.excluded_people)
      and (label.category = 'NOTICE'
           or ((o.tier = 'GOVERNMENT' or (o.tier = 'MEMBER' and label.category = 'PROVISION'))
               and p.clearance_rank >= label.required_rank and p.clearance_valid_until > now() and o.safeguards_valid_until > now())))
$c$;
begin
  execute format('create or replace function hub.readable_labels() returns int[] language sql stable as $f$
    select coalesce(array_agg(label.id order by label.id), %L) from hub.label where %s $f$', '{}', receives);
  execute format('create policy government_reads on hub.label for select to hub_government
    using ((select hub.drafting_organisation()) is not null or (select hub.is_inspector()) or (select hub.system_purpose()) = %L or %s)', 'push', receives);
  execute format('create policy member_reads on hub.label for select to hub_member
    using (category in (%L, %L) and ((select hub.system_purpose()) = %L or %s))', 'PROVISION', 'NOTICE', 'push', receives);
  execute format('create policy friend_reads on hub.label for select to hub_friend
    using (category = %L and ((select hub.system_purpose()) = %L or %s))', 'NOTICE', 'push', receives);
end $$;
