-- A releasing officer lets through what was found to have slipped into a wider edition, for one version of the product, with a reason.
alter table hub.product_event
  drop constraint product_event_what_check,
  add constraint product_event_what_check
    check (what in ('DRAFTED', 'REVISED', 'SUBMITTED', 'RETURNED', 'OVERRULED', 'RELEASED', 'RECALLED')),
  -- The keys of what was let through.
  add column slips text[],
  add constraint product_event_slips check ((slips is not null) = (what = 'OVERRULED') and (slips is null or cardinality(slips) > 0));
