-- The ladder from one legal work to the next: which fragment of a narrower edition a fragment was made from (ANA-2, ANA-3).
-- Keys are known to the makers of a product alone, and go into no edition.
alter table hub.fragment
  add column key uuid not null default gen_random_uuid(),
  add column derived_from uuid,
  add unique (edition_draft_id, key),
  add check (derived_from is distinct from key);
