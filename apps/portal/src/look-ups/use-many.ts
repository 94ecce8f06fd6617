import { useRef, useState } from 'react'
import { lookUpMany } from '../api/lookups.ts'
import { useSignedIn } from '../shell/me.ts'
import type { AnsweredValue } from './csv.ts'
import { batchesOf } from './values.ts'

/** A list that is being looked up: what was answered of it until now. */
export interface ManyState {
  readonly total: number
  readonly answers: readonly AnsweredValue[]
  readonly isRunning: boolean
  /** Set when it ended before the end and not because somebody wanted it to. */
  readonly failure: unknown
}

/** Looks a list up, request by request, so that it can be watched and broken off. Kept in memory alone. */
export function useMany() {
  const { abilities } = useSignedIn()
  const [state, setState] = useState<ManyState | null>(null)
  const running = useRef<AbortController | null>(null)

  const start = async (values: readonly string[]) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const answers: AnsweredValue[] = []
    const show = (isRunning: boolean, failure: unknown = null) => {
      // Whoever began another list meanwhile sees that one.
      if (running.current === controller) setState({ total: values.length, answers: [...answers], isRunning, failure })
    }
    show(true)
    try {
      for (const batch of batchesOf(values)) {
        answers.push(...(await answersOf(batch, abilities.useStore, controller.signal)))
        show(true)
      }
      show(false)
    } catch (failure) {
      show(false, controller.signal.aborted ? null : failure)
    }
  }
  const forget = () => {
    running.current?.abort()
    running.current = null
    setState(null)
  }
  return { state, start, cancel: () => running.current?.abort(), forget }
}

async function answersOf(values: string[], seesStore: boolean, signal: AbortSignal): Promise<AnsweredValue[]> {
  const [answers, stored] = await Promise.all([
    lookUpMany(values, signal),
    seesStore ? (await import('../api/store.ts')).lookUpStore(values, signal) : null,
  ])
  return answers.map(({ value, hits }, index) => {
    const known = new Set(hits.map(({ stixId }) => stixId))
    const beside = stored?.answers[index]?.hits.filter(({ stixId }) => !known.has(stixId)) ?? null
    return { value, hits, stored: beside }
  })
}
