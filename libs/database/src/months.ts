import type { QueryRunner } from 'typeorm'

/** Tables whose rows of one month lie together, by the time that divides them. */
const BY_MONTH = ['delivery']
const MONTHS_AHEAD = 12

/**
 * Makes the months to come of what lies by month, a year ahead at each start of a new version; a row of a month that was never made goes
 * to the rest, and nothing is lost.
 */
export async function makeMonths(runner: QueryRunner): Promise<void> {
  for (const table of BY_MONTH)
    await runner.query(`do $$
      declare month timestamptz; name text;
      begin
        for month in select generate_series(date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '${MONTHS_AHEAD} months', interval '1 month') loop
          name := '${table}_' || to_char(month at time zone 'UTC', 'YYYY_MM');
          continue when to_regclass('hub.' || name) is not null
            or exists (select 1 from hub.${table}_rest r where r.queued_at >= month and r.queued_at < month + interval '1 month');
          execute format('create table hub.%I partition of hub.${table} for values from (%L) to (%L)', name, month, month + interval '1 month');
          execute format('alter table hub.%I enable row level security', name);
          execute format('alter table hub.%I force row level security', name);
        end loop;
      end $$`)
}
