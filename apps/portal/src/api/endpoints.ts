import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const ENDPOINT =
  'id channel name host shape state createdAt lastSentAt failingSince lastReason pausedUntil deadLetters trial { askedAt endedAt reason }'
export const ENDPOINTS = question(`query Endpoints { endpoints { ${ENDPOINT} } webhookKeys { keyId publicKey } }`)
export const REGISTER_ENDPOINT = question(
  `mutation RegisterEndpoint($input: EndpointInput!) { registerEndpoint(input: $input) { secret endpoint { ${ENDPOINT} } } }`,
)
export const RENAME_ENDPOINT = question(
  `mutation RenameEndpoint($id: ID!, $name: String!) { renameEndpoint(id: $id, name: $name) { ${ENDPOINT} } }`,
)
export const REMOVE_ENDPOINT = question('mutation RemoveEndpoint($id: ID!) { removeEndpoint(id: $id) { id } }')
export const TRY_ENDPOINT = question(`mutation TryEndpoint($id: ID!) { tryEndpoint(id: $id) { ${ENDPOINT} } }`)
export const RESUME_ENDPOINT = question(`mutation ResumeEndpoint($id: ID!) { resumeEndpoint(id: $id) { ${ENDPOINT} } }`)
export const ROTATE_ENDPOINT_SECRET = question(`mutation RotateEndpointSecret($id: ID!, $oldValidHours: Int!) {
  rotateEndpointSecret(id: $id, oldValidHours: $oldValidHours) { secret endpoint { ${ENDPOINT} } }
}`)
export const DEAD_LETTERS = question(`query DeadLetters($endpointId: ID!) {
  deadLetters(endpointId: $endpointId) { id kind urgency reference attempts reason endedAt }
}`)
export const REPLAY_DEAD_LETTER = question('mutation ReplayDeadLetter($id: ID!) { replayDeadLetter(id: $id) }')
export const REPLAY_DEAD_LETTERS = question(
  'mutation ReplayDeadLetters($endpointId: ID!) { replayDeadLetters(endpointId: $endpointId) }',
)

export type Endpoint = AnswerOf<typeof ENDPOINTS>['endpoints'][number]
export type EndpointState = Endpoint['state']
/** Ed25519; `publicKey` in SPKI, PEM. */
export type WebhookKey = AnswerOf<typeof ENDPOINTS>['webhookKeys'][number]
export type DeadLetter = AnswerOf<typeof DEAD_LETTERS>['deadLetters'][number]

export const CHAT_SHAPES = ['SLACK', 'TEAMS', 'MATTERMOST'] as const
export type ChatShape = (typeof CHAT_SHAPES)[number]

/** Nobody has more. */
export const MOST_ENDPOINTS = 10

export const ENDPOINTS_KEY = ['endpoints']
const deadLettersKey = (id: string) => [...ENDPOINTS_KEY, id, 'dead-letters']

const TRIAL_PATIENCE_MS = 120_000

/** Whether a trial is on its way that is worth waiting for. */
export const isTried = ({ trial }: Endpoint, nowMs: number): boolean =>
  trial !== null && trial.endedAt === null && nowMs - Date.parse(trial.askedAt) < TRIAL_PATIENCE_MS

/** The reader's own, looked at again while one is tried, and else now and then. */
export const useEndpoints = () =>
  useQuery({
    queryKey: ENDPOINTS_KEY,
    queryFn: ({ signal }) => ask(ENDPOINTS, {}, signal),
    refetchInterval: query =>
      query.state.data?.endpoints.some(endpoint => isTried(endpoint, Date.now())) ? 1_000 : 30_000,
  })

/** What was given up of what was for one of them, at most a hundred. */
export const useDeadLetters = (id: string) =>
  useQuery({
    queryKey: deadLettersKey(id),
    queryFn: async ({ signal }) => (await ask(DEAD_LETTERS, { endpointId: id }, signal)).deadLetters,
  })
