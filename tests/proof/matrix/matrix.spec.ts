/**
 * Who may do what, tried: every plain route, every field of the contract, the sockets, the commands and the jobs, by every kind of
 * reader, on a running hub. docs/authorisation.md is written from what happened (`UPDATE=1 npm test -- proof`) and compared: a new
 * door has no row, an opened one has another mark, and both turn this red. That undeclared handlers are refused, tests/house shows.
 */
import { Actor } from '../../support/actor.ts'
import { expectDocument } from '../../support/documents.ts'
import { startTestHub, type TestHub } from '../../support/hub.ts'
import { allFiles, commands, textOf } from '../../support/sources.ts'
import { knockAt } from '../../api/steps.ts'
import { PRINCIPALS, principalsOf, type Principal } from '../principals.ts'
import { callsOf, ID, selectionOf, type Schema, type SchemaType } from '../worlds/hub/probes.ts'

const SHORT: Readonly<Record<Principal, string>> = {
  anonymous: '無名',
  'the public': '公衆',
  'a friend': 'F甲',
  'a friend of another organisation': 'F乙',
  'a member': '構',
  'a member outside the audience': '構外',
  'a member whose safeguards lapsed': '構失',
  'a person whose clearance expired': '構切',
  'a revoked member': '停止',
  'an analyst': '分析',
  'an organisation administrator': '組管',
  'the administrator without clearance': '管理',
  'a key for reading alone': '読鍵',
  'an inspector': '検査',
}

type Mark = '○' | '△' | '×' | '－'
/** What an answer's code means here; any other is a fault of the hub's. */
const MARKS: Readonly<Record<string, Mark>> = {
  ...{ UNAUTHENTICATED: '－', FORBIDDEN: '×', NOT_FOUND: '△', INVALID_INPUT: '△', CONFLICT: '△' },
}

/** TAXII errors carry the status of HTTP and no code of the house; what is wrong with a body is told to who may send one. */
const TAXII_CODES: Readonly<Record<string, string>> = {
  ...{ 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND', 415: 'INVALID_INPUT' },
}

let hub: TestHub
let people: Map<Principal, Actor>
beforeAll(async () => {
  hub = await startTestHub()
  people = await principalsOf(hub)
}, 60_000)
afterAll(() => hub.stop(), 20_000)

async function markOf(answer: Response): Promise<Mark> {
  const text = await answer.text()
  const code =
    /"extensions":\{"code":"([A-Z_]+)"/.exec(text)?.[1] ??
    /^\{"error":\{"code":"([A-Z_]+)"/.exec(text)?.[1] ??
    TAXII_CODES[/"http_status":"(\d+)"/.exec(text)?.[1] ?? '']
  if (code === undefined && answer.ok) return '○'
  const mark = MARKS[code ?? '']
  if (!mark) throw new Error(`${answer.status} ${text.slice(0, 200)}`)
  return mark
}

const rowOf = async (title: string, what: string, ask: (who: Actor) => Promise<Mark>): Promise<string> => {
  const marks: Mark[] = []
  for (const principal of PRINCIPALS) marks.push(await ask(people.get(principal) ?? new Actor(hub.url)))
  return `| \`${title}\` | ${what} | ${marks.join(' | ')} |`
}
const table = (title: string, rows: readonly string[]) =>
  [
    `| ${title} | with | ${PRINCIPALS.map(name => SHORT[name]).join(' | ')} |`,
    `| --- | --- | ${PRINCIPALS.map(() => ':-:').join(' | ')} |`,
    ...rows,
  ].join('\n')

function fieldsOf(type: SchemaType) {
  return Object.entries(type.getFields?.() ?? {}).sort(([one], [other]) => (one < other ? -1 : 1))
}

async function fieldRows(kind: 'query' | 'mutation', root: SchemaType): Promise<string[]> {
  const rows: string[] = []
  for (const [name, field] of fieldsOf(root)) {
    const [call] = callsOf(name, field)
    const args = (field.args ?? []).map(arg => `\`${arg.name}\``).join(' ')
    const query = `${kind} { ${call} ${selectionOf(field.type, 1) || selectionOf(field.type, 2)} }`
    rows.push(await rowOf(name, args, async who => markOf(await who.asking(query))))
  }
  return rows
}

/** The plain routes as docs/access.md lists them, which tests/house holds to the running application. */
const routes = (): string[] =>
  [...textOf('docs/access.md').matchAll(/^\| `((?:GET|POST|PUT|DELETE|PATCH) [^`]+)`/gm)].map(([, route]) => route)

describe('docs/authorisation.md', () => {
  it('[L13][L40][L46] says what happens when each kind of reader tries each door', async () => {
    const schema = hub.schema as Schema
    const plain: string[] = []
    for (const route of routes()) {
      const [method, path] = route.split(' ')
      plain.push(
        await rowOf(route, '', async who =>
          markOf(
            method === 'GET'
              ? await who.get(path.replace(':id', ID))
              : method === 'DELETE'
                ? await who.delete(path)
                : await who.post(path, '{}'),
          ),
        ),
      )
    }
    const socket = await rowOf('connect', '`ticket` `after`', async who => {
      const ticket = await who.ticket().catch(() => undefined)
      const { socket: opened, answer } = await knockAt(hub.url, { ticket })
      opened.close()
      return answer === 'let in' ? '○' : '－'
    })
    const gateway = textOf('apps/api/src/delivery/push.gateway.ts')
    const heard = [...gateway.matchAll(/socket\.on\('(\w+)'/g)]
      .map(([, event]) => event)
      .filter(event => event !== 'disconnect')
    const told = [...gateway.matchAll(/\.emit\('(\w+)'/g)].map(([, event]) => event)
    const jobs = allFiles()
      .filter(
        file =>
          /^(apps|libs)\/.*\.ts$/.test(file) &&
          !file.includes('.spec.') &&
          /setInterval\(|new NewsListener\(/.test(textOf(file)),
      )
      .map(file => file.replace(/^.*\/([^/]+)\.ts$/, '$1'))
    await expectDocument(
      'docs/authorisation.md',
      `# Who may do what

Tried on a running hub with the demo council, by every kind of reader, and written down (\`UPDATE=1 npm test -- proof\`); a test
compares. Ids that were named are of nothing, so that no row depends on what happens to be there.

○ is answered · △ is let in, and told that there is no such thing, or which field is at fault · × may not, whatever it names ·
－ is not signed in. What a reader may do with a thing that is there, \`libs/clearance\` decides ([matrix](../libs/clearance/matrix.md)) and
row-level security again ([reach](reach.md)); worlds with and without it are compared in \`tests/proof\`.

| short | reader |
| --- | --- |
${PRINCIPALS.map(name => `| ${SHORT[name]} | ${name} |`).join('\n')}

## Questions

${table('query', await fieldRows('query', schema.getQueryType()))}

## Changes

${table('mutation', await fieldRows('mutation', schema.getMutationType()))}

## Plain routes

${table('route', plain)}

## Sockets

${table('socket', [socket])}

A socket is heard saying ${heard.map(event => `\`${event}\``).join(', ')} and nothing else, and is told ${[...new Set(told)].map(event => `\`${event}\``).join(', ')}, each person their own.

## Commands and jobs

Commands are for whoever runs the machine, with the files of its data directory: ${commands()
        .map(command => `\`${command}\``)
        .join(', ')}. Work that
runs by itself, on the login of its process: ${[...new Set(jobs)].map(job => `\`${job}\``).join(', ')}.
`,
    )
  }, 120_000)

  it('shows that rights differ, so that the marks mean something', async () => {
    const text = textOf('docs/authorisation.md')
    for (const mark of ['○', '△', '×', '－']) expect([mark, text.split(mark).length > 20]).toEqual([mark, true])
  })
})
