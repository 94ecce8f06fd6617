-- Each copy of a sealed edition that somebody takes out as a document has a number of its own, and it is written down whose it is.
create table hub.edition_copy (
  -- Random: numbers in a row would tell how many others took one (L28).
  number text primary key check (number ~ '^NRC-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
  edition_id uuid not null,
  person_id uuid not null,
  format text not null check (format in ('PDF', 'MARKDOWN')),
  taken_at timestamptz not null default now()
);
create index edition_copy_edition on hub.edition_copy (edition_id);
alter table hub.edition_copy enable row level security;
alter table hub.edition_copy force row level security;

-- Who may read the edition takes a copy in their own name and at the database's time; nobody alters one or takes it back.
create policy government_takes on hub.edition_copy for insert to hub_government
  with check (person_id = (select hub.current_person()) and edition_id in (select e.id from hub.edition e));
create policy member_takes on hub.edition_copy for insert to hub_member
  with check (person_id = (select hub.current_person()) and edition_id in (select e.id from hub.edition e));
grant insert (number, edition_id, person_id, format) on hub.edition_copy to hub_government, hub_member;
-- The sender's releasing officers, and nobody else, ask whose copy it is (L37).
create policy officers_trace on hub.edition_copy for select to hub_government
  using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
grant select on hub.edition_copy to hub_government;
