export { HubError, notFound, type ErrorCode } from './hub-error.ts'
export { parseInput } from './parse-input.ts'
