-- The case workspace, government only (ANA-1): what came in about one matter and from where (COL-1), what was noted and linked, whose
-- it is. Access is as for products: an office's own drafters up to their clearance; inspectors read. Entries are appended, never changed.

create table hub.case_file (
  id uuid primary key default gen_random_uuid(),
  owner_organisation_id uuid not null references hub.organisation (id),
  title text not null check (length(title) between 1 and 300),
  state text not null default 'OPEN' check (state in ('OPEN', 'CLOSED')),
  -- What comes in may be secret, so that a case is never for those without clearance.
  required_rank int not null check (required_rank between 1 and 9),
  assignee_id uuid references hub.person (id),
  created_by uuid not null references hub.person (id),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index case_file_listing on hub.case_file (owner_organisation_id, updated_at desc, id desc);

-- Something that came in by one of the six official sources. What it says is a summary: raw communications never enter the hub (COL-2).
create table hub.intake (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references hub.case_file (id),
  person_id uuid not null references hub.person (id),
  source_type text not null check (source_type in
    ('AGREEMENT_COMMINFO', 'NONCONSENSUAL_COMMINFO', 'ASSET_NOTIFICATION', 'INCIDENT_REPORT', 'COUNCIL', 'OTHER')),
  -- Of OTHER alone: which.
  other_kind text check (other_kind in ('FOREIGN', 'OSINT', 'POLICE', 'SENSOR', 'FURTHER')),
  summary text not null check (length(summary) between 1 and 20000),
  originator text not null check (length(originator) between 1 and 200),
  legal_basis text not null check (length(legal_basis) <= 500),
  caveats text not null check (length(caveats) <= 2000),
  -- Tiers to which the originator agreed.
  consented_tiers text[] not null check (consented_tiers <@ array['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC']),
  contains_secret boolean not null,
  contains_comm_info boolean not null,
  identifies_person boolean not null,
  received_at timestamptz not null,
  at timestamptz not null default clock_timestamp(),
  check ((source_type = 'OTHER') = (other_kind is not null)),
  constraint intake_comm_info_is_flagged check (contains_comm_info or source_type not in ('AGREEMENT_COMMINFO', 'NONCONSENSUAL_COMMINFO')),
  -- Law is named where the law is why it is here.
  constraint intake_comm_info_has_basis check (legal_basis <> '' or source_type not in ('AGREEMENT_COMMINFO', 'NONCONSENSUAL_COMMINFO'))
);
create index intake_of_case on hub.intake (case_id, at desc, id desc);

create table hub.case_entry (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references hub.case_file (id),
  person_id uuid not null references hub.person (id),
  kind text not null check (kind in ('OPENED', 'NOTE', 'INTAKE', 'LINK', 'PRODUCT', 'ASSIGNED', 'CLOSED', 'REOPENED')),
  note text not null default '' check (length(note) <= 20000),
  intake_id uuid references hub.intake (id),
  link_kind text check (link_kind in ('STIX_OBJECT', 'VULNERABILITY', 'ACTOR', 'CAMPAIGN')),
  target text check (length(target) between 1 and 300),
  product_id uuid references hub.product (id),
  assignee_id uuid references hub.person (id),
  at timestamptz not null default clock_timestamp(),
  check ((kind = 'INTAKE') = (intake_id is not null)),
  check ((kind = 'LINK') = (link_kind is not null) and (kind = 'LINK') = (target is not null)),
  check ((kind = 'PRODUCT') = (product_id is not null)),
  check (kind = 'ASSIGNED' or assignee_id is null)
);
create index case_entry_timeline on hub.case_entry (case_id, at desc, id desc);
create index case_entry_product on hub.case_entry (product_id) where product_id is not null;

-- Provenance: what a fragment was made from. It is at least as restricted, unless its author says that the text was written anew.
alter table hub.fragment
  add column intakes uuid[] not null default '{}',
  add column rewritten boolean not null default false,
  add constraint fragment_rewritten_from_something check (not rewritten or cardinality(intakes) > 0);

do $$
declare t text;
begin
  foreach t in array array['case_file', 'intake', 'case_entry'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  foreach t in array array['intake', 'case_entry'] loop
    execute format('create policy of_case on hub.%I for select to hub_government using (case_id in (select id from hub.case_file))', t);
    execute format('create policy drafters_add on hub.%I for insert to hub_government
      with check (person_id = (select hub.current_person())
        and case_id in (select id from hub.case_file where owner_organisation_id = (select hub.drafting_organisation())
          and required_rank <= (select hub.drafting_rank())))', t);
  end loop;
end $$;
create policy drafters on hub.case_file to hub_government
  using (owner_organisation_id = (select hub.drafting_organisation()) and required_rank <= (select hub.drafting_rank()))
  with check (owner_organisation_id = (select hub.drafting_organisation()) and required_rank <= (select hub.drafting_rank()));
create policy inspectors on hub.case_file for select to hub_government using ((select hub.is_inspector()));

grant select, insert (owner_organisation_id, title, required_rank, created_by), update (state, assignee_id, updated_at) on hub.case_file to hub_government;
grant select, insert (case_id, person_id, source_type, other_kind, summary, originator, legal_basis, caveats, consented_tiers, contains_secret,
  contains_comm_info, identifies_person, received_at) on hub.intake to hub_government;
grant select, insert (case_id, person_id, kind, note, intake_id, link_kind, target, product_id, assignee_id) on hub.case_entry to hub_government;
