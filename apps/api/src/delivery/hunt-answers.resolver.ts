import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { HuntAnswersService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What an organisation answers to a hunt. */
@Resolver()
export class HuntAnswersResolver {
  constructor(private readonly answers: HuntAnswersService) {}

  @Query('huntAnswers')
  @Access('read', 'Edition')
  huntAnswers(@Caller() caller: SignedIn, @Args('editionId') editionId: string) {
    return this.answers.own(caller.reader, editionId)
  }

  @Mutation('answerHunt')
  @Access('acknowledge', 'Edition')
  answerHunt(@Caller() caller: SignedIn, @Args('editionId') editionId: string, @Args('input') input: unknown) {
    return this.answers.answer(caller.reader, editionId, input)
  }
}
