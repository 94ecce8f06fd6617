export type { Conversion, Loss } from './conversion.ts'
export { readDocument } from './documents.ts'
export type { DocumentFormat } from './documents.ts'
