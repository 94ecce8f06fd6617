import { HubError } from '@noroshi/errors'

/** The line is cut; the server is stopping, has crashed, or is starting; it has no room on its disk, no memory or no connection left. */
const LOST = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', '08001', '08003', '08006'],
  ...['57P01', '57P02', '57P03', '53100', '53200', '53300', '58030'],
]

/** Whether it is no fault of what was asked that the database did not do it: asked again later, it may. */
export function isUnableNow(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  if (thrown instanceof HubError) return thrown.code === 'UNAVAILABLE'
  return (
    ('code' in thrown && LOST.includes(String(thrown.code))) ||
    /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(thrown.message)
  )
}
