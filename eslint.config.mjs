/**
 * The rules that a program can hold. A rule is an error or it is off; there are no warnings. Where a ban has a reason that is
 * not plain, the message says it and names what to do instead.
 *
 * Nx's boundary rule skips itself with a mere warning when no project graph is cached, so the graph is made here, first.
 * `tests/house/floors.spec.ts` holds the same floors without Nx.
 */
import js from '@eslint/js'
import nx from '@nx/eslint-plugin'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import { createProjectGraphAsync } from 'nx/src/project-graph/project-graph.js'
import tseslint from 'typescript-eslint'

process.env.NX_DAEMON = 'false'
await createProjectGraphAsync({ exitOnError: true, resetDaemonClient: false })

const FLOORS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const floorsBelow = floor => FLOORS.filter(other => other < floor).map(other => `floor:${other}`)
const boundaries = depConstraints => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    allowCircularSelfDependency: true,
    checkDynamicDependenciesExceptions: ['.*'],
    depConstraints,
  },
]

/** Words that say that a thing has no name of its own yet. */
const NAMELESS = '(Base|Abstract|Impl|Manager|Helper|Util|Utils|Common|Shared|Misc|Data|Info|Dto)'

const AS_SYSTEM = {
  selector: 'CallExpression[callee.property.name="asSystem"]',
  message: 'Name a purpose in system-reader.ts and use that.',
}

const NEW_REGEXP = {
  selector: ':matches(NewExpression, CallExpression)[callee.name="RegExp"]:not([arguments.0.type="Literal"])',
  message: 'A pattern made of input is a way to hang the process: write the pattern down.',
}

const UNUSED = {
  varsIgnorePattern: '^_',
  argsIgnorePattern: '^_',
  destructuredArrayIgnorePattern: '^_',
  ignoreRestSiblings: true,
}

const BANS = [
  {
    selector: 'ExportAllDeclaration',
    message: 'A door names what goes through it: export names, not everything.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a const list and a union type: an enum is a value that types cannot erase.',
  },
  NEW_REGEXP,
  {
    selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
    message: 'Text from anybody is shown as text: use the markdown component, which keeps HTML as text.',
  },
  {
    selector:
      'CallExpression[callee.property.name="emit"][callee.object.name=/^(io|server)$/], CallExpression[callee.property.name="emit"][callee.object.property.name=/^#?(io|server)$/]',
    message: 'There is no broadcast: a frame is built for one person and sent on their own socket.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(to|in|except|join)$/][callee.object.name=/^(io|server|socket)$/]',
    message: 'No rooms: a frame is built for one person and sent on their own socket.',
  },
  AS_SYSTEM,
  {
    selector: 'CallExpression[callee.property.name="mock"][callee.object.name="jest"]',
    message: 'No mocks: play an actor at the doors, or ask the real database.',
  },
  { selector: 'ImportExpression[source.type!="Literal"]', message: 'Import what is written down.' },
  {
    selector:
      'CallExpression[callee.name="forwardRef"][arguments.0.type="ArrowFunctionExpression"][arguments.0.params.length=0]',
    message: 'A cycle between providers: move the common part one floor down.',
  },
  ...['ClassDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration'].flatMap(kind => [
    {
      selector: `${kind}[id.name=/[a-z]${NAMELESS}$/][id.name!=/^(ObservedData|ReferenceData)$/]`,
      message: 'Say what it is, not that it is something.',
    },
    { selector: `${kind}[id.name=/^(Base|Abstract)[A-Z]/]`, message: 'Say what it is, not that it is something.' },
    { selector: `${kind}[id.name=/^I[A-Z][a-z]/]`, message: 'Types carry no letter for being types.' },
  ]),
]

const systemReader = {
  regex: '(^@noroshi/database/|/)system-reader(\\.ts)?$',
  message: 'Transactions beyond one reader are for the few files that eslint.config.mjs and tests/house name.',
}

/** `as` switches the compiler off, so the reader is owed the reason: a comment on the line, or just above or below. */
const asSaysWhy = {
  meta: { type: 'problem', messages: { why: 'Say in a comment why this `as` is true.' }, schema: [] },
  create(context) {
    const commented = new Set(
      context.sourceCode.getAllComments().flatMap(({ loc }) => {
        const lines = []
        for (let line = loc.start.line; line <= loc.end.line; line += 1) lines.push(line)
        return lines
      }),
    )
    return {
      TSAsExpression(node) {
        if (node.typeAnnotation.typeName?.name === 'const') return
        let place = node
        while (place.parent && !/(Statement|Declaration|Definition)$/.test(place.type)) place = place.parent
        for (let line = place.loc.start.line - 1; line <= node.loc.end.line + 1; line += 1)
          if (commented.has(line)) return
        context.report({ node, messageId: 'why' })
      },
    }
  },
}

/** What Node's plain JavaScript may use without importing it; TypeScript knows its own. */
const GLOBALS = Object.fromEntries(
  [
    'AbortSignal',
    'Buffer',
    'URL',
    'clearTimeout',
    'console',
    'fetch',
    'globalThis',
    'performance',
    'process',
    'setTimeout',
  ].map(name => [name, 'readonly']),
)

const SPECS = ['**/*.spec.ts', 'tests/**/*.ts']

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', 'tests/data/', '.data/', '.nx/', 'coverage/']),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: GLOBALS },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-imports': ['error', { patterns: [systemReader] }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Settings are parsed once, by config.ts; take what you need as a parameter.',
        },
      ],
      'no-restricted-syntax': ['error', ...BANS],
      'no-unused-vars': ['error', UNUSED],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx, house: { rules: { 'as-says-why': asSaysWhy } } },
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.lint.json', 'apps/portal/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(
        FLOORS.map(floor => ({ sourceTag: `floor:${floor}`, onlyDependOnLibsWithTags: floorsBelow(floor) })),
      ),
      'house/as-says-why': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', UNUSED],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // `import type` on a class that Nest injects compiles and fails at start, so types are marked by verbatimModuleSyntax
      // alone, which knows which is which; consistent-type-imports does not.
      '@typescript-eslint/consistent-type-imports': 'off',
      // What comes from an index or a row may be absent, and `=== true` is how a string "true" is kept out.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // Nest's modules are classes without members; its handlers return what they await.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      // Matters of taste, and findings that were false wherever they were seen here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // Tests look at answers of any shape, and their subjects are partly wrong on purpose.
    files: SPECS,
    rules: {
      // The answer of a query that a test wrote has the shape that this very test expects of it.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'house/as-says-why': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', ...BANS.filter(ban => ban !== AS_SYSTEM && ban !== NEW_REGEXP)],
    },
  },
  {
    // Whoever may open a transaction beyond one reader; tests/house/floors.spec.ts holds the same list.
    files: [
      'libs/membership/src/access.service.ts',
      'libs/membership/src/founding.ts',
      'libs/membership/src/founding-file.ts',
      'libs/delivery/src/answer-rounds.service.ts',
      'libs/delivery/src/reach-review.service.ts',
      'libs/delivery/src/handing-over.service.ts',
      'libs/delivery/src/dispatcher.service.ts',
      'libs/delivery/src/contacts.ts',
      'libs/delivery/src/relay-sender.service.ts',
      'libs/delivery/src/sender.service.ts',
      'libs/delivery/src/upkeep.service.ts',
      'libs/delivery/src/push.service.ts',
      'libs/delivery/src/report-tallies.service.ts',
      'libs/intake/src/pull-runner.service.ts',
      'libs/products/src/restriction-changes.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['libs/database/src/system-reader.ts'],
    rules: { 'no-restricted-syntax': ['error', ...BANS.filter(ban => ban !== AS_SYSTEM)] },
  },
  {
    // Programs: they read the environment and write to the terminal.
    files: ['**/*.mjs', 'apps/*/src/main.ts', 'apps/cli/src/**/*.ts', 'tests/{support,bench,story}/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', 'libs/*/src/testing.ts', 'tests/**/*.ts', 'apps/portal/vite.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // It runs beside the portal's pages, as it is.
    files: ['apps/portal/public/*.js'],
    languageOptions: { globals: { self: 'readonly' } },
  },
  {
    files: ['apps/portal/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // The browser sees words, rules and the client, and nothing else of the house.
      '@nx/enforce-module-boundaries': boundaries([
        { sourceTag: 'floor:9', onlyDependOnLibsWithTags: ['floor:1', 'browser'] },
      ]),
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // i18next's `t` is made to be taken out of its hook.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-deprecated': 'off',
      // A page that broke tells the console of the person in front of it, and nobody else.
      'no-console': ['error', { allow: ['error'] }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
)
