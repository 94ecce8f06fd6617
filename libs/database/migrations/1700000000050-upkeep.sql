-- People are asked by mail to mend what they are reached by (PRV-4, ACT-6): such mail is about no edition, and so has no row in the ledger.

-- One fact of which one person is told: at most one mail a day, with all that is theirs. The row goes when the fact is mended.
create table hub.upkeep (
  person_id uuid not null references hub.person (id),
  kind text not null check (kind in ('CONTACTS', 'MAIL_KEY', 'API_KEY', 'ENDPOINT', 'DEAD_LETTERS', 'PUSH', 'MAIL_RETURNED')),
  -- The organisation, key, endpoint or person that it is about.
  subject_id uuid not null,
  -- When something ends, or since when it is broken: another instant is another fact. As exact as a row is named by in code.
  since timestamptz(3) not null,
  -- So many days after that they are told, before it if negative: the newest of which they are or were told.
  step int not null,
  state text not null default 'QUEUED' check (state in ('QUEUED', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'EXPIRED', 'WITHDRAWN')),
  attempts int not null default 0,
  due_at timestamptz not null,
  -- The mail that tells them, together with other rows of theirs: kept when it is tried again. None until it is first tried.
  mail_id uuid,
  mailed_at timestamptz(3),
  ended_at timestamptz,
  reason text,
  primary key (person_id, kind, subject_id),
  check ((attempts > 0) = (mail_id is not null)),
  check (mail_id is null or mailed_at is not null)
);
create index upkeep_waiting on hub.upkeep (due_at) where state = 'QUEUED';
create index upkeep_of_mail on hub.upkeep (mail_id) where mail_id is not null;
create index upkeep_of_subject on hub.upkeep (subject_id);

alter table hub.upkeep enable row level security;
alter table hub.upkeep force row level security;
create policy worker_tells on hub.upkeep to hub_worker using (true) with check (true);
grant select, insert (person_id, kind, subject_id, since, step, due_at),
  update (since, step, state, attempts, due_at, mail_id, mailed_at, ended_at, reason), delete on hub.upkeep to hub_worker;

-- The worker learns when keys end, and nothing else of them.
grant select (added_at, expires_at) on hub.mail_key to hub_worker;
create policy worker_tells on hub.api_key for select to hub_worker using (true);
grant select (id, person_id, created_at, expires_at, revoked_at) on hub.api_key to hub_worker;
grant select (failing_since, gone_at) on hub.endpoint to hub_worker;

-- To whom mail comes back is shown to whoever their organisation is reached by, as the worker found it last.
alter table hub.colleague add column mail_returned boolean not null default false;
create policy worker_finds on hub.colleague to hub_worker using (true) with check (true);
grant select (person_id, mail_returned), update (mail_returned) on hub.colleague to hub_worker;

-- That mail to some of an organisation's people comes back is seen before an emergency, too.
alter table hub.organisation_reach drop constraint organisation_reach_reasons_check,
  add constraint organisation_reach_reasons_check check (reasons <@ array['NOBODY_ACTIVE', 'MAIL_BOUNCED', 'SOME_MAIL_BOUNCED', 'NO_FIRST_CONTACT',
    'NO_SECOND_CONTACT', 'NO_DUTY_PHONE', 'NOT_CONFIRMED', 'SUCCESSOR_NOT_CONFIRMED', 'HANDOVER_HELD', 'NO_SUCCESS', 'DRILL_UNANSWERED']);
