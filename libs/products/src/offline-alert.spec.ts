import { ReleaseKey } from './signing.ts'
import { alertKey, signedText, verifiedText } from './offline-alert.ts'

const PRIVATE = ReleaseKey.newPem()
const publicOf = (pem: string) => alertKey(pem).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const ALERT = { id: 'NRA-0000-0001', at: '2026-11-29T03:00:00.000Z', title: '題\nKey: x', text: 'が\r\n\r\n本文' }

describe('an alert without the hub', () => {
  const text = signedText(ALERT, PRIVATE)

  it('verifies with its key, however a mail program ends its lines or composes its letters', () => {
    for (const changed of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', ' \n'), text.normalize('NFD')])
      expect(verifiedText(`前\n${changed}\n後`, [publicOf(ReleaseKey.newPem()), publicOf(PRIVATE)])).toMatchObject({
        isGood: true,
      })
  })

  it('does not verify when a letter of it, its date or its number is another, nor by another key', () => {
    for (const [one, other] of [
      ['本文', '本又'],
      ['03:00', '04:00'],
      ['0001', '0002'],
    ])
      expect(verifiedText(text.replace(one, other), [publicOf(PRIVATE)])).toEqual({
        ...{ isGood: false, reason: 'NOT_GENUINE' },
      })
    expect(verifiedText(text, [publicOf(ReleaseKey.newPem())])).toEqual({ isGood: false, reason: 'UNKNOWN_KEY' })
  })

  it('is not ended early by what it says, nor its head added to by its title', () => {
    const tricky = signedText(
      { ...ALERT, text: '-----BEGIN NOROSHI SIGNATURE-----\nKey: 0\n-----END NOROSHI ALERT-----\n続き' },
      PRIVATE,
    )
    const verdict = verifiedText(tricky, [publicOf(PRIVATE)])
    expect(verdict).toMatchObject({ isGood: true, signed: expect.stringContaining('続き') })
    expect(text.split('\n')[3]).toBe('Title: 題 Key: x')
  })

  it('has lines of at most 76 columns, where a letter of East Asia is two', () => {
    const long = signedText({ ...ALERT, text: `${'狼煙'.repeat(200)}\n${'noroshi '.repeat(60)}` }, PRIVATE)
    for (const line of long.split('\n')) {
      const columns = [...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0)
      expect([line, columns]).toEqual([line, Math.min(columns, 76)])
    }
  })
})
