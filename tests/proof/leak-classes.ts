/**
 * The 64 ways in which systems like this one have leaked. A class is tested by every test whose title holds its tag (`[L02]`);
 * the runner counts the classes whose tests ran and passed. A class that is not built names the surfaces that do not exist yet,
 * and tests/house holds it to that: it becomes due when such a surface appears.
 */
export interface LeakClass {
  /** `L01` … `L64`. */
  readonly id: string
  /** What leaks, in a few words. */
  readonly leak: string
  /** Of a class without a surface: what is not built, and how its surfaces would be named when they are. */
  readonly notBuilt?: { readonly why: string; readonly due: RegExp }
}

const built = (id: string, leak: string): LeakClass => ({ id, leak })
const notBuilt = (id: string, leak: string, why: string, due: RegExp): LeakClass => ({
  id,
  leak,
  notBuilt: { why, due },
})

/** What carries files that people attach. `unpdf` takes the text out of a document that is kept nowhere; `pdfkit` makes one, likewise. */
const FILES =
  /^(Mutation|Query)\.\w*(attach|blob|thumbnail)|^dependency (?!(?:unpdf|(?:@types\/)?pdfkit)$).*(sharp|pdf|ooxml|docx|exceljs)|^table .*attachment/i
// The hashes of a MISP feed are made at once of what the reader may read, like any download, and hold digests and ids alone; and
// `csv-parse` reads tables of others.
const EXPORTS =
  /^(Mutation|Query)\.\w*export|^(GET|POST) (?!\/hashes\.csv$).*(\.csv|\.pdf|export)|^dependency (?!(?:unpdf|(?:@types\/)?pdfkit|csv-parse)$).*(csv|pdf|exceljs)|^table .*export/i

export const LEAK_CLASSES: readonly LeakClass[] = [
  built('L01', 'an object by its id; one thing checked and another acted on'),
  built('L02', 'counts, totals, pages'),
  built('L03', 'aggregates: least, greatest, distinct'),
  built('L04', 'a filter on what one may not read'),
  built('L05', 'an order by what one may not read'),
  built('L06', 'that two things are related'),
  built('L07', 'the same thing reached the other way round'),
  built('L08', 'a way around through interfaces, unions or a general node'),
  built('L09', 'a computed field that tells of what it was computed from'),
  built('L10', 'the answer to a change, which shows more than a question would'),
  notBuilt(
    'L11',
    'the bulk form of an operation',
    'nothing changes several things at once',
    /^Mutation\.\w+\((\w*[iI]ds|items|inputs)\)/,
  ),
  built('L12', 'the same data through another door'),
  built('L13', 'a door that nobody listed'),
  built('L14', 'a derived copy that no policy guards'),
  built('L15', 'a view that reads as its owner'),
  built('L16', 'a table without row-level security'),
  built('L17', 'any of several markings taken for all'),
  built('L18', 'no marking taken for public'),
  built('L19', 'a label changed by storing again or merging'),
  built('L20', 'what is nested and was not cut out'),
  built('L21', 'that something is there: another answer for hidden than for absent'),
  built('L22', 'that a name is taken'),
  built('L23', 'that a parent is there'),
  built('L24', 'data in the text of an error'),
  built('L25', 'statistics of the planner'),
  built('L26', 'the SQL of other sessions'),
  built('L27', 'payloads of notifications'),
  built('L28', 'numbers in sequence, and their gaps'),
  built('L29', 'ids that can be computed from a value'),
  built('L30', 'times and ids taken over from the secret work'),
  built('L31', 'search: order, scores, suggestions'),
  built('L32', 'how long an answer takes'),
  built('L33', 'limits shared with others, or keyed by what the caller sends'),
  built('L34', 'an error where the answer should be empty'),
  built('L35', 'limits and field names in error texts'),
  built('L36', 'the words of a higher tier in the schema'),
  built('L37', 'who received and who read'),
  built('L38', 'the directory in lists, filters and answers'),
  built('L39', 'rights written into a token'),
  built('L40', 'permissions, audiences and approvals'),
  built('L41', 'news that name the hidden thing'),
  built('L42', 'mail and digests'),
  built('L43', 'headers of answers'),
  built('L44', 'a socket that hears what is for others'),
  built('L45', 'the end of a thing: recall, deletion'),
  built('L46', 'a guard that is not asked at sockets or fields'),
  built('L47', 'access that outlives its rights'),
  built('L48', 'what is repeated after a reconnection'),
  built('L49', 'caches between users'),
  built('L50', 'one connection used for several people'),
  built('L51', 'older versions and history'),
  notBuilt('L52', 'the audit trail', 'reads leave no trail yet', /^(table |Query\.|Mutation\.|GET )\S*audit/i),
  built('L53', 'logs'),
  notBuilt('L54', 'attachments by their address', 'nothing is attached to anything', FILES),
  notBuilt('L55', 'attachments that lose their label', 'nothing is attached to anything', FILES),
  built('L56', 'a download wider than the view'),
  notBuilt('L57', 'files of exports in work', 'downloads are made at once and kept nowhere', EXPORTS),
  built('L58', 'what documents say of themselves'),
  built('L59', 'feeds with a secret in the address, or with what is not public'),
  built('L60', 'webhooks: what they say, their secrets, and whose they are'),
  built('L61', 'a text that names the hidden thing'),
  built('L62', 'a way to publish that leaves out the check'),
  built('L63', 'imports that bring ids or labels of their own'),
  notBuilt(
    'L64',
    'backups and copies',
    'the scripts of docker/ are run by operators; no engine runs them in tests',
    /^verb (\w+ )?(backup|restore|dump)/,
  ),
]
