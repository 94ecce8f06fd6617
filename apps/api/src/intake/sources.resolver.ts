import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { SourcesService, type SourceRequest } from '@noroshi/intake'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Where threat information comes from by itself. */
@Resolver()
export class SourcesResolver {
  constructor(private readonly service: SourcesService) {}

  @Query('sources')
  @Access('draft', 'Source')
  sources(@Caller() caller: SignedIn) {
    return this.service.list(caller.reader)
  }

  @Query('source')
  @Access('draft', 'Source')
  source(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.find(caller.reader, id)
  }

  @Query('sourcePulls')
  @Access('draft', 'Source')
  sourcePulls(@Caller() caller: SignedIn, @Args('id') id: string, @Args('first') first: number) {
    return this.service.pulls(caller.reader, id, first)
  }

  @Query('sourcePull')
  @Access('draft', 'Source')
  sourcePull(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.pull(caller.reader, id)
  }

  @Query('sourceChanges')
  @Access('draft', 'Source')
  async sourceChanges(@Caller() caller: SignedIn, @Args('id') id: string) {
    const history = await this.service.changes(caller.reader, id)
    return history.map(({ changes, ...entry }) => ({
      ...entry,
      changes: changes.map(({ field, from, to }) => ({ field, from: JSON.stringify(from), to: JSON.stringify(to) })),
    }))
  }

  @Mutation('createSource')
  @Access('administer', 'Source')
  createSource(@Caller() caller: SignedIn, @Args('input') input: SourceRequest) {
    return this.service.create(caller.reader, input)
  }

  @Query('sourceLabelEffects')
  @Access('administer', 'Source')
  sourceLabelEffects(@Caller() caller: SignedIn, @Args('id') id: string, @Args('input') input: SourceRequest) {
    return this.service.relabelled(caller.reader, id, input)
  }

  @Mutation('reviseSource')
  @Access('administer', 'Source')
  reviseSource(@Caller() caller: SignedIn, @Args('id') id: string, @Args('input') input: SourceRequest) {
    return this.service.revise(caller.reader, id, input)
  }

  @Mutation('pauseSource')
  @Access('administer', 'Source')
  pauseSource(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.setEnabled(caller.reader, id, false)
  }

  @Mutation('resumeSource')
  @Access('administer', 'Source')
  resumeSource(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.setEnabled(caller.reader, id, true)
  }

  @Mutation('pullSourceNow')
  @Access('import', 'Source')
  pullSourceNow(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.pullNow(caller.reader, id)
  }

  @Mutation('trySource')
  @Access('administer', 'Source')
  trySource(@Caller() caller: SignedIn, @Args('id') id: string | null, @Args('input') input: SourceRequest) {
    return this.service.tryOut(caller.reader, id ?? null, input)
  }
}
