-- Two audiences, two languages (SHR-7): every text stays a fragment, which says what it is for and what it translates. A translation
-- names its original in the same draft and what that said then, so that "out of date" is found out and typed by nobody.
alter table hub.fragment
  add column part text not null default 'ANALYSIS' check (part in ('ANALYSIS', 'BACKGROUND', 'INTENT', 'DECISION')),
  add column language text not null default 'ja' check (language in ('ja', 'en')),
  add column translation_of uuid,
  -- SHA-256 of the text that it was made from, hexadecimal.
  add column translated_digest text check (translated_digest ~ '^[0-9a-f]{64}$'),
  add check ((language = 'ja') = (translation_of is null)),
  add check ((translation_of is null) = (translated_digest is null)),
  add foreign key (edition_draft_id, translation_of) references hub.fragment (edition_draft_id, key) on delete cascade deferrable initially deferred,
  add unique (edition_draft_id, translation_of, language);

alter table hub.edition_draft
  add column title_en text,
  add column title_en_of text check (title_en_of ~ '^[0-9a-f]{64}$'),
  add column summary_en text,
  add column summary_en_of text check (summary_en_of ~ '^[0-9a-f]{64}$'),
  add check ((title_en is null) = (title_en_of is null)),
  add check ((summary_en is null) = (summary_en_of is null));

-- All texts of an edition with their English, as they are signed; empty while it has only what title, summary and body say.
alter table hub.edition add column texts jsonb not null default '[]' check (jsonb_typeof(texts) = 'array');
grant select (texts) on hub.edition to hub_member, hub_friend, hub_public;
alter table hub.edition_correction add column texts jsonb not null default '[]';
