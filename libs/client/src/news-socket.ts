/** The socket that news comes by: socket.io over WebSocket, one for each connection, as tickets are. */
import { io } from 'socket.io-client'

/** What a socket is let in with. */
export interface SocketAuth {
  readonly ticket: string
  /** The last number held. */
  readonly after: number
}

/** The part of a socket that is used, so that another may stand in for it. */
export interface NewsSocket {
  on(event: 'connect' | 'disconnect' | 'connect_error' | 'news' | 'goodbye', told: (value: unknown) => void): unknown
  emit(event: 'received', seq: number): unknown
  disconnect(): unknown
}

export type OpenSocket = (url: string, auth: SocketAuth) => NewsSocket

/** @param url of the hub; empty for the origin of the page */
export const openSocket: OpenSocket = (url, auth) =>
  io(url === '' ? undefined : url, {
    transports: ['websocket'],
    forceNew: true,
    // A ticket is good for one connection, so that coming back is never the socket's own affair.
    reconnection: false,
    auth,
  })
