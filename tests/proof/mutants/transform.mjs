// Puts one fault into one source while Jest compiles it, so that no file on disk is ever wrong. The fault comes as JSON in
// NOROSHI_MUTANT: { file, find, replace }. What it wants to find has to stand there exactly once, or the mutant has rotted.
import swc from '@swc/jest'

const mutant = JSON.parse(process.env.NOROSHI_MUTANT)

function changed(source, path) {
  if (!path.replaceAll('\\', '/').endsWith(`/${mutant.file}`)) return source
  const parts = source.split(mutant.find)
  if (parts.length !== 2)
    throw new Error(`The mutant has rotted: ${mutant.file} holds its text ${parts.length - 1} times`)
  return parts.join(mutant.replace)
}

export default {
  createTransformer(options) {
    const inner = swc.createTransformer(options)
    const of =
      name =>
      (source, path, ...rest) =>
        inner[name](changed(source, path), path, ...rest)
    return {
      canInstrument: false,
      process: of('process'),
      processAsync: of('processAsync'),
      getCacheKey: of('getCacheKey'),
    }
  },
}
