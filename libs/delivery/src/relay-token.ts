import { createHash, randomBytes } from 'node:crypto'

/** With what whoever has a mail that was passed on acknowledges it: 256 bits, told in that mail alone. */
export const newRelayToken = (): string => randomBytes(32).toString('base64url')

/** As it is kept. */
export const relayTokenDigest = (token: string): string => createHash('sha256').update(`relay ${token}`).digest('hex')
