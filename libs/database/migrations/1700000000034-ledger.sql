-- The ledger for every channel (PRV-2, PRV-4): addresses of people besides their mailbox, what each row is for, and months.

-- Where a person is told besides the portal and their mailbox: a webhook, a browser, a telephone. The address and the secrets are sealed to the
-- worker's key; what its owner is shown of it is `shown`. Rights are its owner's, asked at each sending.
create table hub.endpoint (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references hub.person (id),
  tier text not null,
  channel text not null check (channel in ('WEBHOOK', 'CHAT', 'WEB_PUSH', 'SMS', 'VOICE')),
  name text not null check (length(name) between 1 and 200),
  shown text not null check (length(shown) <= 300),
  sealed text not null,
  -- What the channel needs besides, none of it secret: the shape of a chat, the fingerprint of a key.
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  -- Its owner answered what was sent there to try it.
  confirmed_at timestamptz,
  removed_at timestamptz,
  -- After failures in a row nothing is sent there until then (circuit breaker).
  failures int not null default 0,
  open_until timestamptz,
  last_sent_at timestamptz,
  last_failed_at timestamptz,
  last_reason text
);
create index endpoint_of_person on hub.endpoint (person_id) where removed_at is null;

-- Its rows of one month lie together, so that a month is put away in one step; `migrate` makes the months to come.
alter table hub.delivery rename to delivery_before;
alter table hub.delivery_before no force row level security;
alter table hub.delivery_before rename constraint delivery_pkey to delivery_before_pkey;
drop index hub.delivery_waiting, hub.delivery_unsent_of_person, hub.delivery_of_edition;
create table hub.delivery (
  id uuid not null default gen_random_uuid(),
  -- As exact as a row is named by in code.
  queued_at timestamptz(3) not null default now(),
  person_id uuid not null references hub.person (id),
  -- The news in their inbox; none of what is told beside it, such as an escalation to somebody who was not told.
  seq bigint,
  channel text not null check (channel in ('MAIL', 'WEBHOOK', 'CHAT', 'WEB_PUSH', 'SMS', 'VOICE')),
  endpoint_id uuid references hub.endpoint (id),
  purpose text not null default 'NEWS' check (purpose in ('NEWS', 'DIGEST', 'REMINDER', 'ESCALATION')),
  edition_id uuid not null,
  kind text not null,
  category text not null,
  urgency text not null,
  reference text not null,
  -- SENT: handed over. DELIVERED: it arrived, as the other side says. BOUNCED: refused for good. FAILED: given up. EXPIRED: no longer of use
  -- before it was sent. WITHDRAWN: its recipient lost the right, or wished it no longer, before it was sent.
  state text not null default 'QUEUED' check (state in ('QUEUED', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'EXPIRED', 'WITHDRAWN')),
  attempts int not null default 0,
  -- Not before; while somebody is sending it, until when they may take.
  due_at timestamptz not null default now(),
  sent_at timestamptz,
  ended_at timestamptz,
  -- A code, never a word of the other side's.
  reason text,
  primary key (id, queued_at),
  foreign key (person_id, seq) references hub.inbox (person_id, seq),
  constraint delivery_about_news check (seq is not null or purpose = 'ESCALATION'),
  constraint delivery_ended check ((state = 'QUEUED') = (ended_at is null)),
  constraint delivery_endpoint check ((channel = 'MAIL') = (endpoint_id is null))
) partition by range (queued_at);
create index delivery_waiting on hub.delivery (channel, due_at) where state = 'QUEUED';
create index delivery_unsent_of_person on hub.delivery (person_id, channel, seq) where state = 'QUEUED';
create index on hub.delivery (edition_id);
create index on hub.delivery (person_id, seq);
create index on hub.delivery (endpoint_id, queued_at) where endpoint_id is not null;
-- What belongs to no month that was made.
create table hub.delivery_rest partition of hub.delivery default;

insert into hub.delivery (id, queued_at, person_id, seq, channel, edition_id, kind, category, urgency, reference, state, attempts, due_at, sent_at, ended_at, reason)
  select id, queued_at, person_id, seq, channel, edition_id, kind, category, urgency, reference, state, attempts, due_at,
    case when state = 'SENT' then ended_at end, ended_at, reason from hub.delivery_before;
drop table hub.delivery_before;

alter table hub.person_channel drop constraint person_channel_channel_check,
  add constraint person_channel_channel_check check (channel in ('MAIL', 'WEBHOOK', 'CHAT', 'WEB_PUSH', 'SMS', 'VOICE'));

do $$
declare t text; login record;
begin
  foreach t in array array['endpoint', 'delivery', 'delivery_rest'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    execute format('create policy %1$s_own on hub.endpoint to %1$s using (tier = %2$L and person_id = (select hub.current_person()))
      with check (tier = %2$L and person_id = (select hub.current_person()))', login.name, login.tier);
    execute format('grant select (id, person_id, tier, channel, name, shown, settings, created_at, confirmed_at, removed_at, failures, open_until, last_sent_at,
      last_failed_at, last_reason), insert (id, person_id, tier, channel, name, shown, sealed, settings),
      update (name, settings, confirmed_at, removed_at, failures, open_until) on hub.endpoint to %I', login.name);
  end loop;
end $$;
create policy worker_sends on hub.endpoint to hub_worker using (true) with check (true);
grant select (id, person_id, channel, sealed, settings, confirmed_at, removed_at, failures, open_until), update (failures, open_until, last_sent_at, last_failed_at, last_reason)
  on hub.endpoint to hub_worker;
create policy worker_sends on hub.delivery to hub_worker using (true) with check (true);
grant select, insert, update (state, attempts, due_at, sent_at, ended_at, reason) on hub.delivery to hub_worker;
-- Its sender sees how far it came (L37), inspectors everything (OVS-2).
create policy senders_follow on hub.delivery for select to hub_government
  using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())));
create policy inspectors_read on hub.delivery for select to hub_government using ((select hub.is_inspector()));
grant select on hub.delivery to hub_government;
