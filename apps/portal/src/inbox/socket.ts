import { io } from 'socket.io-client'
import { HubFailure, ask } from '../api/graphql.ts'
import { SOCKET_TICKET } from '../api/session.ts'
import type { NewsItem } from './news.ts'
import { newsOf } from './news.ts'

/** Whether news arrives at once. */
export type Connection = 'connecting' | 'open' | 'reconnecting'

/** What the page wants to be told by the socket. */
export interface NewsListener {
  /** The cursor: what the page holds without a gap. Asked at every (re)connection. */
  held(): number
  onNews(items: NewsItem[]): void
  onConnection(connection: Connection): void
  /** The hub says that rights have changed, or that the session has ended: `me` must be asked again. */
  onRightsChanged(): void
}

/** An open line to the hub. */
export interface NewsLine {
  /** Says how far the page has shown the news. */
  received(cursor: number): void
  close(): void
}

const RETRY_MS = 3_000
const RETRY_SPREAD_MS = 4_000
/** After the hub said that there are too many lines of this person, or that they say too much. */
const PATIENT_RETRY_MS = 45_000
/** `received` is said at most this often: one number stands for all before it. */
const RECEIVED_MS = 200

/** Opens the line. Every connection, first or not, takes a ticket of its own and resumes after what is held. */
export function openNews(listener: NewsListener): NewsLine {
  let isClosed = false
  let isPatient = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let report: ReturnType<typeof setTimeout> | undefined
  let shown = 0

  const socket = io({
    transports: ['websocket'],
    autoConnect: false,
    reconnectionDelay: 1_000,
    reconnectionDelayMax: 10_000,
    auth: send => {
      ask(SOCKET_TICKET, {}).then(
        ({ socketTicket }) => send({ ticket: socketTicket, after: listener.held() }),
        (failure: unknown) => {
          // Without a session there is nothing to wait for; otherwise the hub refuses this try, and the next is ours.
          if (failure instanceof HubFailure && failure.code === 'UNAUTHENTICATED') line.close()
          else send({ after: listener.held() })
        },
      )
    },
  })

  // socket.io does not come back by itself after the server closed the line or refused the ticket.
  function connectLater(): void {
    if (isClosed || socket.active) return
    clearTimeout(retry)
    // Spread, so that a restart of the hub is not followed by everybody at the same instant.
    const wait = isPatient ? PATIENT_RETRY_MS : RETRY_MS
    retry = setTimeout(() => socket.connect(), wait + Math.random() * RETRY_SPREAD_MS)
  }

  socket.on('connect', () => listener.onConnection('open'))
  socket.on('disconnect', () => {
    if (!isClosed) listener.onConnection('reconnecting')
    connectLater()
  })
  socket.on('connect_error', () => {
    if (!isClosed) listener.onConnection('reconnecting')
    connectLater()
  })
  socket.on('news', (event: unknown) => listener.onNews(newsOf(event)))
  socket.on('goodbye', (event: unknown) => {
    const reason = typeof event === 'object' && event !== null && 'reason' in event ? event.reason : null
    isPatient = reason === 'TOO_MUCH'
    if (reason === 'RIGHTS_CHANGED' || reason === 'SIGNED_OUT') listener.onRightsChanged()
  })

  const line: NewsLine = {
    received: cursor => {
      shown = cursor
      report ??= setTimeout(() => {
        report = undefined
        if (socket.connected) socket.emit('received', shown)
      }, RECEIVED_MS)
    },
    close: () => {
      isClosed = true
      clearTimeout(retry)
      clearTimeout(report)
      socket.disconnect()
    },
  }
  socket.connect()
  return line
}
