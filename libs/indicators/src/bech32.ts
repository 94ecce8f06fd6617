const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** Whether the checksum of a Bitcoin address holds (BIP 173, BIP 350): what looks like one and is none is most often text. */
export function isBech32(address: string): boolean {
  if (address !== address.toLowerCase() && address !== address.toUpperCase()) return false
  const [, prefix = '', rest = ''] = /^(bc)1(.+)$/.exec(address.toLowerCase()) ?? []
  const values = [...prefix].map(letter => letter.charCodeAt(0) >> 5)
  values.push(0, ...[...prefix].map(letter => letter.charCodeAt(0) & 31))
  values.push(...[...rest].map(letter => CHARACTERS.indexOf(letter)))
  if (prefix === '' || values.includes(-1)) return false
  let sum = 1
  for (const value of values) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    for (const [bit, factor] of GENERATOR.entries()) if ((top >>> bit) & 1) sum ^= factor
  }
  return sum >>> 0 === 1 || sum >>> 0 === 0x2bc830a3
}
