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
