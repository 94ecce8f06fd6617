-- Every batch of an import asks which of its objects were revoked. Few ever are: without an index of those the planner reads the
-- whole store for each batch while the store is small, and looks up every id in it when it is large.
create index stix_object_revoked on hub.stix_object (stix_id) where revoked;
