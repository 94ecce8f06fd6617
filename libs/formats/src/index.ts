export { LossReport } from './conversion.ts'
export type { Conversion, Loss, LossRules } from './conversion.ts'
export { readDocument } from './documents.ts'
export type { DocumentFormat } from './documents.ts'
