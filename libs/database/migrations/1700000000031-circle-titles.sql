-- The title by which those in a circle know it, where the organ that answers for it gives it one: they then find what the circle was told in
-- collections of its own. Without a title nobody in it learns that there is a circle (L40).
create table hub.circle_title (
  circle_id uuid primary key references hub.circle (id),
  title text not null,
  title_en text not null
);
alter table hub.circle_title enable row level security;
alter table hub.circle_title force row level security;
create policy migrator on hub.circle_title to hub_migrator using (true) with check (true);
create policy government_reads on hub.circle_title for select to hub_government
  using ((select hub.drafting_organisation()) is not null or (select hub.is_administrator()) or (select hub.is_inspector()));
-- A closed circle is in nobody's list any more.
create policy those_in_it_read on hub.circle_title for select to hub_government, hub_member, hub_friend
  using (circle_id = any (array(
    select unnest(o.circles) from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = (select hub.current_person()) and p.active and o.state = 'ACTIVE')));
do $$
declare own text := '(circle_id in (select c.id from hub.circle c where c.closed_at is null and c.owner_organisation_id = (select hub.administering_organisation())))';
begin
  execute 'create policy administrator_titles on hub.circle_title for insert to hub_government with check ' || own;
  execute format('create policy administrator_retitles on hub.circle_title for update to hub_government using %s with check %1$s', own);
  execute 'create policy administrator_untitles on hub.circle_title for delete to hub_government using ' || own;
end $$;
grant select, insert, update (title, title_en), delete on hub.circle_title to hub_government;
grant select on hub.circle_title to hub_member, hub_friend;
