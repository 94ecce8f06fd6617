/** A gateway of short messages of this very process: an SMPP 3.4 server that takes messages, refuses them, breaks, and reports. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import smpp, { type Pdu, type Session } from 'smpp'

/** One message as a telephone got it. */
export interface ShortMessage {
  readonly id: string
  /** In E.164. */
  readonly to: string
  readonly from: string
  readonly fromType: number
  readonly coding: number
  readonly text: string
}

export interface SmsGateway {
  readonly url: string
  readonly messages: ShortMessage[]
  /** How the next messages are answered: a `command_status`, 0 to take them, or `DROP` to break the connection unanswered. */
  answer: (to: string) => number | 'DROP'
  /** Reports what became of a message, on the newest session, as gateways do: in words, and in fields where `inFields`. @returns its answer */
  report(id: string, state: 'DELIVRD' | 'UNDELIV' | 'ENROUTE', inFields?: boolean): Promise<number>
  /** How many are bound. */
  bound(): number
  /** Breaks all connections. */
  drop(): void
  stop(): Promise<void>
}

const USER = { system_id: 'noroshi', password: 'pass/word' }
const STATES = { DELIVRD: 2, UNDELIV: 5, ENROUTE: 1 }

/** @param tls with which it is spoken to by `ssmpp://localhost` */
export async function startSmsGateway(tls?: { readonly key: string; readonly cert: string }): Promise<SmsGateway> {
  const here: Pick<SmsGateway, 'answer'> & { messages: ShortMessage[] } = { messages: [], answer: () => 0 }
  const sessions: Session[] = []
  let count = 0
  const server = smpp.createServer(tls ?? {}, session => {
    session.on('error', () => session.destroy())
    session.on('close', () => sessions.splice(0, sessions.length, ...sessions.filter(one => one !== session)))
    session.on('bind_transceiver', (pdu: Pdu) => {
      const isKnown = pdu.system_id === USER.system_id && pdu.password === USER.password
      session.send(pdu.response({ command_status: isKnown ? 0 : 0x0e }))
      if (isKnown) sessions.push(session)
    })
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => session.send(pdu.response()))
    session.on('submit_sm', (pdu: Pdu) => {
      const to = `+${pdu.destination_addr ?? ''}`
      const answer = here.answer(to)
      if (answer === 'DROP') return session.destroy()
      if (answer !== 0) return session.send(pdu.response({ command_status: answer }))
      count += 1
      const id = `gw-${count}`
      const text = String(pdu.short_message?.message)
      here.messages.push({
        ...{
          id,
          to,
          from: pdu.source_addr ?? '',
          fromType: pdu.source_addr_ton ?? -1,
          coding: pdu.data_coding ?? -1,
          text,
        },
      })
      return session.send(pdu.response({ message_id: id }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return Object.assign(here, {
    url: `${tls ? 'ssmpp' : 'smpp'}://${USER.system_id}:${encodeURIComponent(USER.password)}@${tls ? 'localhost' : '127.0.0.1'}:${port}`,
    bound: () => sessions.length,
    async report(id: string, state: keyof typeof STATES, inFields = false): Promise<number> {
      const session = sessions.at(-1)
      if (!session) throw new Error('nobody is bound')
      return new Promise(resolve =>
        session.deliver_sm(
          {
            ...{ source_addr: '819012345678', destination_addr: 'NOROSHI', esm_class: 4 },
            short_message: inFields
              ? ''
              : `id:${id} sub:001 dlvrd:001 submit date:2611290900 done date:2611290901 stat:${state} err:000 text:`,
            ...(inFields ? { receipted_message_id: id, message_state: STATES[state] } : {}),
          },
          answer => resolve(answer.command_status),
        ),
      )
    },
    drop() {
      for (const session of sessions.splice(0)) session.destroy()
    },
    async stop() {
      for (const session of [...sessions]) session.destroy()
      server.close()
      await once(server, 'close')
    },
  })
}
