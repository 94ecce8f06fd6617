import { Args, Query, Resolver } from '@nestjs/graphql'
import { HubError } from '@noroshi/errors'
import { isValueKind, VALUE_KINDS, type ValueKind } from '@noroshi/indicators'
import type { SignedIn } from '@noroshi/membership'
import { LookUpsService } from '@noroshi/products'
import { Access, Open } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { SigningKeys } from './signing-keys.ts'

@Resolver()
export class LookUpsResolver {
  constructor(
    private readonly lookUps: LookUpsService,
    private readonly keys: SigningKeys,
  ) {}

  @Query('lookUp')
  @Access('read', 'Edition')
  async lookUp(
    @Caller() caller: SignedIn,
    @Args('value') value: string,
    @Args('kind') kind: string | null | undefined,
  ) {
    return this.lookUps.one(caller.reader, value, kind ? kindOf(kind) : null)
  }

  @Query('lookUpMany')
  @Access('read', 'Edition')
  lookUpMany(@Caller() caller: SignedIn, @Args('values') values: string[]) {
    return this.lookUps.few(caller.reader, values)
  }

  @Query('downloadKeys')
  @Open('anybody may verify what was signed')
  downloadKeys() {
    return this.keys.of('DOWNLOAD')
  }
}

/** @throws HubError INVALID_INPUT */
export function kindOf(kind: unknown): ValueKind {
  if (typeof kind === 'string' && isValueKind(kind)) return kind
  throw new HubError(
    'INVALID_INPUT',
    'KIND',
    `A kind is one of ${VALUE_KINDS.join(', ')}.`,
    'kind',
    `種別は ${VALUE_KINDS.join('、')} のいずれかで指定してください。`,
  )
}
