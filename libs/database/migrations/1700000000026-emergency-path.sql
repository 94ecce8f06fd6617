-- The mode of the hub (通常時 ⇄ 大規模障害対応時), and what went out in an emergency with less than the usual approvals (PRV-6). Both are logs:
-- nothing in them is ever changed or deleted, so nobody ends an emergency unseen, and nobody hides what is to be reviewed.
create table hub.operating_mode_switch (
  id bigint generated always as identity primary key,
  mode text not null check (mode in ('NORMAL', 'LARGE_SCALE')),
  person_id uuid not null references hub.person (id),
  reason text not null check (length(reason) between 1 and 2000),
  -- Of LARGE_SCALE: it lapses by itself unless it is declared again.
  hours int check (hours between 1 and 72),
  at timestamptz not null default clock_timestamp(),
  check ((mode = 'LARGE_SCALE') = (hours is not null))
);

-- A release by the emergency path, to be reviewed afterwards (事後審査). Written in the transaction of the release.
create table hub.after_review (
  id uuid primary key default gen_random_uuid(),
  product_id uuid not null references hub.product (id),
  product_version int not null,
  -- SHA-256 over all that was released, as approvals have it.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  urgency text not null check (urgency in ('ROUTINE', 'PRIORITY', 'EMERGENCY')),
  large_scale boolean not null,
  -- What was left out of what is usually asked for.
  missing_reviews int not null check (missing_reviews >= 0),
  missing_authorisations int not null check (missing_authorisations >= 0),
  -- Why it could not wait.
  reason text not null check (length(reason) between 1 and 2000),
  released_by uuid not null references hub.person (id),
  at timestamptz not null default clock_timestamp(),
  due_days int not null check (due_days between 1 and 7),
  check (missing_reviews + missing_authorisations > 0),
  unique (product_id, product_version)
);
create index after_review_by_time on hub.after_review (at, id);

create table hub.after_review_finding (
  after_review_id uuid primary key references hub.after_review (id),
  person_id uuid not null references hub.person (id),
  finding text not null check (finding in ('UPHELD', 'SHOULD_HAVE_WAITED', 'RECALL')),
  note text not null check (length(note) between 1 and 2000),
  at timestamptz not null default clock_timestamp()
);

do $$
declare t text;
begin
  foreach t in array array['operating_mode_switch', 'after_review', 'after_review_finding'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
end $$;

-- The state's own situation: of those whose work depends on it, and of inspectors.
create policy makers_know on hub.operating_mode_switch for select to hub_government
  using ((select hub.drafting_organisation()) is not null or (select hub.is_inspector()));
create policy officers_switch on hub.operating_mode_switch for insert to hub_government
  with check (person_id = (select hub.current_person()) and (select hub.releasing_organisation()) is not null);
grant select, insert (mode, person_id, reason, hours) on hub.operating_mode_switch to hub_government;

-- One switch waits for the releases that are asking for the mode, and they for it: what holds at the instant of a release is what counts.
create function hub.hold_operating_mode() returns void language sql as $$
  select pg_advisory_xact_lock_shared(hashtextextended('noroshi operating mode', 0))
$$;
create function hub.turn_operating_mode() returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('noroshi operating mode', 0))
$$;

create policy of_product on hub.after_review for select to hub_government using (product_id in (select id from hub.product));
create policy releasers_log on hub.after_review for insert to hub_government with check (
  released_by = (select hub.current_person()) and product_id in (
    select p.id from hub.product p
    where p.owner_organisation_id = (select hub.releasing_organisation()) and p.required_rank <= (select hub.drafting_rank())
      and p.version = product_version));
grant select, insert (product_id, product_version, digest, urgency, large_scale, missing_reviews, missing_authorisations, reason, released_by, due_days)
  on hub.after_review to hub_government;

create policy of_after_review on hub.after_review_finding for select to hub_government
  using (after_review_id in (select id from hub.after_review));
-- Nobody reviews what they wrote, submitted, let through, approved or released, nor what is above their clearance; what an officer should
-- have authorised is an officer's, and so is taking back.
create policy others_review on hub.after_review_finding for insert to hub_government with check (
  person_id = (select hub.current_person())
  and (finding <> 'RECALL' or (select hub.releasing_organisation()) is not null)
  and after_review_id in (
    select r.id from hub.after_review r join hub.product p on p.id = r.product_id
    where p.owner_organisation_id = (select hub.drafting_organisation()) and p.required_rank <= (select hub.drafting_rank())
      and (r.missing_authorisations = 0 or (select hub.releasing_organisation()) is not null)
      and r.released_by <> (select hub.current_person()) and p.author_id <> (select hub.current_person())
      and not exists (
        select 1 from hub.product_event e where e.product_id = p.id and e.person_id = (select hub.current_person())
          and e.what in ('DRAFTED', 'REVISED', 'SUBMITTED', 'OVERRULED', 'RELEASED', 'CORRECTING', 'CORRECTED'))
      and not exists (
        select 1 from hub.approval a
        where a.product_id = p.id and a.person_id = (select hub.current_person()) and a.decision = 'APPROVED')));
grant select, insert (after_review_id, person_id, finding, note) on hub.after_review_finding to hub_government;
