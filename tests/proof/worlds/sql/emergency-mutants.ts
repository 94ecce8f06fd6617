/** Faults in the walls around the mode of the hub and what is reviewed afterwards. */
import type { SqlMutant } from './sql-mutant.ts'

export const EMERGENCY_SQL_MUTANTS: readonly SqlMutant[] = [
  {
    id: 'sql-mode-for-all-of-government',
    leakClass: 'L40',
    says: 'everybody of the government knows that something large is going on',
    sql: 'alter policy makers_know on hub.operating_mode_switch using (true)',
  },
  {
    id: 'sql-mode-for-members',
    leakClass: 'L40',
    says: 'members see the mode of the hub',
    sql: 'create policy member_sees on hub.operating_mode_switch for select to hub_member using (true); grant select on hub.operating_mode_switch to hub_member',
  },
  {
    id: 'sql-after-reviews-of-all',
    leakClass: 'L62',
    says: 'every office sees what another released in an emergency, and why',
    sql: 'alter policy of_product on hub.after_review using (true)',
  },
  {
    id: 'sql-offline-alerts-of-all',
    leakClass: 'L62',
    says: 'every office, and whoever is of government, sees what another sent without the hub',
    sql: 'alter policy of_product on hub.offline_alert using (true)',
  },
  {
    id: 'sql-offline-recipients-of-all',
    leakClass: 'L37',
    says: 'whoever is of government sees whom an alert of another office reached',
    sql: 'alter policy of_product on hub.offline_alert_recipient using (true)',
  },
  {
    id: 'sql-findings-without-their-review',
    leakClass: 'L62',
    says: 'what was found afterwards is shown without what it is of',
    sql: 'alter policy of_after_review on hub.after_review_finding using (true)',
  },
]
