-- Every alert is answered (PRV-4, VUL-4, WGX-4): by when, what each organisation answers, who is reminded and to whom it escalates; and drills.

-- A drill (訓練) is one from its making on, and so are its editions: its references say so wherever they go, with no word of what it says.
alter table hub.product
  add column drill boolean not null default false,
  -- Tighter than what its urgency asks for; null: as its urgency.
  add column answer_within_minutes int check (answer_within_minutes between 5 and 10080),
  add constraint product_id_drill unique (id, drill);
create function hub.hold_drill() returns trigger language plpgsql as $$
begin
  raise exception 'a drill is one from its making on';
end $$;
create trigger hold_drill before update on hub.product for each row when (old.drill is distinct from new.drill) execute function hub.hold_drill();

alter table hub.edition
  add column drill boolean not null default false,
  add column answer_by timestamptz not null default now() + interval '7 days',
  add constraint edition_drill_says_so check (drill = starts_with(reference, 'DRILL-')),
  add constraint edition_drill_of_product foreign key (product_id, drill) references hub.product (id, drill);
alter table hub.edition no force row level security;
alter table hub.edition disable trigger hold_edition;
update hub.edition set answer_by = greatest(released_at, embargo_until) + case urgency
  when 'EMERGENCY' then interval '1 hour' when 'PRIORITY' then interval '24 hours' else interval '7 days' end;
alter table hub.edition enable trigger hold_edition;
alter table hub.edition force row level security;
create index edition_to_answer on hub.edition (answer_by) where recalled_at is null;
grant select (answer_by) on hub.edition to hub_member, hub_friend, hub_public;
grant select (answer_by, drill) on hub.edition to hub_worker;
-- Whatever a label says, nothing of a drill is the public's.
create policy no_drill on hub.edition as restrictive for select to hub_public using (not drill);

-- What an organisation answers to an edition that its people were told of. Appended, never changed; the newest of an organisation counts.
create table hub.impact_answer (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid not null,
  label_id int not null,
  category text not null,
  person_id uuid not null references hub.person (id),
  organisation_id uuid not null references hub.organisation (id),
  answer text not null check (answer in ('NOT_AFFECTED', 'CHECKING', 'AFFECTED', 'MITIGATED', 'CANNOT_SAY')),
  note text not null check (length(note) <= 2000),
  -- What is done about it (対応状況): 未対応, 暫定, 完了, 該当なし.
  action_state text check (action_state in ('OPEN', 'INTERIM', 'DONE', 'NOT_APPLICABLE')),
  action_asked text not null default '' check (length(action_asked) <= 500),
  action_owner text not null default '' check (length(action_owner) <= 200),
  action_due date,
  at timestamptz not null default clock_timestamp(),
  foreign key (edition_id, label_id, category) references hub.edition (id, label_id, category),
  check (action_state is not null or (action_asked = '' and action_owner = '' and action_due is null))
);
create index impact_answer_newest on hub.impact_answer (edition_id, organisation_id, at desc);

-- What the worker does about editions that wait for answers, once each: a round is written in the transaction of all that it does.
create table hub.answer_round (
  edition_id uuid not null,
  step text not null check (step in ('HALF_TIME', 'DEADLINE', 'CONTACTS', 'DUTY', 'DUTY_AGAIN')),
  at timestamptz not null default now(),
  primary key (edition_id, step)
);
-- The same for each organisation that was silent then; ANSWERED: it has answered since it was escalated.
create table hub.answer_step (
  edition_id uuid not null,
  organisation_id uuid not null references hub.organisation (id),
  step text not null check (step in ('HALF_TIME', 'DEADLINE', 'CONTACTS', 'DUTY', 'DUTY_AGAIN', 'ANSWERED')),
  at timestamptz not null default now(),
  primary key (edition_id, organisation_id, step)
);
create index answer_step_escalated on hub.answer_step (at) where step = 'DUTY';

-- Who is on duty (当番). Appended: the turn written last counts, so handing over is another turn.
create table hub.duty_turn (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references hub.person (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  entered_by uuid not null references hub.person (id),
  at timestamptz not null default clock_timestamp(),
  check (ends_at > starts_at and ends_at <= starts_at + interval '31 days')
);
create index duty_turn_by_time on hub.duty_turn (ends_at, starts_at);

-- What they did about an organisation that did not answer. Appended.
create table hub.duty_note (
  id uuid primary key default gen_random_uuid(),
  edition_id uuid not null,
  organisation_id uuid not null references hub.organisation (id),
  person_id uuid not null references hub.person (id),
  what text not null check (what in ('TAKEN', 'CALLED', 'CLOSED')),
  outcome text check (outcome in ('REACHED', 'NO_ANSWER', 'CALL_BACK')),
  note text not null check (length(note) <= 2000),
  at timestamptz not null default clock_timestamp(),
  check ((what = 'CALLED') = (outcome is not null))
);
create index duty_note_of_escalation on hub.duty_note (edition_id, organisation_id, at);

-- Whose turn it is now.
create function hub.is_on_duty() returns boolean language sql stable as $$
  select coalesce((select t.person_id = hub.current_person() from hub.duty_turn t
    where t.starts_at <= now() and t.ends_at > now() order by t.at desc limit 1), false)
$$;
revoke execute on function hub.is_on_duty() from public;
grant execute on function hub.is_on_duty() to hub_government;

do $$
declare t text; login record;
  in_force text := $c$ exists (select 1 from hub.edition e where e.id = edition_id and e.released_at <= now() and e.recalled_at is null
    and (e.embargo_until is null or e.embargo_until <= now()) and (e.expires_at is null or e.expires_at > now())) $c$;
  told text := $c$ exists (select 1 from hub.inbox i where i.person_id = (select hub.current_person()) and i.edition_id = impact_answer.edition_id and i.kind <> 'RECALLED') $c$;
begin
  foreach t in array array['impact_answer', 'answer_round', 'answer_step', 'duty_turn', 'duty_note'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  for login in select * from (values
      ('hub_government', 'true'),
      ('hub_member', $w$ category in ('PROVISION', 'NOTICE') $w$),
      ('hub_friend', $w$ category = 'NOTICE' $w$)) v (name, categories) loop
    -- An organisation's answer is its people's, as far as they may read what it answers.
    execute format($p$create policy %1$s_of_organisation on hub.impact_answer for select to %1$s
      using (organisation_id = (select hub.contributing_organisation()) and %2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s)$p$,
      login.name, login.categories, in_force);
    -- By those of its people who were told.
    execute format($p$create policy %1$s_answers on hub.impact_answer for insert to %1$s
      with check (person_id = (select hub.current_person()) and organisation_id = (select hub.contributing_organisation())
        and %2$s and label_id = any ((select hub.readable_labels())::int[]) and %3$s and %4$s)$p$,
      login.name, login.categories, in_force, told);
    execute format('grant select, insert (edition_id, label_id, category, person_id, organisation_id, answer, note, action_state, action_asked, action_owner, action_due)
      on hub.impact_answer to %I', login.name);
  end loop;
  -- Editions are looked up under their own policies: an office follows its own, up to its people's clearance (L37); inspectors everything (OVS-2).
  foreach t in array array['impact_answer', 'answer_step'] loop
    execute format('create policy makers_read on hub.%I for select to hub_government
      using (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.drafting_organisation())))', t);
    execute format('create policy inspectors_read on hub.%I for select to hub_government using ((select hub.is_inspector()))', t);
  end loop;
end $$;
create policy worker_reminds on hub.impact_answer for select to hub_worker using (true);
grant select (edition_id, organisation_id, at) on hub.impact_answer to hub_worker;
create policy worker_reminds on hub.answer_round to hub_worker using (true) with check (true);
create policy worker_reminds on hub.answer_step to hub_worker using (true) with check (true);
create policy worker_reminds on hub.duty_turn for select to hub_worker using (true);
grant select, insert on hub.answer_round, hub.answer_step to hub_worker;
grant select on hub.duty_turn to hub_worker;

-- The roster is no secret within government; it is written by officers, administrators, and whoever hands over.
create policy government_reads on hub.duty_turn for select to hub_government using ((select hub.current_person()) is not null);
create policy government_enters on hub.duty_turn for insert to hub_government with check (
  entered_by = (select hub.current_person())
  and ((select hub.releasing_organisation()) is not null or (select hub.is_administrator()) or (select hub.is_on_duty()))
  and person_id in (select p.id from hub.person p join hub.organisation o on o.id = p.organisation_id where p.active and p.tier = 'GOVERNMENT' and o.state = 'ACTIVE'));
grant select, insert (person_id, starts_at, ends_at, entered_by) on hub.duty_turn to hub_government;

-- Whoever is on duty is shown what was escalated of editions that they may read themselves.
create policy duty_reads on hub.answer_step for select to hub_government
  using ((select hub.is_on_duty()) and edition_id in (select e.id from hub.edition e)
    and (step <> 'HALF_TIME' and step <> 'DEADLINE'));
grant select on hub.answer_step to hub_government;
create policy of_escalation on hub.duty_note for select to hub_government
  using ((edition_id, organisation_id) in (select s.edition_id, s.organisation_id from hub.answer_step s where s.step = 'DUTY'));
create policy duty_notes on hub.duty_note for insert to hub_government with check (
  person_id = (select hub.current_person()) and (select hub.is_on_duty())
  and (edition_id, organisation_id) in (select s.edition_id, s.organisation_id from hub.answer_step s where s.step = 'DUTY'));
grant select, insert (edition_id, organisation_id, person_id, what, outcome, note) on hub.duty_note to hub_government;
