/** Dependencies: each is decided in an ADR, declared where it is used, and used where it is declared. */
import { isBuiltin } from 'node:module'
import { allFiles, importsAtRunTimeOf, importsOf, textOf, workspaceOf, workspaces } from '../support/sources.ts'

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

const files = allFiles()
const all = workspaces()
const manifest = (folder: string): Manifest =>
  JSON.parse(textOf(folder === '' ? 'package.json' : `${folder}/package.json`))
const isOurs = (name: string): boolean => name.startsWith('@noroshi/')
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const sources = files.filter(path => /\.(ts|tsx|mjs)$/.test(path))
/** Written for tests: their imports are development's. */
const isForTests = (path: string): boolean => /\.spec\.tsx?$|\/testing\.ts$|^tests\//.test(path)
/** The portal is compiled into one bundle, so that nothing of it is installed in production. */
const isBundled = (folder: string): boolean => folder === 'apps/portal'

const packagesIn = (imports: readonly string[]): string[] => [
  ...new Set(imports.filter(specifier => !specifier.startsWith('.') && !isBuiltin(specifier)).map(packageOf)),
]

it('explains every dependency in a decision record', () => {
  const records = files
    .filter(path => /^docs\/adr\/\d{4}-.*\.md$/.test(path))
    .map(textOf)
    .join('\n')
  const names = ['', ...all.map(({ folder }) => folder)].flatMap(folder => {
    const { dependencies = {}, devDependencies = {} } = manifest(folder)
    return [...Object.keys(dependencies), ...Object.keys(devDependencies)]
  })
  const unexplained = [...new Set(names)].filter(name => !isOurs(name) && !records.includes(`\`${name}\``))
  expect(unexplained).toEqual([])
})

it('declares what a program or lib imports as a dependency of that very workspace; types alone may be for development', () => {
  const undeclared = sources
    .filter(path => !isForTests(path) && path.includes('/src/'))
    .flatMap(path => {
      const owner = workspaceOf(path, all)
      const { dependencies = {}, devDependencies = {} } = owner ? manifest(owner.folder) : {}
      const any = { ...dependencies, ...devDependencies }
      const atRunTime = packagesIn(importsAtRunTimeOf(path))
      return packagesIn(importsOf(path))
        .filter(
          name => !(name in (atRunTime.includes(name) && !(owner && isBundled(owner.folder)) ? dependencies : any)),
        )
        .map(name => `${path}: ${name}`)
    })
  expect(undeclared).toEqual([])
})

it('declares what a test imports, in its workspace or at the root', () => {
  const undeclared = sources.filter(isForTests).flatMap(path => {
    const owner = workspaceOf(path, all)
    const places = [manifest(''), ...(owner ? [manifest(owner.folder)] : [])]
    const declared = Object.assign(
      {},
      ...places.flatMap(place => [place.dependencies, place.devDependencies]),
    ) as object
    return packagesIn(importsOf(path))
      .filter(name => !(name in declared))
      .map(name => `${path}: ${name}`)
  })
  expect(undeclared).toEqual([])
})

it('locks every package by a digest, and takes none from beside the registry', () => {
  const {
    packages,
  }: {
    packages: Record<
      string,
      { version?: string; resolved?: string; integrity?: string; link?: boolean; optional?: boolean }
    >
  } = JSON.parse(textOf('package-lock.json'))
  const locked = Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
  expect(locked.filter(([, entry]) => /^(git|file|http:)/.test(entry.resolved ?? '')).map(([path]) => path)).toEqual([])
  // Optional packages of other platforms may be unknown to the registry at hand; npm then locks them by version alone.
  expect(locked.filter(([, entry]) => !entry.integrity && !entry.optional).map(([path]) => path)).toEqual([])
})
