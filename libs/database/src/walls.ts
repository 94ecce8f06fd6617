import { HubError } from '@noroshi/errors'
import type { Login } from './logins.ts'

type Query = (sql: string) => Promise<{ problem: string }[]>

/**
 * What must be true of a login before a single request is served (L14–L16): it can bypass nothing, owns nothing, may not
 * truncate (TRUNCATE ignores row-level security), and every table it reaches has row-level security enabled *and* forced,
 * every view runs with its caller's rights, no materialised view and no definer function stands open.
 */
const PROBLEMS = `
  with reachable as (
    select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relowner, n.nspname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
      and (has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege(c.oid, 'select, insert, update'))
  )
  select 'login may bypass row-level security' as problem from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)
  union all select 'login may create roles, databases or replicas' from pg_roles where rolname = current_user and (rolcreaterole or rolcreatedb or rolreplication)
  union all select 'login is a member of ' || r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member where u.rolname = current_user
  union all select 'login owns ' || relname from reachable join pg_roles u on u.oid = relowner where u.rolname = current_user and current_user <> 'hub_migrator'
  union all select 'no forced row-level security on ' || nspname || '.' || relname from reachable where relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity) and not (nspname = 'hub' and relname = 'migration')
  union all select 'view without security_invoker: ' || relname from reachable where relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)
  union all select 'materialised view or foreign table: ' || relname from reachable where relkind in ('m', 'f')
  union all select 'may truncate ' || relname from reachable where relkind in ('r', 'p') and has_table_privilege(oid, 'truncate') and current_user <> 'hub_migrator'
  union all select 'function with its owner''s rights: ' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname not in ('pg_catalog', 'information_schema') and p.prosecdef and has_function_privilege(p.oid, 'execute')
  union all select 'server keeps no promise: ' || name || ' = ' || setting from pg_settings where (name, setting) in (('fsync', 'off'), ('full_page_writes', 'off'), ('synchronous_commit', 'off'))
  union all select 'the schema hub is missing: run the migrations' where to_regnamespace('hub') is null and current_user <> 'hub_migrator'`

/** @throws HubError UNAVAILABLE naming each wall that does not stand */
export async function assertWallsStand(login: Login, query: Query): Promise<void> {
  const problems = (await query(PROBLEMS)).map(row => row.problem)
  if (problems.length > 0) throw new HubError('UNAVAILABLE', 'WALL_MISSING', `${login}: ${problems.join('; ')}`)
}
