-- Who agreed to exactly this before it is released (CLR-5, PRV-6). Nothing of it is ever changed: who thinks better of it decides again.
create table hub.approval (
  id bigint generated always as identity primary key,
  product_id uuid not null references hub.product (id),
  product_version int not null,
  -- SHA-256 over all that would be released: another word, flag, reader or object makes another, and the decision void.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  person_id uuid not null references hub.person (id),
  -- REVIEW: 内容審査 by somebody who works on products; AUTHORISATION: 決裁 by a further releasing officer.
  kind text not null check (kind in ('REVIEW', 'AUTHORISATION')),
  decision text not null check (decision in ('APPROVED', 'REFUSED')),
  note text not null default '',
  at timestamptz not null default clock_timestamp(),
  check (decision = 'APPROVED' or note <> '')
);
create index approval_of_product on hub.approval (product_id, id);
alter table hub.approval enable row level security;
alter table hub.approval force row level security;

create policy of_product on hub.approval for select to hub_government using (product_id in (select id from hub.product));
-- Nobody approves their own, nor what is above their clearance, nor anything but what lies in review in this version.
create policy second_person on hub.approval for insert to hub_government with check (
  person_id = (select hub.current_person())
  and (kind = 'REVIEW' or (select hub.releasing_organisation()) is not null)
  and product_id in (
    select p.id from hub.product p
    where p.owner_organisation_id = (select hub.drafting_organisation()) and p.required_rank <= (select hub.drafting_rank())
      and p.state = 'IN_REVIEW' and p.version = product_version
      and p.author_id <> (select hub.current_person()) and p.submitted_by is distinct from (select hub.current_person()))
  and not exists (
    select 1 from hub.product_event e
    where e.product_id = approval.product_id and e.person_id = (select hub.current_person()) and e.what in ('DRAFTED', 'REVISED')));
grant select, insert on hub.approval to hub_government;

-- Who gives material to the hub without being of the council: agrees by letter, which an officer records.
create table hub.external_originator (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  kind text not null check (kind in ('FOREIGN_GOVERNMENT', 'POLICE', 'OTHER')),
  registered_by uuid not null references hub.person (id),
  registered_at timestamptz not null default clock_timestamp()
);
create unique index external_originator_name on hub.external_originator (lower(name));

-- A question to whoever gave material: may exactly this text, with these objects, go to these tiers (CLR-5)?
create table hub.consent_request (
  id uuid primary key default gen_random_uuid(),
  product_id uuid not null references hub.product (id),
  originator_id uuid references hub.organisation (id),
  external_id uuid references hub.external_originator (id),
  -- The organisation that asks, by name: a member's login reads no organisation but its own.
  asking text not null,
  text text not null,
  -- What the text carries, as it was shown: identifier, type, name and SHA-256 of each object.
  objects jsonb not null,
  -- SHA-256 over text and objects: another word makes another, and the answer void.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  tiers text[] not null check (cardinality(tiers) > 0 and tiers <@ array['MEMBER', 'FRIEND', 'PUBLIC']),
  -- 0: the text holds no secret.
  required_rank int not null,
  asked_by uuid not null references hub.person (id),
  asked_at timestamptz not null default clock_timestamp(),
  check (num_nonnulls(originator_id, external_id) = 1)
);
create index consent_request_of_product on hub.consent_request (product_id, asked_at);
create index consent_request_of_originator on hub.consent_request (originator_id, asked_at desc);

-- One answer, once: who thinks better of it is asked anew.
create table hub.consent_answer (
  request_id uuid primary key references hub.consent_request (id),
  agreed boolean not null,
  answered_by uuid not null references hub.person (id),
  note text not null default '',
  -- Of an originator without an account: who agreed, when and how, as an officer recorded it.
  evidence text check (evidence <> ''),
  answered_at timestamptz not null default clock_timestamp()
);

-- The organisation for which the caller may answer: its contacts, and in the government its cleared people.
create function hub.consenting_organisation() returns uuid language sql stable as $$
  select o.id from hub.person p join hub.organisation o on o.id = p.organisation_id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE'
    and (p.roles && array['MEMBER_READER', 'FRIEND_CONTACT', 'ORGANISATION_ADMINISTRATOR']
         or (o.tier = 'GOVERNMENT' and p.clearance_rank >= 1 and p.clearance_valid_until > now() and o.safeguards_valid_until > now()))
$$;

do $$
declare t text; login text;
begin
  foreach t in array array['external_originator', 'consent_request', 'consent_answer'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  foreach login in array array['hub_government', 'hub_member', 'hub_friend'] loop
    execute format('create policy %1$s_is_asked on hub.consent_request for select to %1$s
      using (originator_id = (select hub.consenting_organisation()) and required_rank <= (select hub.drafting_rank()))', login);
    execute format('create policy %1$s_is_asked on hub.consent_answer for select to %1$s
      using (request_id in (select id from hub.consent_request))', login);
    execute format('create policy %1$s_answers on hub.consent_answer for insert to %1$s
      with check (answered_by = (select hub.current_person()) and evidence is null and request_id in (
        select id from hub.consent_request
        where originator_id = (select hub.consenting_organisation()) and required_rank <= (select hub.drafting_rank())))', login);
    execute format('grant select, insert on hub.consent_answer to %I', login);
  end loop;
end $$;

create policy drafters on hub.external_originator for select to hub_government
  using ((select hub.drafting_organisation()) is not null or (select hub.is_inspector()));
create policy officers_register on hub.external_originator for insert to hub_government
  with check ((select hub.releasing_organisation()) is not null and registered_by = (select hub.current_person()));
create policy of_product on hub.consent_request for select to hub_government using (product_id in (select id from hub.product));
create policy drafters_ask on hub.consent_request for insert to hub_government with check (
  asked_by = (select hub.current_person())
  and originator_id is distinct from (select hub.drafting_organisation())
  and product_id in (
    select p.id from hub.product p
    where p.owner_organisation_id = (select hub.drafting_organisation()) and p.required_rank <= (select hub.drafting_rank())));
-- Nobody records the consent that they asked for.
create policy officers_record on hub.consent_answer for insert to hub_government with check (
  answered_by = (select hub.current_person()) and evidence is not null and request_id in (
    select r.id from hub.consent_request r join hub.product p on p.id = r.product_id
    where r.external_id is not null and r.asked_by <> (select hub.current_person())
      and p.owner_organisation_id = (select hub.releasing_organisation()) and p.required_rank <= (select hub.drafting_rank())));
grant select, insert on hub.external_originator, hub.consent_request to hub_government;
-- The originator sees what it is asked, and of the product nothing: not even which it is.
grant select (id, originator_id, asking, text, objects, digest, tiers, required_rank, asked_at) on hub.consent_request to hub_member, hub_friend;
