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
export const inCondition = (piece: string, by: string): string => `do $m$
  declare old text := pg_get_functiondef('hub.readable_labels'::regproc); wanted text := $p$${piece}$p$; policy record;
  begin
    if position(wanted in old) = 0 then raise exception 'the mutant finds nothing to change: %', wanted; end if;
    execute replace(old, wanted, $p$${by}$p$);
    for policy in select polname as name, pg_get_expr(polqual, polrelid) as text from pg_policy where polrelid = 'hub.label'::regclass and polcmd = 'r' loop
      execute format('alter policy %I on hub.label using (%s)', policy.name, replace(replace(policy.text, ' ANY (', ' any ('), wanted, $p$${by}$p$));
    end loop;
  end $m$`
/** A function that runs as its owner and that everybody may call, as PostgreSQL has it unless told otherwise. */
export const forAll = (name: string, returns: string, query: string): string =>
  `create function hub.${name}() returns ${returns} language sql stable security definer as $f$ ${query} $f$`
/** Widens one policy. */
export const opened = (policy: string, table: string): string => `alter policy ${policy} on hub.${table} using (true)`
