export { createApi } from './api.ts'
export { readConfig, type ApiConfig } from './config.ts'
export { ACCESS, type AccessDeclaration } from './door/access.ts'
export { readOperations } from './door/operations.ts'
