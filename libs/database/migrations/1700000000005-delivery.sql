-- News travels by the outbox, written in the same transaction as the fact; the dispatcher turns it into inbox rows whose
-- sequence is per recipient and gap-free, so that order is kept and nobody can count what others received.

create table hub.outbox (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('RELEASED', 'RECALLED')),
  product_id uuid not null,
  due_at timestamptz not null default now(),
  written_at timestamptz not null default now(),
  attempts int not null default 0,
  dispatched_at timestamptz
);
create index outbox_waiting on hub.outbox (due_at, id) where dispatched_at is null;

create table hub.inbox_counter (
  person_id uuid primary key,
  last_seq bigint not null
);

create table hub.inbox (
  person_id uuid not null,
  seq bigint not null,
  tier text not null,
  kind text not null check (kind in ('RELEASED', 'RECALLED')),
  edition_id uuid not null,
  -- What a push may say of any edition, copied so that pushing needs no sight of editions above NOTICE.
  label_id int not null,
  category text not null,
  urgency text not null,
  reference text not null,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  acknowledged_at timestamptz,
  primary key (person_id, seq)
);
-- Told once of each fact, however often the dispatcher is killed.
create unique index inbox_once on hub.inbox (person_id, edition_id, kind);
create index inbox_edition on hub.inbox (edition_id);

do $$
declare t text; login record;
begin
  foreach t in array array['outbox', 'inbox_counter', 'inbox'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    execute format('create policy worker on hub.%I to hub_worker using (true) with check (true)', t);
  end loop;
  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    execute format($p$create policy %1$s_own on hub.inbox to %1$s
      using (tier = %2$L and (person_id = (select hub.current_person()) or (select hub.system_purpose()) = 'push'))$p$, login.name, login.tier);
    execute format('grant select, update (delivered_at, acknowledged_at) on hub.inbox to %I', login.name);
  end loop;
end $$;
create policy government_writes on hub.outbox for insert to hub_government with check ((select hub.drafting_organisation()) is not null);
-- The sender, and nobody else, sees how far its own editions came (L37).
create policy senders_follow on hub.inbox for select to hub_government
  using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())));
-- A push to many sockets may carry the title and summary of a NOTICE, and of nothing else.
create policy government_pushes_notices on hub.edition for select to hub_government
  using (category = 'NOTICE' and (select hub.system_purpose()) = 'push' and recalled_at is null and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
create policy member_pushes_notices on hub.edition for select to hub_member
  using (category = 'NOTICE' and (select hub.system_purpose()) = 'push' and recalled_at is null and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
create policy friend_pushes_notices on hub.edition for select to hub_friend
  using (category = 'NOTICE' and (select hub.system_purpose()) = 'push' and recalled_at is null and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()));
grant insert on hub.outbox to hub_government;
grant select, insert, update on hub.outbox, hub.inbox_counter, hub.inbox to hub_worker;
