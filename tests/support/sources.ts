/** The tree as the house tests read it: from the disk, without Nx, git or the compiler. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../..')

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.nx', '.data', 'coverage'])

/** Paths below the checkout, with slashes, of everything that is written by hand. */
export function allFiles(): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(path)
      return entry.isFile() ? [relative(ROOT, path).split(sep).join('/')] : []
    })
  return walk(ROOT)
    .filter(path => !path.startsWith('tests/data/') && path !== 'package-lock.json')
    .sort()
}

/** A file's text. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** A lib, an app or the tests. */
export interface Workspace {
  readonly name: string
  readonly folder: string
  readonly floor: number
  readonly dependencies: readonly string[]
}

interface PackageFile {
  readonly name: string
  readonly nx: { readonly tags: readonly string[] }
  readonly dependencies?: object
  readonly devDependencies?: object
}

/** All workspaces with the floor that their package.json names. */
export function workspaces(): Workspace[] {
  return allFiles()
    .filter(path => /^(libs\/[^/]+|apps\/[^/]+|tests)\/package\.json$/.test(path))
    .map(path => {
      const file = JSON.parse(textOf(path)) as PackageFile
      const floor = Number(file.nx.tags.find(tag => tag.startsWith('floor:'))?.slice('floor:'.length))
      const dependencies = [...Object.keys(file.dependencies ?? {}), ...Object.keys(file.devDependencies ?? {})]
      return { name: file.name, folder: dirname(path), floor, dependencies }
    })
}

/** The workspace that a path belongs to. */
export function workspaceOf(path: string, all: readonly Workspace[]): Workspace | undefined {
  return all.find(({ folder }) => path.startsWith(`${folder}/`))
}

const IMPORT = /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s*)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

/** What a source imports, in the words of the source; comments are left out. */
export const importsOf = (path: string): string[] =>
  [...codeOf(path).matchAll(IMPORT)].map(([, from, called]) => from ?? called)

/** The same without what is imported for its types alone, of which nothing is left at run time. */
export const importsAtRunTimeOf = (path: string): string[] =>
  [...codeOf(path).matchAll(IMPORT)]
    .filter(([statement]) => !/^\s*(?:import|export) type\b/.test(statement))
    .map(([, from, called]) => from ?? called)

const codeOf = (path: string): string =>
  textOf(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')

/** The verbs of `noroshi`, as people type them: `start`, `database migrate`. */
export function commands(): string[] {
  const declared = /(\w+)\s*=?\s*\n?\s*\.command\('([a-z-]+)'\)|program\.command\('([a-z-]+)'\)/g
  return [...textOf('apps/cli/src/main.ts').matchAll(declared)]
    .map(([, parent, command, group]) => group ?? `${parent === 'program' ? '' : `${parent} `}${command}`)
    .sort()
}
