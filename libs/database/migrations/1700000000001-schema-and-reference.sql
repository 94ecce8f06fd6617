-- The schema `hub`, and the reference tables that every tier may read.
-- Logins are made by `noroshi database prepare` (they are cluster-wide); here they only receive grants.
-- Every table a tier login can reach has FORCED row-level security from its first migration: the hub refuses to start otherwise.

create schema if not exists hub;
grant usage on schema hub to hub_government, hub_member, hub_friend, hub_public, hub_worker;

-- Who is asking. Settings are local to a transaction; after COMMIT a setting reads '' rather than NULL, hence nullif.
create function hub.current_person() returns uuid language sql stable
  as $$ select nullif(current_setting('hub.person_id', true), '')::uuid $$;
-- The digest or the address that somebody not yet known presents (session token, API key, ticket, e-mail).
create function hub.presented_credential() returns text language sql stable
  as $$ select nullif(current_setting('hub.credential', true), '') $$;
-- Set only by Database.asSystem: names the purpose of a whole-tier read, such as 'push'.
create function hub.system_purpose() returns text language sql stable
  as $$ select nullif(current_setting('hub.purpose', true), '') $$;

-- 重要インフラ 15分野. `ministry` only where a public document evidences it; otherwise null.
create table hub.sector (
  id text primary key,
  name_ja text not null,
  name_en text not null,
  ministry text,
  position int not null
);

-- 基幹インフラ 15業種: candidates, flagged until a person has verified the list against the ordinance.
create table hub.industry (
  id text primary key,
  name_ja text not null,
  name_en text not null,
  verified boolean not null default false,
  source text not null,
  position int not null
);

-- Levels of personal clearance. The law's lower rules will name them; the list is configuration, the rank is what rules compare.
create table hub.clearance_level (
  rank int primary key check (rank >= 0),
  code text not null unique,
  name_ja text not null,
  name_en text not null
);

do $$
declare t text;
begin
  foreach t in array array['sector', 'industry', 'clearance_level'] loop
    execute format('alter table hub.%I enable row level security', t);
    execute format('alter table hub.%I force row level security', t);
    execute format('create policy everyone_reads on hub.%I for select using (true)', t);
    execute format('create policy migrator_writes on hub.%I to hub_migrator using (true) with check (true)', t);
    execute format('grant select on hub.%I to hub_government, hub_member, hub_friend, hub_public, hub_worker', t);
  end loop;
end $$;
