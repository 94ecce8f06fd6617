-- Webhooks and chats (PRV-2): secrets that are changed while both are good, trials, servers that are gone, and what its owner sends again.

alter table hub.endpoint
  -- What messages are signed with, sealed to the workers as the address is; and the one before it, which signs beside it until then.
  add column secret_sealed text,
  add column secret_before_sealed text,
  add column secret_before_until timestamptz,
  -- Since when every try has failed.
  add column failing_since timestamptz,
  -- Its server said that there is nothing there any more (HTTP 410).
  add column gone_at timestamptz,
  -- A trial that its owner asked for: asked, taken by a worker, ended; the reason is empty when it came through.
  add column trial_asked_at timestamptz,
  add column trial_taken_at timestamptz,
  add column trial_ended_at timestamptz,
  add column trial_reason text;
create index endpoint_trials on hub.endpoint (trial_asked_at) where trial_asked_at is not null and trial_ended_at is null;

-- Given up, and sent again because its owner asked: from then on it is tried as long as anything new.
alter table hub.delivery add column replayed_at timestamptz;
create index delivery_given_up on hub.delivery (endpoint_id, ended_at) where state = 'FAILED' and endpoint_id is not null;

do $$
declare login record;
begin
  for login in select * from (values ('hub_government'), ('hub_member'), ('hub_friend')) v (name) loop
    execute format('grant select (secret_sealed, failing_since, gone_at, trial_asked_at, trial_taken_at, trial_ended_at, trial_reason), insert (secret_sealed),
      update (secret_sealed, secret_before_sealed, secret_before_until, failing_since, trial_asked_at, trial_taken_at, trial_ended_at, trial_reason)
      on hub.endpoint to %I', login.name);
    -- Of what is sent to their own endpoints people see what was given up, and that in no more words than their inbox has.
    execute format('create policy %1$s_own_given_up on hub.delivery for select to %1$s
      using (person_id = (select hub.current_person()) and endpoint_id is not null and (state = ''FAILED'' or (state = ''QUEUED'' and replayed_at is not null)))', login.name);
    execute format('create policy %1$s_replays on hub.delivery for update to %1$s
      using (person_id = (select hub.current_person()) and endpoint_id is not null and state = ''FAILED'')
      with check (person_id = (select hub.current_person()) and endpoint_id is not null and state = ''QUEUED'' and replayed_at is not null)', login.name);
    execute format('grant select (id, queued_at, person_id, endpoint_id, channel, kind, urgency, reference, state, attempts, reason, ended_at, replayed_at),
      update (state, attempts, due_at, ended_at, reason, replayed_at) on hub.delivery to %I', login.name);
  end loop;
end $$;
-- Also what it keeps as it is when it writes the rest.
grant select (last_sent_at, last_failed_at, secret_sealed, secret_before_sealed, secret_before_until, failing_since, gone_at, trial_asked_at, trial_taken_at, trial_ended_at),
  update (failing_since, gone_at, trial_taken_at, trial_ended_at, trial_reason) on hub.endpoint to hub_worker;
