-- What a source is said to be changes after something was made of it (ANA-3, CLR-5): an intake is classified anew, an originator takes its
-- consent back, a pulled source is labelled more tightly. Whatever rests on it is judged again in the same transaction.

-- One classification of an intake after the other; the first is the intake's own. Appended and never changed.
create table hub.intake_classification (
  intake_id uuid not null references hub.intake (id),
  position int not null check (position >= 1),
  person_id uuid not null references hub.person (id),
  consented_tiers text[] not null check (consented_tiers <@ array['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC']),
  contains_secret boolean not null,
  contains_comm_info boolean not null,
  identifies_person boolean not null,
  at timestamptz not null default clock_timestamp(),
  primary key (intake_id, position)
);

alter table hub.case_entry
  add column classification int,
  add constraint case_entry_classification foreign key (intake_id, classification) references hub.intake_classification (intake_id, position),
  drop constraint case_entry_kind_check,
  add constraint case_entry_kind_check
    check (kind in ('OPENED', 'NOTE', 'INTAKE', 'LINK', 'PRODUCT', 'ASSIGNED', 'CLOSED', 'REOPENED', 'RECLASSIFIED')),
  drop constraint case_entry_check,
  add constraint case_entry_intake check ((kind in ('INTAKE', 'RECLASSIFIED')) = (intake_id is not null)),
  add constraint case_entry_reclassified check ((kind = 'RECLASSIFIED') = (classification is not null));
grant insert (classification) on hub.case_entry to hub_government;

-- What an edition in force was made of when it was released: its product's drafts go on without it while it is corrected. Of an edition
-- the rows of the highest version count: a correction that changes none of its words may still say anew what it was made of.
create table hub.released_fragment (
  edition_id uuid not null references hub.edition (id),
  product_version int not null,
  position int not null,
  intakes uuid[] not null,
  rewritten boolean not null,
  contains_secret boolean not null,
  contains_comm_info boolean not null,
  identifies_person boolean not null,
  -- Requests to which an originator agreed and without which it could not have gone so far.
  consents uuid[] not null,
  primary key (edition_id, product_version, position)
);

-- An originator takes back what it agreed to, once.
create table hub.consent_withdrawal (
  request_id uuid primary key references hub.consent_answer (request_id),
  withdrawn_by uuid not null references hub.person (id),
  note text not null check (length(note) <= 2000),
  withdrawn_at timestamptz not null default clock_timestamp()
);

-- Releases share it and who changes a restriction has it alone; both take it before they hold any row, so that neither waits for the other
-- with something in hand, and a release sees either the old restriction and is judged with it afterwards, or the new one.
create function hub.share_provenance() returns void language sql as $$ select pg_advisory_xact_lock_shared(hashtext('noroshi provenance')) $$;
create function hub.hold_provenance() returns void language sql as $$ select pg_advisory_xact_lock(hashtext('noroshi provenance')) $$;

-- Whoever works on a case may tighten; who loosens, in whatever way, is a releasing officer, and not whoever classified it last.
create function hub.hold_classification() returns trigger language plpgsql as $$
declare last record;
begin
  select * into strict last from (
    select c.position, c.person_id, c.consented_tiers, c.contains_secret, c.contains_comm_info, c.identifies_person
      from hub.intake_classification c where c.intake_id = new.intake_id
    union all
    select 0, i.person_id, i.consented_tiers, i.contains_secret, i.contains_comm_info, i.identifies_person from hub.intake i where i.id = new.intake_id) x
  order by x.position desc limit 1;
  if new.position <> last.position + 1 then
    raise exception 'classifications follow each other';
  end if;
  if (not new.consented_tiers <@ last.consented_tiers or (last.contains_secret and not new.contains_secret)
      or (last.contains_comm_info and not new.contains_comm_info) or (last.identifies_person and not new.identifies_person))
    and (hub.releasing_organisation() is null or last.person_id = new.person_id) then
    raise exception 'an intake is loosened by another releasing officer';
  end if;
  return new;
end $$;
create trigger hold_classification before insert on hub.intake_classification for each row execute function hub.hold_classification();

do $$
declare t text; login text;
begin
  foreach t in array array['intake_classification', 'released_fragment', 'consent_withdrawal'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
  foreach login in array array['hub_government', 'hub_member', 'hub_friend'] loop
    execute format('create policy %1$s_is_asked on hub.consent_withdrawal for select to %1$s
      using (request_id in (select id from hub.consent_request))', login);
    execute format('create policy %1$s_withdraws on hub.consent_withdrawal for insert to %1$s
      with check (withdrawn_by = (select hub.current_person())
        and request_id in (select a.request_id from hub.consent_answer a where a.agreed)
        and request_id in (
          select id from hub.consent_request
          where originator_id = (select hub.consenting_organisation()) and required_rank <= (select hub.drafting_rank())))', login);
    execute format('grant select, insert (request_id, withdrawn_by, note) on hub.consent_withdrawal to %I', login);
  end loop;
end $$;

create policy of_intake on hub.intake_classification for select to hub_government using (intake_id in (select id from hub.intake));
create policy drafters_classify on hub.intake_classification for insert to hub_government
  with check (person_id = (select hub.current_person())
    and intake_id in (
      select i.id from hub.intake i join hub.case_file f on f.id = i.case_id
      where f.owner_organisation_id = (select hub.drafting_organisation()) and f.required_rank <= (select hub.drafting_rank())
        and (intake_classification.contains_comm_info or i.source_type not in ('AGREEMENT_COMMINFO', 'NONCONSENSUAL_COMMINFO'))));
grant select, insert (intake_id, position, person_id, consented_tiers, contains_secret, contains_comm_info, identifies_person)
  on hub.intake_classification to hub_government;

create policy officers_release on hub.released_fragment for insert to hub_government
  with check (edition_id in (select e.id from hub.edition e where e.owner_organisation_id = (select hub.releasing_organisation())));
create policy inspectors_read on hub.released_fragment for select to hub_government using ((select hub.is_inspector()));
grant select, insert on hub.released_fragment to hub_government;

-- Who changes a restriction need not see all that it reaches, and is not shown it: the purpose 'provenance' looks at what rests on it, and
-- takes it back. It is taken up for this alone, within the transaction of the person who is named in the history.
do $$
declare t text; judging text := $c$ (select hub.system_purpose()) = 'provenance' $c$;
begin
  foreach t in array array['intake', 'intake_classification', 'edition', 'edition_object', 'released_fragment', 'label', 'stix_object', 'bundle_import'] loop
    execute format('create policy provenance_reads on hub.%I for select to hub_government using (%s)', t, judging);
  end loop;
  execute format('create policy provenance_reads on hub.product for select to hub_government using (%s)', judging);
  execute format('create policy provenance_returns on hub.product for update to hub_government using (%1$s) with check (%1$s)', judging);
  execute format('create policy provenance_recalls on hub.edition for update to hub_government using (%1$s) with check (%1$s)', judging);
  execute format('create policy provenance_tells on hub.outbox for insert to hub_government with check (%s and kind = %L)', judging, 'RECALLED');
end $$;

-- A consent that is taken back ends what rests on it, in the originator's own transaction, whose login may see nothing of it. So this alone
-- is done with the owner's rights, as a trigger that no login may call, not even the owner's; its policies hold within triggers only (ADR 0031).
create function hub.hold_provenance_first() returns trigger language plpgsql as $$
begin
  perform hub.hold_provenance();
  return new;
end $$;
create function hub.end_consent() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare asked hub.consent_request; made hub.product; happened text;
  why text := '提供元が同意を撤回しました。 / Its originator withdrew its consent.' || case new.note when '' then '' else E'\n' || new.note end;
begin
  select r.* into strict asked from hub.consent_request r where r.id = new.request_id;
  select p.* into strict made from hub.product p where p.id = asked.product_id for update;
  if exists (
    select 1 from hub.released_fragment f join hub.edition e on e.id = f.edition_id
    where e.product_id = made.id and e.recalled_at is null and asked.id = any (f.consents)
      and f.product_version = (select max(l.product_version) from hub.released_fragment l where l.edition_id = f.edition_id))
  then
    happened := 'RECALLED';
    update hub.edition set recalled_at = clock_timestamp(),
      recall_reason = '取扱いの見直しのため回収しました。 / Recalled because its handling was reviewed.'
      where product_id = made.id and recalled_at is null;
    update hub.product set state = 'RECALLED', updated_at = clock_timestamp() where id = made.id;
    insert into hub.outbox (kind, product_id) values ('RECALLED', made.id);
    perform pg_notify('hub_outbox', '');
  elsif made.state = 'IN_REVIEW' and exists (
    select 1 from hub.fragment f join hub.edition_draft d on d.id = f.edition_draft_id
    where d.product_id = made.id and f.text = asked.text and f.originator is not null)
  then
    happened := 'RETURNED';
    update hub.product set state = 'DRAFT', submitted_by = null, reviewed_objects = null, updated_at = clock_timestamp() where id = made.id;
  end if;
  if happened is not null then
    insert into hub.product_event (product_id, person_id, what, note, product_version)
      values (made.id, new.withdrawn_by, happened, why, made.version);
  end if;
  return null;
end $$;
create trigger hold_provenance before insert on hub.consent_withdrawal for each row execute function hub.hold_provenance_first();
create trigger end_consent after insert on hub.consent_withdrawal for each row execute function hub.end_consent();
revoke execute on function hub.end_consent() from public, hub_migrator;
do $$
declare t text; within text := $c$ (select pg_trigger_depth()) > 0 $c$;
begin
  foreach t in array array['consent_request', 'product', 'edition', 'edition_draft', 'fragment', 'released_fragment'] loop
    execute format('create policy consent_ends on hub.%I for select to hub_migrator using (%s)', t, within);
  end loop;
  foreach t in array array['product', 'edition'] loop
    execute format('create policy consent_ends_it on hub.%I for update to hub_migrator using (%2$s) with check (%2$s)', t, within);
  end loop;
  foreach t in array array['product_event', 'outbox'] loop
    execute format('create policy consent_ends on hub.%I for insert to hub_migrator with check (%s)', t, within);
  end loop;
end $$;

-- What is in force today was made of what its product's drafts say.
do $$
declare t text; tables text[] := array['edition', 'product', 'edition_draft', 'fragment', 'consent_request', 'consent_answer', 'released_fragment'];
begin
  foreach t in array tables loop execute format('alter table hub.%I no force row level security', t); end loop;
  insert into hub.released_fragment
    select e.id, p.version, f.position, f.intakes, f.rewritten, f.contains_secret, f.contains_comm_info, f.identifies_person,
      array(select r.id from hub.consent_request r join hub.consent_answer a on a.request_id = r.id
            where r.product_id = p.id and a.agreed and r.text = f.text and f.originator is not null)
    from hub.edition e join hub.product p on p.id = e.product_id
      join hub.edition_draft d on d.product_id = p.id and d.category = e.category join hub.fragment f on f.edition_draft_id = d.id
    where e.recalled_at is null;
  foreach t in array tables loop execute format('alter table hub.%I force row level security', t); end loop;
end $$;
