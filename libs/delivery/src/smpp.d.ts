/** What we use of `smpp`, which has no types of its own. Fields and codes are of SMPP 3.4. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer } from 'node:net'

  export interface Pdu {
    readonly command: string
    readonly command_status: number
    readonly sequence_number: number
    readonly message_id?: string
    readonly source_addr?: string
    readonly source_addr_ton?: number
    readonly destination_addr?: string
    readonly dest_addr_ton?: number
    readonly registered_delivery?: number
    readonly data_coding?: number
    readonly esm_class?: number
    readonly short_message?: { readonly message: string | Buffer }
    readonly receipted_message_id?: string
    readonly message_state?: number
    readonly system_id?: string
    readonly password?: string
    response(fields?: Readonly<Record<string, unknown>>): Pdu
  }
  type Request = (fields: Readonly<Record<string, unknown>>, answered: (answer: Pdu) => void) => boolean
  export interface Session extends EventEmitter {
    bind_transceiver: Request
    submit_sm: Request
    deliver_sm: Request
    enquire_link: Request
    unbind: Request
    send(pdu: Pdu): boolean
    close(): void
    destroy(): void
  }
  const smpp: {
    connect(options: {
      readonly host: string
      readonly port: number
      readonly tls?: boolean
      readonly servername?: string
      readonly ca?: string
    }): Session
    createServer(
      options: { readonly key?: string; readonly cert?: string },
      onSession: (session: Session) => void,
    ): NetServer
  }
  export default smpp
}
