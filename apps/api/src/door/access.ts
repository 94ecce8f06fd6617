import { SetMetadata } from '@nestjs/common'
import type { ApiKeyScope } from '@noroshi/membership'

/** What a handler declares of itself; `SESSION` asks for a signed-in browser session rather than an API key. */
export type AccessDeclaration =
  { readonly open: string } | { readonly scope: ApiKeyScope | 'SESSION'; readonly subject: string }

export const ACCESS = 'noroshi:access'

/** Somebody must be signed in; an API key must have this scope. What they may do with the very object, the service decides. */
export const Access = (scope: ApiKeyScope | 'SESSION', subject: string) =>
  SetMetadata(ACCESS, { scope, subject } satisfies AccessDeclaration)

/** Open to everybody, for the reason given. */
export const Open = (why: string) => SetMetadata(ACCESS, { open: why } satisfies AccessDeclaration)
