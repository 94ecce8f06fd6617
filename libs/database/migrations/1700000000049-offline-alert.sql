-- An alert that was sent while there was no hub (docs/emergency.md), as it was brought in afterwards: which product it is, and whom it reached.
create table hub.offline_alert (
  product_id uuid primary key references hub.product (id),
  -- As its mails name it; one office brings it in once, and another's is another product.
  alert_id text not null check (alert_id ~ '^NRA-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$'),
  -- When it really left.
  sent_at timestamptz not null,
  key_id text not null check (key_id ~ '^[0-9a-f]{16}$'),
  -- SHA-256 over all that was sent, and to whom: nothing else goes out under its name.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  imported_by uuid not null references hub.person (id),
  imported_at timestamptz not null default now()
);

-- What became of each mail, by a digest of its address: no address stands in it.
create table hub.offline_alert_recipient (
  product_id uuid not null references hub.offline_alert (product_id),
  name text not null check (name ~ '^[0-9a-f]{32}$'),
  state text not null check (state in ('SENT', 'BOUNCED', 'FAILED')),
  -- A code, never a word of the other side's.
  reason text check (reason ~ '^[A-Z][A-Z0-9_]{0,39}$'),
  at timestamptz not null,
  primary key (product_id, name)
);

-- By what name the journal of an alert knows an address.
create function hub.offline_name(alert_id text, email text) returns text language sql immutable strict as $$
  select left(encode(sha256(convert_to(alert_id, 'UTF8') || '\x00'::bytea || convert_to(lower(email), 'UTF8')), 'hex'), 32)
$$;
revoke execute on function hub.offline_name(text, text) from public;
grant execute on function hub.offline_name(text, text) to hub_government, hub_worker;

do $$
declare t text;
begin
  foreach t in array array['offline_alert', 'offline_alert_recipient'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
  end loop;
end $$;

-- Whoever sees the product. It is brought in by one of its makers, and what became of its mails until it is released: then they are told by it.
create policy of_product on hub.offline_alert for select to hub_government using (product_id in (select id from hub.product));
create policy makers_bring_in on hub.offline_alert for insert to hub_government with check (
  imported_by = (select hub.current_person()) and product_id in (
    select p.id from hub.product p where p.owner_organisation_id = (select hub.drafting_organisation()) and p.state = 'DRAFT'));
create policy of_product on hub.offline_alert_recipient for select to hub_government using (product_id in (select id from hub.product));
create policy makers_bring_in on hub.offline_alert_recipient for insert to hub_government with check (product_id in (
  select p.id from hub.product p where p.owner_organisation_id = (select hub.drafting_organisation()) and p.state in ('DRAFT', 'IN_REVIEW')));
create policy makers_bring_in_again on hub.offline_alert_recipient for update to hub_government
  using (product_id in (
    select p.id from hub.product p where p.owner_organisation_id = (select hub.drafting_organisation()) and p.state in ('DRAFT', 'IN_REVIEW')))
  with check (true);
grant select, insert (product_id, alert_id, sent_at, key_id, digest, imported_by) on hub.offline_alert to hub_government;
grant select, insert, update (state, reason, at) on hub.offline_alert_recipient to hub_government;

create policy worker_tells on hub.offline_alert for select to hub_worker using (true);
create policy worker_tells on hub.offline_alert_recipient for select to hub_worker using (true);
grant select (product_id, alert_id) on hub.offline_alert to hub_worker;
grant select on hub.offline_alert_recipient to hub_worker;
