import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const DEVICE = 'id name service digest createdAt lastSentAt'
export const PUSH_DEVICES = question(`query PushDevices { pushKey pushDevices { ${DEVICE} } }`)
export const ADD_PUSH_DEVICE = question(
  `mutation AddPushDevice($input: PushDeviceInput!) { addPushDevice(input: $input) { ${DEVICE} } }`,
)
export const REMOVE_PUSH_DEVICE = question('mutation RemovePushDevice($id: ID!) { removePushDevice(id: $id) }')

export type PushDevice = AnswerOf<typeof PUSH_DEVICES>['pushDevices'][number]

export const PUSH_DEVICES_KEY = ['push-devices']

export const usePushDevices = () =>
  useQuery({ queryKey: PUSH_DEVICES_KEY, queryFn: ({ signal }) => ask(PUSH_DEVICES, {}, signal) })
