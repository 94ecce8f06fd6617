import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { ApprovalKind } from '@noroshi/clearance'
import type { SignedIn } from '@noroshi/membership'
import { ApprovalsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class ApprovalsResolver {
  constructor(private readonly approvals: ApprovalsService) {}

  @Query('productApprovals')
  @Access('draft', 'Product')
  productApprovals(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.approvals.list(caller.reader, productId)
  }

  @Mutation('approveProduct')
  @Access('draft', 'Product')
  async approveProduct(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('digest') digest: string,
    @Args('kind') kind: ApprovalKind,
    @Args('note') note: string | null,
  ) {
    const request = { version, digest, kind, note: note ?? '' }
    return this.approvals.list(caller.reader, await this.approvals.approve(caller.reader, id, request))
  }

  @Mutation('refuseProduct')
  @Access('draft', 'Product')
  async refuseProduct(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('digest') digest: string,
    @Args('kind') kind: ApprovalKind,
    @Args('note') note: string,
  ) {
    const request = { version, digest, kind, note }
    return this.approvals.list(caller.reader, await this.approvals.refuse(caller.reader, id, request))
  }
}
