-- A receipt also says what of a document of another format (MISP and others) has no counterpart in STIX.
alter table hub.bundle_import_remark drop constraint bundle_import_remark_kind_check;
alter table hub.bundle_import_remark add constraint bundle_import_remark_kind_check
  check (kind in ('REFUSED', 'CHANGED', 'WARNING', 'LOSS'));
