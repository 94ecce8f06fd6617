-- Products in work (government only) and released editions (each reader's own).
-- Three legal works, not one work filtered three ways: an edition is its own row with its own random id, text and bundle.

create table hub.product (
  id uuid primary key default gen_random_uuid(),
  owner_organisation_id uuid not null references hub.organisation (id),
  author_id uuid not null references hub.person (id),
  submitted_by uuid references hub.person (id),
  -- SHA-256 of the objects as they were when it went to review: what one person sent is what the other releases.
  reviewed_objects text,
  released_by uuid references hub.person (id),
  title text not null,
  kind text not null check (kind in ('BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'NOTICE')),
  severity text not null check (severity in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  urgency text not null check (urgency in ('ROUTINE', 'PRIORITY', 'EMERGENCY')),
  state text not null default 'DRAFT' check (state in ('DRAFT', 'IN_REVIEW', 'RELEASED', 'RECALLED')),
  -- Highest rank any of its edition drafts asks for: who may not read them all may not work on it.
  required_rank int not null default 0,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index product_listing on hub.product (owner_organisation_id, updated_at desc, id desc);

create table hub.edition_draft (
  id uuid primary key default gen_random_uuid(),
  product_id uuid not null references hub.product (id),
  position int not null,
  category text not null,
  contains_secret boolean not null,
  contains_comm_info boolean not null,
  identifies_person boolean not null,
  required_rank int not null,
  title text not null,
  summary text not null,
  everyone boolean not null,
  sectors text[] not null,
  organisations uuid[] not null,
  people uuid[] not null,
  excluded_organisations uuid[] not null,
  to_public boolean not null,
  embargo_until timestamptz,
  expires_at timestamptz,
  unique (product_id, position),
  unique (product_id, category),
  constraint edition_draft_category_is_computed check (category = case
    when contains_comm_info or identifies_person then 'COMPREHENSIVE' when contains_secret then 'PROVISION' else 'NOTICE' end),
  check ((category = 'NOTICE') = (required_rank = 0)),
  check (category = 'NOTICE' or not to_public)
);

create table hub.fragment (
  id uuid primary key default gen_random_uuid(),
  edition_draft_id uuid not null references hub.edition_draft (id) on delete cascade,
  position int not null,
  text text not null,
  stix_ids text[] not null default '{}',
  contains_secret boolean not null,
  contains_comm_info boolean not null,
  identifies_person boolean not null,
  originator text,
  -- Tiers to which the originator agreed; null when there is no originator to ask (CLR-5).
  consented_tiers text[],
  unique (edition_draft_id, position),
  check ((originator is null) = (consented_tiers is null)),
  check (consented_tiers <@ array['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'])
);

create table hub.product_event (
  id bigint generated always as identity primary key,
  product_id uuid not null references hub.product (id),
  person_id uuid not null references hub.person (id),
  what text not null check (what in ('DRAFTED', 'REVISED', 'SUBMITTED', 'RETURNED', 'RELEASED', 'RECALLED')),
  note text not null default '',
  product_version int not null,
  at timestamptz not null default now()
);

-- Everything the policy looks at that many editions share, stored once: rules run on labels, rows compare integers.
create table hub.label (
  id int generated always as identity primary key,
  category text not null check (category in ('COMPREHENSIVE', 'PROVISION', 'NOTICE')),
  required_rank int not null,
  everyone boolean not null,
  sectors text[] not null,
  organisations uuid[] not null,
  people uuid[] not null,
  excluded_organisations uuid[] not null,
  consented_tiers text[] not null,
  to_public boolean not null,
  digest bytea not null unique,
  unique (id, category),
  check ((category = 'NOTICE') = (required_rank = 0)),
  check (category = 'NOTICE' or not to_public)
);

create table hub.edition (
  id uuid primary key default gen_random_uuid(),
  reference text not null unique,
  label_id int not null,
  category text not null,
  contains_secret boolean not null,
  contains_comm_info boolean not null,
  identifies_person boolean not null,
  product_id uuid not null references hub.product (id),
  owner_organisation_id uuid not null references hub.organisation (id),
  kind text not null,
  severity text not null,
  urgency text not null,
  title text not null,
  summary text not null,
  body text not null,
  indicators jsonb not null,
  bundle text not null,
  object_count int not null,
  search_text text not null,
  digest text not null,
  signature text not null,
  key_id text not null,
  released_at timestamptz not null,
  embargo_until timestamptz,
  expires_at timestamptz,
  recalled_at timestamptz,
  recall_reason text,
  foreign key (label_id, category) references hub.label (id, category),
  unique (product_id, category),
  -- The law as a constraint: 提供用 is never communications-derived, 周知等用 holds neither (CLR-1).
  constraint edition_category_is_computed check (category = case
    when contains_comm_info or identifies_person then 'COMPREHENSIVE' when contains_secret then 'PROVISION' else 'NOTICE' end)
);
create index edition_by_label on hub.edition (label_id, released_at desc, id desc);
create index edition_by_owner on hub.edition (owner_organisation_id, released_at desc, id desc);

-- A released edition is immutable; only its recall may be written, once.
create function hub.hold_edition() returns trigger language plpgsql as $$
begin
  if old.recalled_at is not null then
    raise exception 'a recalled edition does not change';
  end if;
  if to_jsonb(new) - 'recalled_at' - 'recall_reason' is distinct from to_jsonb(old) - 'recalled_at' - 'recall_reason' then
    raise exception 'a released edition is immutable';
  end if;
  return new;
end $$;
create trigger hold_edition before update on hub.edition for each row execute function hub.hold_edition();

-- The second wall. Written apart from the application's rules, from the tables' own facts, and evaluated once per statement
-- (policies call it as an uncorrelated subquery). `hub.person` and `hub.organisation` are read under the caller's own policies, so
-- a login cannot be given a label above its tier by any setting. Labels are hidden by the same condition: an audience tells whom
-- a warning is for, and that there is one (L40). Drafters compose labels and inspectors see everything; a push looks at many people.
do $$
declare receives text := $c$
  (label.category = 'NOTICE' and label.to_public and 'PUBLIC' = any (label.consented_tiers))
  or exists (
    select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = (select hub.current_person()) and p.active and o.state = 'ACTIVE' and o.tier = any (label.consented_tiers)
      and (label.everyone or o.sectors && label.sectors or o.id = any (label.organisations) or p.id = any (label.people))
      and not o.id = any (label.excluded_organisations)
      and (label.category = 'NOTICE'
           or ((o.tier = 'GOVERNMENT' or (o.tier = 'MEMBER' and label.category = 'PROVISION'))
               and p.clearance_rank >= label.required_rank and p.clearance_valid_until > now() and o.safeguards_valid_until > now())))
$c$;
begin
  execute format('create function hub.readable_labels() returns int[] language sql stable as $f$
    select coalesce(array_agg(label.id order by label.id), %L) from hub.label where %s $f$', '{}', receives);
  execute format('create policy government_reads on hub.label for select to hub_government
    using ((select hub.drafting_organisation()) is not null or (select hub.is_inspector()) or (select hub.system_purpose()) = %L or %s)', 'push', receives);
  execute format('create policy member_reads on hub.label for select to hub_member
    using (category in (%L, %L) and ((select hub.system_purpose()) = %L or %s))', 'PROVISION', 'NOTICE', 'push', receives);
  execute format('create policy friend_reads on hub.label for select to hub_friend
    using (category = %L and ((select hub.system_purpose()) = %L or %s))', 'NOTICE', 'push', receives);
end $$;

-- The same for the public's login, which may not even look at the tables of people and organisations.
create function hub.public_labels() returns int[] language sql stable as $$
  select coalesce(array_agg(l.id order by l.id), '{}') from hub.label l where l.category = 'NOTICE' and l.to_public and 'PUBLIC' = any (l.consented_tiers)
$$;

-- Releasing and recalling is the releasing officer's: the database holds it too, not the application alone.
create function hub.releasing_organisation() returns uuid language sql stable as $$
  select o.id from hub.person p join hub.organisation o on o.id = p.organisation_id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE' and o.tier = 'GOVERNMENT' and 'RELEASING_OFFICER' = any (p.roles)
$$;

do $$
declare t text;
begin
  foreach t in array array['product', 'edition_draft', 'fragment', 'product_event', 'label', 'edition'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
end $$;

create policy drafters on hub.product to hub_government
  using (owner_organisation_id = (select hub.drafting_organisation()) and required_rank <= (select hub.drafting_rank()))
  with check (owner_organisation_id = (select hub.drafting_organisation()) and required_rank <= (select hub.drafting_rank()));
create policy inspectors on hub.product for select to hub_government using ((select hub.is_inspector()));
create policy of_product on hub.edition_draft to hub_government
  using (product_id in (select id from hub.product)) with check (product_id in (select id from hub.product));
create policy of_edition_draft on hub.fragment to hub_government
  using (edition_draft_id in (select id from hub.edition_draft)) with check (edition_draft_id in (select id from hub.edition_draft));
create policy of_product on hub.product_event to hub_government
  using (product_id in (select id from hub.product)) with check (product_id in (select id from hub.product));
grant select, insert, update on hub.product to hub_government;
grant select, insert, update, delete on hub.edition_draft, hub.fragment to hub_government;
grant select, insert on hub.product_event to hub_government;

create policy government_interns on hub.label for insert to hub_government with check ((select hub.drafting_organisation()) is not null);
create policy public_reads on hub.label for select to hub_public
  using (category = 'NOTICE' and to_public and 'PUBLIC' = any (consented_tiers));
create policy worker_reads on hub.label for select to hub_worker using (true);
grant select, insert on hub.label to hub_government;
grant select on hub.label to hub_member, hub_friend, hub_public, hub_worker;

create policy government_receives on hub.edition for select to hub_government
  using (label_id = any ((select hub.readable_labels())::int[]) and released_at <= now() and recalled_at is null
         and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
create policy owners_read on hub.edition for select to hub_government
  using (owner_organisation_id = (select hub.drafting_organisation())
         and (category = 'NOTICE' or label_id in (select l.id from hub.label l where l.required_rank <= (select hub.drafting_rank()))));
create policy inspectors_read on hub.edition for select to hub_government using ((select hub.is_inspector()));
create policy officers_release on hub.edition for insert to hub_government
  with check (owner_organisation_id = (select hub.releasing_organisation()));
create policy officers_recall on hub.edition for update to hub_government
  using (owner_organisation_id = (select hub.releasing_organisation())) with check (owner_organisation_id = (select hub.releasing_organisation()));
create policy member_receives on hub.edition for select to hub_member
  using (category in ('PROVISION', 'NOTICE') and label_id = any ((select hub.readable_labels())::int[]) and released_at <= now() and recalled_at is null
         and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
create policy friend_receives on hub.edition for select to hub_friend
  using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]) and released_at <= now() and recalled_at is null
         and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
create policy public_receives on hub.edition for select to hub_public
  using (category = 'NOTICE' and label_id = any ((select hub.public_labels())::int[]) and released_at <= now() and recalled_at is null
         and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
create policy worker_dispatches on hub.edition for select to hub_worker using (true);

grant select, insert, update (recalled_at, recall_reason) on hub.edition to hub_government;
-- Lower tiers are not told which product, whose office or which other editions stand behind what they read.
grant select (id, reference, label_id, category, kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text,
              digest, signature, key_id, released_at, embargo_until, expires_at, recalled_at)
  on hub.edition to hub_member, hub_friend, hub_public;
-- The worker decides who is told; it never sees what was said.
grant select (id, reference, product_id, label_id, category, urgency, released_at, embargo_until, expires_at, recalled_at) on hub.edition to hub_worker;
