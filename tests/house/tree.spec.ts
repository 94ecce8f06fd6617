/** What the tree looks like: where things are, what they are called, how long they are. */
import { basename } from 'node:path/posix'
import { allFiles, textOf, workspaces } from '../support/sources.ts'

const files = allFiles()
const code = files.filter(path => /\.(ts|tsx|mjs|sql|graphql|css)$/.test(path))
const lineCount = (path: string): number => textOf(path).replace(/\n$/, '').split('\n').length

/** `noun.role.ts`. What has no role is pure, a row, or a program; `spec` and `db.spec` come behind the role of what they test. */
const ROLES = [
  ...['module', 'service', 'repository', 'resolver', 'controller', 'gateway', 'guard', 'strategy', 'filter', 'scalar'],
  ...['errors', 'events', 'config', 'setup', 'teardown'],
]
/** A list of words in one language; the portal's only. */
const LANGUAGES = ['en', 'ja']

const NAMELESS = [
  'base',
  'abstract',
  'impl',
  'manager',
  'helper',
  'helpers',
  'util',
  'utils',
  'common',
  'shared',
  'misc',
  'info',
  'dto',
  'data',
]
/** Terms that are whole words of their field, although they contain one of the above. */
const TERMS = ['data-dir', 'reference-data', 'ReferenceData', 'ObservedData', 'DataDir', 'DataSource', 'InfoCategory']

describe('a lib', () => {
  const libs = workspaces().filter(({ folder }) => folder.startsWith('libs/'))

  it('is flat: one folder of sources', () => {
    expect(files.filter(path => /^libs\/[^/]+\/src\/.+\//.test(path))).toEqual([])
  })

  it('has one door, which names what goes through it', () => {
    for (const { folder } of libs) {
      expect(files).toContain(`${folder}/src/index.ts`)
      expect(textOf(`${folder}/src/index.ts`)).not.toMatch(/export \*/)
    }
  })
})

describe('every lib and app', () => {
  for (const { folder } of workspaces().filter(({ folder: where }) => where !== 'tests'))
    it(`${folder} explains itself on one screen, under the four headings`, () => {
      expect(files).toContain(`${folder}/README.md`)
      const headings = [...textOf(`${folder}/README.md`).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
      expect(headings).toEqual(['Words', 'How it works', 'Invariants', 'To change'])
      expect(lineCount(`${folder}/README.md`)).toBeLessThanOrEqual(80)
    })
})

describe('a file', () => {
  it('is at most 400 lines long', () => {
    expect(code.filter(path => lineCount(path) > 400).map(path => `${path}: ${lineCount(path)}`)).toEqual([])
  })

  it('is named in kebab-case, with a role of the closed list or none', () => {
    const wrong = code
      .filter(path => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
      .filter(path => {
        const [noun, ...roles] = basename(path)
          .replace(/\.tsx?$/, '')
          .split('.')
        // A test carries its own role behind that of what it tests.
        const role = roles.join('.').replace(/(^|\.)(db\.)?spec$/, '')
        const ofLanguage = path.startsWith('apps/portal/src/words/') && LANGUAGES.includes(role)
        return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(noun) || !(role === '' || ofLanguage || ROLES.includes(role))
      })
    expect(wrong).toEqual([])
  })

  it('is named after what it is, not after its being a file', () => {
    const wrong = code.filter(path => {
      const name = TERMS.reduce((rest, term) => rest.replace(term, ''), basename(path))
      return name.split(/[.-]/).some(word => NAMELESS.includes(word))
    })
    expect(wrong).toEqual([])
  })

  it('that is a test stands beside what it tests, or in a folder of tests', () => {
    const specs = files.filter(path => path.endsWith('.spec.ts') || path.endsWith('.spec.tsx'))
    for (const path of specs) expect(path).toMatch(/^(libs\/[^/]+\/src|apps\/[^/]+\/src|tests\/[a-z]+)\//)
  })
})

describe('a name', () => {
  it('of a class, an interface or a type says what it is', () => {
    const wrong = code
      .filter(path => /\.tsx?$/.test(path))
      .flatMap(path =>
        [
          ...textOf(path).matchAll(/^\s*(?:export )?(?:abstract )?(?:class|interface|type|enum) ([A-Za-z0-9_]+)/gm),
        ].flatMap(([, name]) =>
          !TERMS.includes(name) && name.split(/(?=[A-Z])/).some(word => NAMELESS.includes(word.toLowerCase()))
            ? [`${path}: ${name}`]
            : [],
        ),
      )
    expect(wrong).toEqual([])
  })
})

describe('the text of the tree', () => {
  it('names no place on anybody’s own machine and nothing it was made with', () => {
    const places = /(?:^|[\s'"`(=])\/(work|home|Users)\/[a-z]|\b(claude|anthropic|copilot|chatgpt|openai|subagent)\b/i
    // Itself, and a list of others that names whatever is visited most.
    const without = ['tests/house/tree.spec.ts', 'libs/indicators/src/shipped-names.ts']
    const texts = files.filter(
      path =>
        !without.includes(path) && /\.(ts|tsx|mjs|js|json|sql|graphql|css|md|html|ya?ml|sh|svg)$|\/run$/.test(path),
    )
    const found = texts.flatMap(path =>
      textOf(path)
        .split('\n')
        .flatMap((line, index) => (places.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
    )
    expect(found).toEqual([])
  })

  it('leaves nothing for later', () => {
    const found = code.filter(path => path !== 'tests/house/tree.spec.ts' && /\b(TODO|FIXME|XXX)\b/.test(textOf(path)))
    expect(found).toEqual([])
  })

  it('tests no clock by sleeping and mocks nothing', () => {
    const specs = files.filter(path => path.endsWith('.spec.ts') && !path.startsWith('tests/house/'))
    expect(specs.filter(path => /jest\.(mock|unstable_mockModule|useFakeTimers)\(/.test(textOf(path)))).toEqual([])
  })
})
