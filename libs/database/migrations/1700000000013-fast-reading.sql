-- Every batch of an import asks which of its objects were revoked. Few ever are: without an index of those the planner reads the
-- whole store for each batch while the store is small, and looks up every id in it when it is large.
create index stix_object_revoked on hub.stix_object (stix_id) where revoked;

-- Versions are compared by their bytes: that is leakproof in PostgreSQL and comparing numerics is not, so that no row is looked at
-- before row-level security has let it through, and the index serves everybody. Seconds since 1970 (from the year 0 on: plus 10¹¹) and
-- thirty decimals in two halves, big-endian, eight bytes each.
drop index hub.edition_object_version;
alter table hub.edition_object alter column version_order type bytea using
  int8send((floor(version_order / 1e30) + 100000000000)::bigint)
  || int8send(floor(mod(version_order - floor(version_order / 1e30) * 1e30, 1e30) / 1e15)::bigint)
  || int8send(mod(version_order - floor(version_order / 1e30) * 1e30, 1e15)::bigint);
alter table hub.edition_object add constraint edition_object_version_order check (octet_length(version_order) = 24);
create index edition_object_version on hub.edition_object (stix_id, category, version_order, edition_id, position);

-- How much an organisation contributed in the last day is asked before each contribution.
alter table hub.contribution add column bytes bigint not null default 0 check (bytes >= 0);
create index contribution_quota on hub.contribution (organisation_id, received_at);
