import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

export const ALERTS = question(`query Alerts {
  alerts { id version title titleEn summary state author { id name organisation } updatedAt objections { code detail }
    sentWithoutHub { alertId sentAt sent notReached notListed unmatched } }
}`)
export const ALERT_REACH = question(
  'query AlertReach { alertReach { organisations people byMailAlone organisationsWithoutAnybody } }',
)
export const ALERT_PROGRESS = question(`query AlertProgress($id: ID!) {
  alertProgress(productId: $id) {
    state told delivered acknowledged isDispatched
    channels { channel queued sent failed withdrawn perSecond remainingSeconds failures { reason count } }
  }
}`)
export const PREPARE_ALERT = question(
  'mutation PrepareAlert($input: AlertInput!, $key: ID!) { prepareAlert(input: $input, key: $key) { id } }',
)

export type Alert = AnswerOf<typeof ALERTS>['alerts'][number]
export type AlertProgress = AnswerOf<typeof ALERT_PROGRESS>['alertProgress']

/** Asked anew every few seconds: a colleague writes while an officer waits. */
export const useAlerts = () =>
  useQuery({
    queryKey: ['alerts'],
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await ask(ALERTS, {}, signal)).alerts,
  })

export const useAlertReach = () =>
  useQuery({
    queryKey: ['alert-reach'],
    queryFn: async ({ signal }) => (await ask(ALERT_REACH, {}, signal)).alertReach,
  })

/** Second by second until nothing is on its way. */
export const useAlertProgress = (id: string) =>
  useQuery({
    queryKey: ['alert-progress', id],
    queryFn: async ({ signal }) => (await ask(ALERT_PROGRESS, { id }, signal)).alertProgress,
    refetchInterval: ({ state: { data } }) =>
      data === undefined || !data.isDispatched || data.channels.some(({ queued }) => queued > 0) ? 1_000 : 15_000,
  })
