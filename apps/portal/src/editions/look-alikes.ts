/*
 * Words that look like other words (WB-4; Unicode TR 39): Latin letters mixed with Cyrillic or Greek ones of the same shape,
 * names of hosts written whole in such letters, addresses in full-width letters or with a stroke that is no slash. Only
 * pointed out: a report about such an attack has to be able to name it.
 */

const WORD = /[\p{L}\p{M}\p{N}]+/gu
const HOST = /(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}\p{N}-]{2,}/gu
const ALIKE_LABEL = /^[АВЕЅІЈКМНОРСТУХԚԜавеѕіјкмнорстухԁԛԝһӏԍгΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχγ0-9-]+$/u
const NUMBER_LABEL = /^[0-9-]+$/
const HAS_LATIN = /\p{Script=Latin}/u
// Cyrillic in a Latin word is never meant; of Greek, μm and ΔT are, so only the letters that are taken for Latin count.
const HAS_FOREIGN = /[\p{Script=Cyrillic}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχγ]/u
/** Printable ASCII, its full-width forms, and the strokes and stops that are taken for `/` and `.`. */
const ADDRESS = /[!-~！-～⁄∕⧸。｡․]+/gu
const PLAIN_ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.+-]+@)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?=$|[/:?#])/i

/** The words of a text that look like others, each once. */
export function lookAlikesIn(text: string): string[] {
  const live = text.replace(/\[([.@])\]/g, '$1') // defanged as people write it
  const mixed = [...live.matchAll(WORD)]
    .map(([word]) => word)
    .filter(word => HAS_LATIN.test(asciiOf(word)) && HAS_FOREIGN.test(word))
  const hosts = [...live.matchAll(HOST)].map(([host]) => host).filter(host => isForeignHost(host))
  const wide = [...live.matchAll(ADDRESS)].map(([address]) => address).filter(isWideAddress)
  return [...new Set([...mixed, ...hosts, ...wide])]
}

// Full-width Latin is Latin, but a Japanese text is full of it: it counts where it stands beside look-alikes only.
const asciiOf = (word: string): string => word.normalize('NFKC')

function isForeignHost(host: string): boolean {
  const labels = host.split('.')
  return (
    HAS_LATIN.test(labels.at(-1) ?? '') && labels.some(label => ALIKE_LABEL.test(label) && !NUMBER_LABEL.test(label))
  )
}

function isWideAddress(address: string): boolean {
  const narrow = address.normalize('NFKC')
  // A stop after a word ends a sentence; in an address with a scheme it stands for a dot.
  const plain = (/:\/\//.test(narrow) ? narrow.replace(/[。｡․]/g, '.') : narrow).replace(/[⁄∕⧸]/g, '/')
  return plain !== address && PLAIN_ADDRESS.test(plain)
}
