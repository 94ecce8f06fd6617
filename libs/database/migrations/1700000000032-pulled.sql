-- Machines take editions too: by a collection of TAXII, or in a feed. Who did is told of a recall like who opened it, and its senders see it.
alter table hub.edition_use drop constraint edition_use_kind_check;
alter table hub.edition_use add constraint edition_use_kind_check
  check (kind in ('OPENED', 'BUNDLE', 'MISP', 'CSAF', 'PDF', 'MARKDOWN', 'COLLECTION', 'FEED'));

-- Who was told of an edition is inspected like who used it (OVS-2).
create policy inspectors_read on hub.inbox for select to hub_government using ((select hub.is_inspector()));
