/** Keys of people, and what they read in mail that is encrypted to them: with the library, and with GnuPG where it is installed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decrypt, generateKey, readKey, readMessage, readPrivateKey } from 'openpgp'

export interface KeyPair {
  readonly publicKey: string
  readonly privateKey: string
}

/** @param expiresInSeconds from `madeAt`; 0: never */
export async function newKey(
  email: string,
  madeAt = new Date(Date.now() - 1_000),
  expiresInSeconds = 0,
): Promise<KeyPair> {
  return generateKey({
    // As GnuPG 2 writes it; the algorithms of RFC 9580 it does not know.
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: '受信者', email }],
    date: madeAt,
    keyExpirationTime: expiresInSeconds,
    format: 'armored',
  })
}

/** The armoured part of a PGP/MIME message, which has exactly the two parts of RFC 3156 §4. */
export function cipherIn(source: string): string {
  const [, boundary = ''] =
    /^Content-Type: multipart\/encrypted;\s+protocol="?application\/pgp-encrypted"?;\s+boundary="([^"]+)"/im.exec(
      source,
    ) ?? []
  const parts = source.split(`--${boundary}`)
  if (boundary === '' || parts.length !== 4) throw new Error(`no PGP/MIME message: ${source.slice(0, 600)}`)
  if (!/^Content-Type: application\/pgp-encrypted\r\n/im.test(parts[1]) || !parts[1].includes('\r\n\r\nVersion: 1'))
    throw new Error('the first part does not say that it is one')
  return parts[2].slice(parts[2].indexOf('-----BEGIN'))
}

/** What the library reads, and whether the signature of `signedBy` is in it and good; false where there is none. */
export async function opened(
  source: string,
  privateKey: string,
  signedBy?: string,
): Promise<{ readonly text: string; readonly isSigned: boolean }> {
  const { data, signatures } = await decrypt({
    message: await readMessage({ armoredMessage: cipherIn(source) }),
    decryptionKeys: await readPrivateKey({ armoredKey: privateKey }),
    ...(signedBy === undefined ? {} : { verificationKeys: await readKey({ armoredKey: signedBy }) }),
  })
  const [signature] = signatures
  const isSigned = signature !== undefined && (await signature.verified.catch(() => false))
  return { text: data, isSigned }
}

/** The words of a message in base64, after its headers. */
export const bodyIn = (text: string): string =>
  Buffer.from(text.slice(text.search(/\r?\n\r?\n/)), 'base64').toString('utf8')

/** GnuPG with a folder of its own; null where it is not installed. */
export function gnupg() {
  if (spawnSync('gpg', ['--version']).status !== 0) return null
  const home = mkdtempSync(join(tmpdir(), 'noroshi-gpg-'))
  const options = [
    '--homedir',
    home,
    '--batch',
    '--yes',
    '--quiet',
    '--trust-model',
    'always',
    '--pinentry-mode',
    'loopback',
    '--passphrase',
    '',
  ]
  const run = (args: readonly string[], input = ''): string =>
    execFileSync('gpg', [...options, ...args], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
  return {
    run,
    /** @returns the public key in ASCII armour */
    make(userId: string, algorithm: string, usage: string, ...more: readonly string[]): string {
      run([...more, '--quick-gen-key', userId, algorithm, usage, '1y'])
      return run(['--armor', '--export', userId])
    },
    /** @returns what it reads, and what it says of it (`--status-fd`) */
    open(source: string): { readonly text: string; readonly status: string } {
      const file = join(home, 'mail.asc')
      writeFileSync(file, cipherIn(source))
      const { stdout, stderr } = spawnSync('gpg', [...options, '--status-fd', '2', '--decrypt', file], {
        encoding: 'utf8',
      })
      return { text: stdout, status: stderr }
    },
    end() {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
