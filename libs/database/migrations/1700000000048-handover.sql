-- 人事異動 in one step (ACT-6): who leaves a post, who follows, and on which day. The worker carries it out on that day.

create table hub.handover (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references hub.organisation (id),
  leaver_id uuid not null,
  -- null: not known yet; then it waits on its day, and the post stays as it is.
  successor_id uuid check (successor_id <> leaver_id),
  -- From its first minute in Japan.
  effective_on date not null,
  -- Whoever leaves the post leaves the organisation.
  shut_out boolean not null,
  reason text not null check (length(reason) between 1 and 500),
  state text not null default 'PLANNED' check (state in ('PLANNED', 'HELD', 'DONE', 'CALLED_OFF')),
  held_because text check (held_because in ('NO_SUCCESSOR', 'SUCCESSOR_INACTIVE', 'SUCCESSOR_NOT_ENROLLED', 'SUCCESSOR_LEAVES', 'ANOTHER_HELD')),
  -- Which posts went over in the end.
  moved text[] not null default '{}' check (moved <@ array['FIRST_CONTACT', 'SECOND_CONTACT']),
  -- Raised by each change: whoever changes it has seen it as it is.
  revision int not null default 1,
  planned_by uuid not null references hub.person (id),
  planned_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (leaver_id, organisation_id) references hub.colleague (person_id, organisation_id),
  foreign key (successor_id, organisation_id) references hub.colleague (person_id, organisation_id),
  check ((state = 'HELD') = (held_because is not null)),
  check ((state in ('DONE', 'CALLED_OFF')) = (ended_at is not null)),
  check (state <> 'DONE' or successor_id is not null),
  check (state = 'DONE' or moved = '{}')
);
create unique index handover_open on hub.handover (leaver_id) where state in ('PLANNED', 'HELD');
create index handover_due on hub.handover (effective_on) where state in ('PLANNED', 'HELD');
create index handover_of_organisation on hub.handover (organisation_id, effective_on desc, id desc);

-- What was planned, changed, called off, held and done of it, and by whom; null: by the worker. Appended by a trigger, so that none is left out.
create table hub.handover_event (
  id uuid primary key default gen_random_uuid(),
  handover_id uuid not null references hub.handover (id),
  state text not null,
  successor_id uuid,
  effective_on date not null,
  shut_out boolean not null,
  reason text not null,
  held_because text,
  person_id uuid references hub.person (id),
  at timestamptz not null default clock_timestamp()
);
create index handover_event_of on hub.handover_event (handover_id, at);
create function hub.note_handover() returns trigger language plpgsql as $$
begin
  insert into hub.handover_event (handover_id, state, successor_id, effective_on, shut_out, reason, held_because, person_id)
    values (new.id, new.state, new.successor_id, new.effective_on, new.shut_out, new.reason, new.held_because, hub.current_person());
  return null;
end $$;
create trigger note_handover after insert or update on hub.handover for each row execute function hub.note_handover();

-- What goes over is named anew, with the telephone of the entry before, which the worker does not read; and is in doubt until each of those
-- who came in has said that it is right.
alter table hub.contacts_entry
  add column continues uuid references hub.contacts_entry (id),
  add column handed_to uuid[] not null default '{}',
  add constraint contacts_entry_continues check (continues is null or (duty_phone is null and duty_hours = ''));
alter table hub.organisation_reach drop constraint organisation_reach_reasons_check,
  add constraint organisation_reach_reasons_check check (reasons <@ array['NOBODY_ACTIVE', 'MAIL_BOUNCED', 'NO_FIRST_CONTACT', 'NO_SECOND_CONTACT', 'NO_DUTY_PHONE',
    'NOT_CONFIRMED', 'SUCCESSOR_NOT_CONFIRMED', 'HANDOVER_HELD', 'NO_SUCCESS', 'DRILL_UNANSWERED']);

-- A colleague who is there already is changed, which asks for fewer rights than to make one.
create or replace function hub.note_colleague() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into hub.colleague (person_id, organisation_id, name, active) values (new.id, new.organisation_id, new.name, new.active);
  else
    update hub.colleague set name = new.name, active = new.active where person_id = new.id;
  end if;
  return null;
end $$;

do $$
declare t text; login text;
begin
  foreach t in array array['handover', 'handover_event'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  foreach login in array array['hub_government', 'hub_member', 'hub_friend'] loop
    -- Whoever names the contacts plans; who leaves and who follows see theirs. To other colleagues it is not known before it is done.
    execute format('create policy %1$s_own on hub.handover for select to %1$s
      using (organisation_id = (select hub.coordinated_organisation())
        or (organisation_id = (select hub.contributing_organisation()) and (select hub.current_person()) in (leaver_id, successor_id)))', login);
    execute format('create policy %1$s_plans on hub.handover for insert to %1$s
      with check (organisation_id = (select hub.coordinated_organisation()) and planned_by = (select hub.current_person()) and state = ''PLANNED'')', login);
    execute format('create policy %1$s_changes on hub.handover for update to %1$s
      using (organisation_id = (select hub.coordinated_organisation()) and state in (''PLANNED'', ''HELD''))
      with check (organisation_id = (select hub.coordinated_organisation()) and planned_by = (select hub.current_person()) and state in (''PLANNED'', ''CALLED_OFF''))', login);
    execute format('grant select, insert (id, organisation_id, leaver_id, successor_id, effective_on, shut_out, reason, planned_by),
      update (successor_id, effective_on, shut_out, reason, state, held_because, revision, planned_by, planned_at, ended_at) on hub.handover to %I', login);
    execute format('create policy %1$s_own on hub.handover_event for select to %1$s using (handover_id in (select h.id from hub.handover h))', login);
    execute format('create policy %1$s_notes on hub.handover_event for insert to %1$s
      with check (person_id = (select hub.current_person()) and handover_id in (select h.id from hub.handover h))', login);
    execute format('grant select, insert (handover_id, state, successor_id, effective_on, shut_out, reason, held_because, person_id) on hub.handover_event to %I', login);
  end loop;
end $$;
create policy administrators_read on hub.handover for select to hub_government using ((select hub.is_administrator()));
create policy administrators_plan on hub.handover for insert to hub_government
  with check ((select hub.is_administrator()) and planned_by = (select hub.current_person()) and state = 'PLANNED');
create policy administrators_change on hub.handover for update to hub_government
  using ((select hub.is_administrator()) and state in ('PLANNED', 'HELD'))
  with check ((select hub.is_administrator()) and planned_by = (select hub.current_person()) and state in ('PLANNED', 'CALLED_OFF'));

-- The worker, and for this alone: it takes a name for another, and reads neither names nor why, nor a telephone, nor what a case is about.
create policy worker_finds on hub.handover for select to hub_worker using (true);
create policy worker_hands_over on hub.handover for update to hub_worker
  using ((select hub.system_purpose()) = 'handover' and state in ('PLANNED', 'HELD'))
  with check ((select hub.system_purpose()) = 'handover' and state in ('HELD', 'DONE'));
grant select (id, organisation_id, leaver_id, successor_id, effective_on, shut_out, state, held_because, planned_by), update (state, held_because, moved, ended_at)
  on hub.handover to hub_worker;
create policy worker_hands_over on hub.handover_event for insert to hub_worker with check ((select hub.system_purpose()) = 'handover' and person_id is null);
grant insert (handover_id, state, successor_id, effective_on, shut_out, reason, held_because, person_id) on hub.handover_event to hub_worker;
create policy worker_hands_over on hub.contacts_entry for insert to hub_worker with check ((select hub.system_purpose()) = 'handover' and continues is not null);
grant select (id, continues, handed_to), insert (organisation_id, first_id, second_id, continues, handed_to, entered_by) on hub.contacts_entry to hub_worker;
grant select (person_id) on hub.contacts_confirmation to hub_worker;
create policy worker_hands_over on hub.enrolled_person for select to hub_worker using ((select hub.system_purpose()) = 'handover');
grant select (person_id) on hub.enrolled_person to hub_worker;
-- It shuts out, and lets nobody in; those whom the registry alone may shut out it leaves.
create policy worker_hands_over on hub.person for update to hub_worker
  using ((select hub.system_purpose()) = 'handover')
  with check ((select hub.system_purpose()) = 'handover' and not active and not roles && array['ADMINISTRATOR', 'OVERSIGHT_INSPECTOR']
    and organisation_id <> all (array(select o.id from hub.organisation o where o.class = 'OVERSIGHT_COMMITTEE')));
grant update (active, invited_at) on hub.person to hub_worker;
create policy worker_hands_over on hub.colleague for select to hub_worker using ((select hub.system_purpose()) = 'handover');
create policy worker_notes on hub.colleague for update to hub_worker
  using ((select hub.system_purpose()) = 'handover') with check ((select hub.system_purpose()) = 'handover' and not active);
grant select (person_id), update (name, active) on hub.colleague to hub_worker;
create policy worker_hands_over on hub.membership_change for insert to hub_worker with check ((select hub.system_purpose()) = 'handover' and from_state = to_state);
grant insert (organisation_id, from_state, to_state, tier, reason, changed_by) on hub.membership_change to hub_worker;
create policy worker_hands_over on hub.case_file for select to hub_worker using ((select hub.system_purpose()) = 'handover' and state = 'OPEN');
create policy worker_assigns on hub.case_file for update to hub_worker
  using ((select hub.system_purpose()) = 'handover' and state = 'OPEN') with check ((select hub.system_purpose()) = 'handover' and assignee_id is not null);
grant select (id, owner_organisation_id, state, required_rank, assignee_id), update (assignee_id, updated_at) on hub.case_file to hub_worker;
create policy worker_assigns on hub.case_entry for insert to hub_worker with check ((select hub.system_purpose()) = 'handover' and kind = 'ASSIGNED' and note = '');
grant insert (case_id, person_id, kind, assignee_id) on hub.case_entry to hub_worker;
create policy worker_hands_over on hub.duty_turn for insert to hub_worker with check ((select hub.system_purpose()) = 'handover'
  and person_id in (select p.id from hub.person p join hub.organisation o on o.id = p.organisation_id where p.active and p.tier = 'GOVERNMENT' and o.state = 'ACTIVE'));
grant insert (person_id, starts_at, ends_at, entered_by) on hub.duty_turn to hub_worker;
