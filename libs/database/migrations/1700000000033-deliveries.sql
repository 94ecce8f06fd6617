-- The ledger of what goes out by channels other than the portal and its sockets: one row for each news, person and channel (PRV-2).

-- What may be said outside the hub of an edition: of a NOTICE its title and summary, of anything above it nothing (CLR-4).
create table hub.notice_words (
  edition_id uuid primary key,
  label_id int not null,
  category text not null check (category = 'NOTICE'),
  title text not null,
  summary text not null,
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category)
);

-- How a person wishes to be told; without a row by every channel there is, in Japanese.
create table hub.person_channel (
  person_id uuid not null references hub.person (id),
  tier text not null,
  channel text not null check (channel in ('MAIL')),
  -- An EMERGENCY comes all the same: by policy, not by taste.
  enabled boolean not null,
  language text not null check (language in ('ja', 'en')),
  changed_at timestamptz not null default now(),
  primary key (person_id, channel)
);

create table hub.delivery (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null,
  seq bigint not null,
  channel text not null check (channel in ('MAIL')),
  edition_id uuid not null,
  kind text not null,
  category text not null,
  urgency text not null,
  reference text not null,
  -- WITHDRAWN: its recipient lost the right, or wished no mail, before it was sent. BOUNCED: refused for good. FAILED: given up.
  state text not null default 'QUEUED' check (state in ('QUEUED', 'SENT', 'BOUNCED', 'FAILED', 'WITHDRAWN')),
  attempts int not null default 0,
  queued_at timestamptz not null default now(),
  -- Not before; while somebody is sending it, until when they may take.
  due_at timestamptz not null default now(),
  ended_at timestamptz,
  -- A code, never a word of the other side's.
  reason text,
  unique (person_id, seq, channel),
  foreign key (person_id, seq) references hub.inbox (person_id, seq),
  constraint delivery_ended check ((state = 'QUEUED') = (ended_at is null))
);
create index delivery_waiting on hub.delivery (channel, due_at) where state = 'QUEUED';
create index delivery_unsent_of_person on hub.delivery (person_id, channel, seq) where state = 'QUEUED';
create index delivery_of_edition on hub.delivery (edition_id);

do $$
declare t text; login record;
begin
  foreach t in array array['notice_words', 'person_channel', 'delivery'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values ('hub_government', 'GOVERNMENT'), ('hub_member', 'MEMBER'), ('hub_friend', 'FRIEND')) v (name, tier) loop
    execute format('create policy %1$s_own on hub.person_channel to %1$s using (tier = %2$L and person_id = (select hub.current_person()))
      with check (tier = %2$L and person_id = (select hub.current_person()))', login.name, login.tier);
    execute format('grant select, insert (person_id, tier, channel, enabled, language), update (enabled, language, changed_at) on hub.person_channel to %I', login.name);
  end loop;
end $$;
create policy worker_sends on hub.person_channel for select to hub_worker using (true);
create policy worker_sends on hub.notice_words for select to hub_worker using (true);
create policy worker_sends on hub.delivery to hub_worker using (true) with check (true);
grant select on hub.person_channel, hub.notice_words to hub_worker;
grant select, insert, update (state, attempts, due_at, ended_at, reason) on hub.delivery to hub_worker;
-- Where to, and not who they are.
grant select (email) on hub.person to hub_worker;

create policy officers_release on hub.notice_words for insert to hub_government
  with check (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
grant insert on hub.notice_words to hub_government;
-- Its sender sees how far it came (L37), and inspectors everything (OVS-2).
create policy senders_follow on hub.delivery for select to hub_government
  using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())));
create policy inspectors_read on hub.delivery for select to hub_government using ((select hub.is_inspector()));
grant select on hub.delivery to hub_government;
