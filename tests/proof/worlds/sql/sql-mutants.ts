/** Faults in the walls of the database, each of which re-introduces a leak. The comparison of worlds has to find every one. */
export interface SqlMutant {
  readonly id: string
  readonly leakClass: string
  /** What somebody did, in a few words. */
  readonly says: string
  readonly sql: string
}

/**
 * Replaces a piece of the condition of who receives wherever it stands: in `readable_labels` and in the policies of labels. Fails
 * when the piece is not there: a mutant that changes nothing proves nothing.
 */
const inCondition = (piece: string, by: string): string => `do $m$
  declare old text := pg_get_functiondef('hub.readable_labels'::regproc); wanted text := $p$${piece}$p$; policy record;
  begin
    if position(wanted in old) = 0 then raise exception 'the mutant finds nothing to change: %', wanted; end if;
    execute replace(old, wanted, $p$${by}$p$);
    for policy in select polname as name, pg_get_expr(polqual, polrelid) as text from pg_policy where polrelid = 'hub.label'::regclass and polcmd = 'r' loop
      execute format('alter policy %I on hub.label using (%s)', policy.name, replace(replace(policy.text, ' ANY (', ' any ('), wanted, $p$${by}$p$));
    end loop;
  end $m$`
/** A function that runs as its owner and that everybody may call, as PostgreSQL has it unless told otherwise. */
const forAll = (name: string, returns: string, query: string): string =>
  `create function hub.${name}() returns ${returns} language sql stable security definer as $f$ ${query} $f$`
/** Widens one policy. */
const opened = (policy: string, table: string): string => `alter policy ${policy} on hub.${table} using (true)`

export const SQL_MUTANTS: readonly SqlMutant[] = [
  {
    id: 'sql-sources-open',
    leakClass: 'L21',
    says: 'everybody of the government sees where threat information comes from',
    sql: opened('government_sees', 'source'),
  },
  {
    id: 'sql-pulls-for-members',
    leakClass: 'L16',
    says: 'members see the pulls of sources',
    sql: `create policy member_sees on hub.pull for select to hub_member using (true); grant select on hub.pull to hub_member`,
  },
  {
    id: 'sql-circles-open',
    leakClass: 'L40',
    says: 'everybody of the government sees circles and who is in them',
    sql: opened('government_reads', 'circle'),
  },
  {
    id: 'sql-circles-for-members',
    leakClass: 'L40',
    says: 'members see circles',
    sql: `create policy member_sees on hub.circle for select to hub_member using (true); grant select on hub.circle to hub_member`,
  },
  {
    id: 'sql-any-circle',
    leakClass: 'L17',
    says: 'whoever is in no circle receives what is addressed to one',
    sql: inCondition(`o.circles && label.circles`, `cardinality(label.circles) > 0`),
  },
  {
    id: 'sql-member-edition-open',
    leakClass: 'L16',
    says: 'a policy that lets everything through',
    sql: opened('member_receives', 'edition'),
  },
  {
    id: 'sql-friend-edition-open',
    leakClass: 'L16',
    says: 'friends see every edition',
    sql: opened('friend_receives', 'edition'),
  },
  {
    id: 'sql-no-row-security',
    leakClass: 'L16',
    says: 'row-level security taken off a table',
    sql: 'alter table hub.edition disable row level security',
  },
  {
    id: 'sql-labels-by-category',
    leakClass: 'L40',
    says: 'labels shown by category alone',
    sql: `alter policy member_reads on hub.label using (category in ('PROVISION', 'NOTICE'))`,
  },
  {
    id: 'sql-friend-labels',
    leakClass: 'L40',
    says: 'audiences of notices shown to all friends',
    sql: `alter policy friend_reads on hub.label using (category = 'NOTICE')`,
  },
  {
    id: 'sql-recalled-served',
    leakClass: 'L45',
    says: 'recalled editions stay readable',
    sql: `alter policy member_receives on hub.edition using (category in ('PROVISION', 'NOTICE') and label_id = any ((select hub.readable_labels())::int[]) and (embargo_until is null or embargo_until <= now()) and (expires_at is null or expires_at > now()))`,
  },
  {
    id: 'sql-embargo-ignored',
    leakClass: 'L62',
    says: 'embargoed editions are readable',
    sql: `alter policy friend_receives on hub.edition using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]) and released_at <= now() and recalled_at is null and (expires_at is null or expires_at > now()))`,
  },
  {
    id: 'sql-exclusion-ignored',
    leakClass: 'L17',
    says: 'excluded organisations receive',
    sql: inCondition(`o.id = any (label.excluded_organisations)`, `false`),
  },
  {
    id: 'sql-clearance-expiry-ignored',
    leakClass: 'L47',
    says: 'an expired clearance goes on',
    sql: inCondition(`p.clearance_valid_until > now()`, `true`),
  },
  {
    id: 'sql-safeguards-ignored',
    leakClass: 'L47',
    says: 'lapsed safeguards go on',
    sql: inCondition(`o.safeguards_valid_until > now()`, `true`),
  },
  {
    id: 'sql-rank-ignored',
    leakClass: 'L17',
    says: 'any clearance is enough',
    sql: inCondition(`p.clearance_rank >= label.required_rank`, `true`),
  },
  {
    id: 'sql-consent-ignored',
    leakClass: 'L18',
    says: 'an originator’s consent is not asked',
    sql: inCondition(`o.tier = any (label.consented_tiers)`, `true`),
  },
  {
    id: 'sql-suspended-reads',
    leakClass: 'L47',
    says: 'a suspended organisation goes on reading',
    sql: inCondition(`o.state = 'ACTIVE'`, `'x' = 'x'`),
  },
  {
    id: 'sql-inactive-reads',
    leakClass: 'L47',
    says: 'a deactivated person goes on reading',
    sql: inCondition(`p.active`, `true`),
  },
  {
    id: 'sql-definer-view',
    leakClass: 'L15',
    says: 'a view that runs as its owner',
    sql: `create view hub.listing as select id, title from hub.edition; alter view hub.listing owner to postgres; grant select on hub.listing to hub_friend, hub_member`,
  },
  {
    id: 'sql-invoker-forgotten',
    leakClass: 'L14',
    says: 'a materialised copy for speed',
    sql: `create materialized view hub.counts as select category, count(*) from hub.edition group by 1; grant select on hub.counts to hub_friend; create function hub.refresh_counts() returns bigint language sql stable security definer as 'select count(*) from hub.edition'`,
  },
  {
    id: 'sql-outbox-granted',
    leakClass: 'L41',
    says: 'the outbox is readable',
    sql: `grant select on hub.outbox to hub_government; create policy all_read on hub.outbox for select to hub_government using (true)`,
  },
  {
    id: 'sql-inbox-of-all',
    leakClass: 'L37',
    says: 'everybody’s inbox is readable',
    sql: `alter policy hub_member_own on hub.inbox using (tier = 'MEMBER')`,
  },
  {
    id: 'sql-directory-open',
    leakClass: 'L38',
    says: 'the directory is open to members',
    sql: opened('hub_member_own', 'person'),
  },
  {
    id: 'sql-directory-of-friends',
    leakClass: 'L38',
    says: 'organisations are open to friends',
    sql: opened('hub_friend_own', 'organisation'),
  },
  {
    id: 'sql-history-granted',
    leakClass: 'L52',
    says: 'the history of memberships is open',
    sql: `grant select on hub.membership_change to hub_member; create policy all_read on hub.membership_change for select to hub_member using (true)`,
  },
  {
    id: 'sql-sessions-of-tier',
    leakClass: 'L50',
    says: 'sessions of the whole tier are seen',
    sql: `alter policy hub_friend_presents on hub.session using (tier = 'FRIEND')`,
  },
  {
    id: 'sql-keys-of-tier',
    leakClass: 'L40',
    says: 'keys of the whole tier are seen',
    sql: `alter policy hub_government_presents on hub.api_key using (tier = 'GOVERNMENT')`,
  },
  {
    id: 'sql-nobody-reads',
    leakClass: 'L50',
    says: 'a context that was never set sees the directory',
    sql: opened('government_reads', 'organisation'),
  },
  {
    id: 'sql-work-of-others',
    leakClass: 'L20',
    says: 'drafts of other offices are open',
    sql: opened('drafters', 'product'),
  },
  {
    id: 'sql-fragments-open',
    leakClass: 'L20',
    says: 'fragments are open where products are not',
    sql: opened('of_edition_draft', 'fragment'),
  },
  {
    id: 'sql-store-open',
    leakClass: 'L63',
    says: 'the store is open without clearance',
    sql: opened('government', 'stix_object'),
  },
  {
    id: 'sql-public-unreleased',
    leakClass: 'L18',
    says: 'what is not for the public is public',
    sql: `alter policy public_receives on hub.edition using (category = 'NOTICE')`,
  },
  {
    id: 'sql-newest-of-all',
    leakClass: 'L03',
    says: 'the time of the newest edition, for a page’s head',
    sql: forAll('newest', 'timestamptz', 'select max(released_at) from hub.edition'),
  },
  {
    id: 'sql-search-hits',
    leakClass: 'L04',
    says: 'a search that counts what it found before the policies',
    sql: forAll(
      'search_hits',
      'bigint',
      `select count(*) from hub.edition where position('kasumitanuki' in search_text) > 0`,
    ),
  },
  {
    id: 'sql-relations-counted',
    leakClass: 'L06',
    says: 'how many people belong to organisations of a sector',
    sql: forAll(
      'people_of_gas',
      'bigint',
      `select count(*) from hub.person p join hub.organisation o on o.id = p.organisation_id where 'gas' = any (o.sectors)`,
    ),
  },
  {
    id: 'sql-word-statistics',
    leakClass: 'L31',
    says: 'how often a word occurs, for the order of search',
    sql: forAll(
      'word_count',
      'bigint',
      `select coalesce(sum(ndoc), 0)::bigint from ts_stat('select to_tsvector(''simple'', search_text) from hub.edition')`,
    ),
  },
  {
    id: 'sql-error-of-the-hidden',
    leakClass: 'L34',
    says: 'a question that fails when something hidden matches',
    sql: forAll(
      'check_words',
      'bigint',
      `select 1 / (case when exists (select 1 from hub.edition where title = 'kasumitanuki') then 0 else 1 end)`,
    ),
  },
  {
    id: 'sql-history-of-products',
    leakClass: 'L51',
    says: 'what happened to products is open to members',
    sql: `grant select on hub.product_event to hub_member; create policy all_read on hub.product_event for select to hub_member using (true)`,
  },
  {
    id: 'sql-approvals-open',
    leakClass: 'L51',
    says: 'who agreed to what is open to members',
    sql: `grant select on hub.approval to hub_member; create policy all_read on hub.approval for select to hub_member using (true)`,
  },
  {
    id: 'sql-asked-of-others',
    leakClass: 'L38',
    says: 'what one originator is asked is open to every member',
    sql: `alter policy hub_member_is_asked on hub.consent_request using (true)`,
  },
  {
    id: 'sql-recall-told-to-all',
    leakClass: 'L45',
    says: 'whoever may receive a label sees what was recalled under it, told of it or not',
    sql: `alter policy hub_friend_told on hub.edition_tombstone using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-contributions-open',
    leakClass: 'L38',
    says: 'members see what other organisations contributed',
    sql: opened('hub_member_own', 'contribution'),
  },
  {
    id: 'sql-values-open',
    leakClass: 'L12',
    says: 'friends find the values of every edition, though not the editions',
    sql: opened('hub_friend_receives', 'edition_value'),
  },
  {
    id: 'sql-values-outlive',
    leakClass: 'L45',
    says: 'values are found after their edition was recalled or has expired, and before its embargo ends',
    sql: `alter policy hub_member_receives on hub.edition_value using (category in ('PROVISION', 'NOTICE') and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-objects-outlive',
    leakClass: 'L45',
    says: 'collections go on holding what was recalled',
    sql: `alter policy hub_member_receives on hub.edition_object using (category in ('PROVISION', 'NOTICE') and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-corrections-of-all',
    leakClass: 'L45',
    says: 'whoever reads a correction sees what it corrects, whether they had it or not',
    sql: `alter policy hub_friend_had on hub.edition_correction using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-uses-open',
    leakClass: 'L37',
    says: 'members see who opened what',
    sql: opened('hub_member_own', 'edition_use'),
  },
  {
    id: 'sql-told-of-others',
    leakClass: 'L37',
    says: 'members see who could have fetched what was recalled',
    sql: opened('hub_member_own', 'edition_tombstone_reader'),
  },
  {
    id: 'sql-feedback-open',
    leakClass: 'L37',
    says: 'members see what others said of an edition',
    sql: opened('hub_member_own', 'edition_feedback'),
  },
  {
    id: 'sql-answers-open',
    leakClass: 'L37',
    says: 'members see what other organisations answered to a hunt',
    sql: opened('hub_member_of_organisation', 'hunt_answer'),
  },
  {
    id: 'sql-answers-of-whom-one-reads',
    leakClass: 'L37',
    says: 'recipients of a hunt read each other’s answers',
    sql: `alter policy hub_friend_of_organisation on hub.hunt_answer using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-reports-of-whom-one-reads',
    leakClass: 'L37',
    says: 'recipients of an edition read each other’s reports',
    sql: `alter policy hub_friend_own on hub.indicator_report using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-names-of-members',
    leakClass: 'L38',
    says: 'friends are shown the members that shared a report with their names',
    sql: `alter policy hub_friend_receives on hub.report_tally using (category = 'NOTICE' and label_id = any ((select hub.readable_labels())::int[]))`,
  },
  {
    id: 'sql-cases-of-all-offices',
    leakClass: 'L21',
    says: 'every office of the government sees every case',
    sql: opened('drafters', 'case_file'),
  },
  {
    id: 'sql-intakes-open',
    leakClass: 'L21',
    says: 'what came in is shown without its case',
    sql: opened('of_case', 'intake'),
  },
]
