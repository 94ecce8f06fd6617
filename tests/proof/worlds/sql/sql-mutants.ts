import { EMERGENCY_SQL_MUTANTS } from './emergency-mutants.ts'

import { PRODUCT_SQL_MUTANTS } from './product-sql-mutants.ts'
import { inCondition, opened, type SqlMutant } from './sql-mutant.ts'

/** Faults in the walls of the database. */
export const SQL_MUTANTS: readonly SqlMutant[] = [
  ...PRODUCT_SQL_MUTANTS,
  ...EMERGENCY_SQL_MUTANTS,
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
    id: 'sql-titles-open',
    leakClass: 'L40',
    says: 'whoever is in no circle sees the titles of all',
    sql: opened('those_in_it_read', 'circle_title'),
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
    id: 'sql-excluded-sector-ignored',
    leakClass: 'L17',
    says: 'organisations of an excluded sector receive',
    sql: inCondition(`o.sectors && label.excluded_sectors`, `false`),
  },
  {
    id: 'sql-excluded-person-ignored',
    leakClass: 'L17',
    says: 'an excluded person receives',
    sql: inCondition(`p.id = any (label.excluded_people)`, `false`),
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
    id: 'sql-deliveries-open',
    leakClass: 'L42',
    says: 'whoever works on products sees what goes to whom by mail',
    sql: opened('senders_follow', 'delivery'),
  },
  {
    id: 'sql-given-up-of-all',
    leakClass: 'L60',
    says: 'what was given up of anybody’s endpoint is readable',
    sql: `alter policy hub_member_own_given_up on hub.delivery using (state = 'FAILED')`,
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
]
