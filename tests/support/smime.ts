/** What OpenSSL reads in mail that is encrypted by S/MIME, and certificates that it made; null where it is not installed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PemPair {
  readonly pem: string
  readonly keyPem: string
}

/** OpenSSL with a folder of its own. */
export function openSsl() {
  if (spawnSync('openssl', ['version']).status !== 0) return null
  const home = mkdtempSync(join(tmpdir(), 'noroshi-smime-'))
  const run = (args: readonly string[]): Buffer =>
    execFileSync('openssl', args, { cwd: home, stdio: ['pipe', 'pipe', 'pipe'] })
  const written = (name: string, text: string): string => {
    const file = join(home, name)
    writeFileSync(file, text)
    return file
  }
  return {
    run,
    /** @returns a certificate of RSA, issued by the authority */
    make(email: string, authority: PemPair): PemPair {
      const extensions = [`subjectAltName=email:${email}`, 'keyUsage=keyEncipherment', 'basicConstraints=CA:FALSE']
      run([
        ...[
          'req',
          '-x509',
          '-utf8',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '365',
          '-keyout',
          'own.key',
          '-out',
          'own.pem',
        ],
        ...['-CA', written('authority.pem', authority.pem), '-CAkey', written('authority.key', authority.keyPem)],
        ...['-subj', '/C=JP/O=若葉商店/CN=受信者', ...extensions.flatMap(extension => ['-addext', extension])],
      ])
      return { pem: readFileSync(join(home, 'own.pem'), 'utf8'), keyPem: readFileSync(join(home, 'own.key'), 'utf8') }
    },
    /** @returns what the holder of the key reads: a MIME entity. @throws Error when it can't */
    open(source: string, { pem, keyPem }: PemPair): string {
      const files = ['-in', written('mail.eml', source), '-recip', written('recipient.pem', pem)]
      return run(['cms', '-decrypt', ...files, '-inkey', written('recipient.key', keyPem)]).toString('utf8')
    },
    /** @returns what is signed in an entity, and by whom (PEM), who leads to the authority. @throws Error when it is not, or not good */
    verified(entity: string, authority: string): { readonly text: string; readonly signer: string } {
      const files = ['-in', written('signed.eml', entity), '-CAfile', written('authority.pem', authority)]
      const text = run(['cms', '-verify', ...files, '-signer', 'signer.pem']).toString('utf8')
      return { text, signer: readFileSync(join(home, 'signer.pem'), 'utf8') }
    },
    end: () => rmSync(home, { recursive: true, force: true }),
  }
}
