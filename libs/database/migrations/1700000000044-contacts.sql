-- Whom an organisation names to be reached (ACT-6), and which organisations an emergency would not reach, seen before it (PRV-4).

-- People as their colleagues see them: no address, no roles. Apart from `person`, whose policies can't ask of which organisation the
-- reader is without asking themselves. A trigger holds it true.
create table hub.colleague (
  person_id uuid primary key references hub.person (id),
  organisation_id uuid not null references hub.organisation (id),
  name text not null,
  active boolean not null,
  unique (person_id, organisation_id)
);
create index colleague_of_organisation on hub.colleague (organisation_id);
create function hub.note_colleague() returns trigger language plpgsql as $$
begin
  insert into hub.colleague (person_id, organisation_id, name, active) values (new.id, new.organisation_id, new.name, new.active)
    on conflict (person_id) do update set name = excluded.name, active = excluded.active;
  return null;
end $$;
create trigger note_colleague after insert or update of name, active on hub.person for each row execute function hub.note_colleague();

-- Whom to reach of an organisation: first, second, and a telephone that is answered at any hour. Appended: the newest of an organisation counts.
create table hub.contacts_entry (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references hub.organisation (id),
  first_id uuid,
  second_id uuid,
  -- E.164, such as +81312345678.
  duty_phone text check (duty_phone ~ '^\+[1-9][0-9]{6,14}$'),
  duty_hours text not null default '' check (length(duty_hours) <= 200),
  has_duty_phone boolean not null generated always as (duty_phone is not null) stored,
  entered_by uuid not null references hub.person (id),
  at timestamptz not null default clock_timestamp(),
  foreign key (first_id, organisation_id) references hub.colleague (person_id, organisation_id),
  foreign key (second_id, organisation_id) references hub.colleague (person_id, organisation_id),
  check (second_id is null or (first_id is not null and first_id <> second_id)),
  check (duty_phone is not null or duty_hours = '')
);
create index contacts_entry_newest on hub.contacts_entry (organisation_id, at desc);
-- That they are still right. Appended.
create table hub.contacts_confirmation (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references hub.organisation (id),
  person_id uuid not null references hub.person (id),
  at timestamptz not null default clock_timestamp()
);
create index contacts_confirmation_newest on hub.contacts_confirmation (organisation_id, at desc);

-- Whether an emergency would reach an organisation, as the worker found it last, and why not.
create table hub.organisation_reach (
  organisation_id uuid primary key references hub.organisation (id),
  level text not null check (level in ('REACHED', 'DOUBTFUL', 'UNREACHED')),
  reasons text[] not null check (reasons <@ array['NOBODY_ACTIVE', 'MAIL_BOUNCED', 'NO_FIRST_CONTACT', 'NO_SECOND_CONTACT', 'NO_DUTY_PHONE',
    'NOT_CONFIRMED', 'NO_SUCCESS', 'DRILL_UNANSWERED']),
  computed_at timestamptz not null default now()
);

-- The organisation whose contacts its own coordinator writes: its administrator, and of a friend its contact.
create function hub.coordinated_organisation() returns uuid language sql stable as $$
  select o.id from hub.person p join hub.organisation o on o.id = p.organisation_id
  where p.id = hub.current_person() and p.active and o.state = 'ACTIVE'
    and ('ORGANISATION_ADMINISTRATOR' = any (p.roles) or (o.tier = 'FRIEND' and 'FRIEND_CONTACT' = any (p.roles)))
$$;
-- Who prepares for emergencies: makers and administrators of government, and inspectors.
create function hub.sees_reachability() returns boolean language sql stable as $$
  select hub.is_inspector() or exists (
    select 1 from hub.person p join hub.organisation o on o.id = p.organisation_id
    where p.id = hub.current_person() and p.active and o.state = 'ACTIVE' and o.tier = 'GOVERNMENT'
      and p.roles && array['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR'])
$$;
revoke execute on function hub.sees_reachability() from public;
grant execute on function hub.sees_reachability() to hub_government;

do $$
declare t text; login text;
begin
  foreach t in array array['colleague', 'contacts_entry', 'contacts_confirmation', 'organisation_reach'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  foreach login in array array['hub_government', 'hub_member', 'hub_friend'] loop
    foreach t in array array['colleague', 'contacts_entry', 'contacts_confirmation'] loop
      execute format('create policy %1$s_of_organisation on hub.%2$I for select to %1$s
        using (organisation_id = (select hub.contributing_organisation()))', login, t);
      execute format('grant select on hub.%I to %I', t, login);
    end loop;
    execute format('create policy %1$s_coordinates on hub.contacts_entry for insert to %1$s
      with check (organisation_id = (select hub.coordinated_organisation()) and entered_by = (select hub.current_person()))', login);
    -- Whoever was named says that it is still so, or whoever names them.
    execute format('create policy %1$s_confirms on hub.contacts_confirmation for insert to %1$s
      with check (organisation_id = (select hub.contributing_organisation()) and person_id = (select hub.current_person())
        and (organisation_id = (select hub.coordinated_organisation())
          or exists (select 1 from hub.contacts_entry e where e.organisation_id = contacts_confirmation.organisation_id and (select hub.current_person()) in (e.first_id, e.second_id))))', login);
    execute format('grant insert (organisation_id, first_id, second_id, duty_phone, duty_hours, entered_by) on hub.contacts_entry to %I', login);
    execute format('grant insert (organisation_id, person_id) on hub.contacts_confirmation to %I', login);
  end loop;
  foreach t in array array['colleague', 'contacts_entry', 'contacts_confirmation'] loop
    execute format('create policy administrators_read on hub.%I for select to hub_government using ((select hub.is_administrator()))', t);
  end loop;
end $$;
create policy migrator on hub.colleague to hub_migrator using (true) with check (true);
create policy migrator on hub.contacts_entry to hub_migrator using (true) with check (true);
create policy administrator_notes on hub.colleague for insert to hub_government with check ((select hub.is_administrator()));
create policy administrator_changes on hub.colleague for update to hub_government
  using ((select hub.is_administrator())) with check ((select hub.is_administrator()));
grant insert, update (name, active) on hub.colleague to hub_government;
create policy administrator_enters on hub.contacts_entry for insert to hub_government
  with check ((select hub.is_administrator()) and entered_by = (select hub.current_person()));
create policy administrator_confirms on hub.contacts_confirmation for insert to hub_government
  with check ((select hub.is_administrator()) and person_id = (select hub.current_person()));
-- Whoever is on duty is shown whom to call of an organisation that was escalated to them, and of no other.
create policy duty_calls on hub.contacts_entry for select to hub_government
  using ((select hub.is_on_duty()) and organisation_id in (select s.organisation_id from hub.answer_step s where s.step = 'DUTY'));

-- The worker escalates to contacts, and finds out who would not be reached: it reads that there is a telephone, and not its number.
create policy worker_escalates on hub.contacts_entry for select to hub_worker using (true);
create policy worker_escalates on hub.contacts_confirmation for select to hub_worker using (true);
grant select (organisation_id, first_id, second_id, has_duty_phone, at) on hub.contacts_entry to hub_worker;
grant select (organisation_id, at) on hub.contacts_confirmation to hub_worker;
grant select (created_at) on hub.endpoint to hub_worker;
create policy worker_finds on hub.organisation_reach to hub_worker using (true) with check (true);
grant select, insert, update (level, reasons, computed_at) on hub.organisation_reach to hub_worker;
create policy government_prepares on hub.organisation_reach for select to hub_government using ((select hub.sees_reachability()));
grant select on hub.organisation_reach to hub_government;

insert into hub.colleague (person_id, organisation_id, name, active) select id, organisation_id, name, active from hub.person;

-- An emergency climbs from the first contact to the second.
alter table hub.answer_round drop constraint answer_round_step_check,
  add constraint answer_round_step_check check (step in ('HALF_TIME', 'DEADLINE', 'CONTACTS', 'SECOND_CONTACT', 'DUTY', 'DUTY_AGAIN'));
alter table hub.answer_step drop constraint answer_step_step_check,
  add constraint answer_step_step_check check (step in ('HALF_TIME', 'DEADLINE', 'CONTACTS', 'SECOND_CONTACT', 'DUTY', 'DUTY_AGAIN', 'ANSWERED'));
