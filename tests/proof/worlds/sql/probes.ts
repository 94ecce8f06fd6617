/**
 * What somebody could ask who had a tier's login and any SQL at all: every table, column, foreign key, function and sequence that the
 * login may touch, from the catalogue, so that a new one is asked from its first migration.
 *
 * Not asked, because PostgreSQL tells every login of a database: planner estimates (EXPLAIN, pg_class) and the counters of
 * pg_stat_*; docs/threat-model.md says so. Nor whether an id is taken, which is an oracle only for whom 122 random bits are known.
 */
import type { Client } from 'pg'
import { CANARY } from './rows.ts'

export interface Probe {
  readonly name: string
  /** An expression of type text. */
  readonly sql: string
}

/** @param superuser looks into the catalogue, which is the same in both worlds */
export async function probesOf(superuser: Client, login: string): Promise<Probe[]> {
  const { rows: columns } = await superuser.query<{ table: string; column: string; type: string }>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where n.nspname = 'hub' and c.relkind in ('r', 'v', 'm', 'p') and a.attnum > 0 and not a.attisdropped
       and has_schema_privilege($1, n.oid, 'USAGE') and has_column_privilege($1, c.oid, a.attnum, 'SELECT')
     order by 1, 2`,
    [login],
  )
  const tables = new Map<string, typeof columns>()
  for (const column of columns) tables.set(column.table, [...(tables.get(column.table) ?? []), column])
  return [
    ...[...tables].flatMap(([table, of]) => tableProbes(table, of)),
    ...(await joinProbes(superuser, tables)),
    ...(await functionProbes(superuser, login)),
  ]
}

function tableProbes(table: string, columns: readonly { column: string; type: string }[]): Probe[] {
  const all = columns.map(({ column }) => `t.${column}`).join(', ')
  const texts = columns.filter(({ type }) => type === 'text').map(({ column }) => `t.${column} like '%${CANARY}%'`)
  return [
    {
      name: `rows of ${table}`,
      sql: `(select jsonb_agg(x order by x::text)::text from (select ${all} from hub.${table} t) x)`,
    },
    { name: `count of ${table}`, sql: `(select count(*)::text from hub.${table})` },
    {
      name: `aggregates of ${table}`,
      sql: `(select array_to_string(array[${columns.map(({ column }) => `count(distinct t.${column}::text)::text, min(t.${column}::text), max(t.${column}::text)`).join(', ')}], '|') from hub.${table} t)`,
    },
    ...(texts.length > 0
      ? [
          {
            name: `filter on ${table}`,
            sql: `(select exists (select 1 from hub.${table} t where ${texts.join(' or ')})::text)`,
          },
        ]
      : []),
  ]
}

async function joinProbes(
  superuser: Client,
  tables: ReadonlyMap<string, readonly { column: string }[]>,
): Promise<Probe[]> {
  const { rows } = await superuser.query<{ from: string; to: string; pairs: [string, string][] }>(
    `select f.relname as from, t.relname as to,
       (select json_agg(json_build_array(fa.attname, ta.attname)) from unnest(k.conkey, k.confkey) u (f, t)
        join pg_attribute fa on fa.attrelid = k.conrelid and fa.attnum = u.f join pg_attribute ta on ta.attrelid = k.confrelid and ta.attnum = u.t) as pairs
     from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.relnamespace = 'hub'::regnamespace order by k.oid`,
  )
  const has = (table: string, column: string) => tables.get(table)?.some(one => one.column === column) ?? false
  return rows
    .filter(({ from, to, pairs }) => pairs.every(([f, t]) => has(from, f) && has(to, t)))
    .map(({ from, to, pairs }) => ({
      name: `join of ${from} and ${to}`,
      sql: `(select count(*)::text from hub.${from} f join hub.${to} t on ${pairs.map(([f, t]) => `f.${f} = t.${t}`).join(' and ')})`,
    }))
}

async function functionProbes(superuser: Client, login: string): Promise<Probe[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select p.proname as name from pg_proc p where p.pronamespace = 'hub'::regnamespace and p.pronargs = 0
       and p.prorettype <> 'trigger'::regtype and has_function_privilege($1, p.oid, 'EXECUTE') order by 1`,
    [login],
  )
  const needsTables = new Set(['hub_public', 'hub_worker'])
  return rows
    .filter(({ name }) => !needsTables.has(login) || name === 'public_labels')
    .map(({ name }) => ({ name: `function ${name}`, sql: `(select hub.${name}()::text)` }))
}

/** All probes in one statement; answers by name. */
export function questionOf(probes: readonly Probe[]): string {
  return `select jsonb_object(array[${probes.flatMap(({ name, sql }) => [`'${name}'`, sql]).join(', ')}]) as answers`
}
