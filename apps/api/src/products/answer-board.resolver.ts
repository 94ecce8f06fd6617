import { Args, Query, Resolver } from '@nestjs/graphql'
import { AnswerBoardService, type BoardFilter } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Who answered what was sent, for those who sent it. */
@Resolver()
export class AnswerBoardResolver {
  constructor(private readonly board: AnswerBoardService) {}

  @Query('answerBoard')
  @Access('draft', 'Product')
  answerBoard(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.board.of(caller.reader, productId)
  }

  @Query('answerFigures')
  @Access('draft', 'Product')
  answerFigures(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
  ) {
    return this.board.figures(caller.reader, productId, editionId)
  }

  @Query('answersOf')
  @Access('draft', 'Product')
  answersOf(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
    @Args('filter') filter: BoardFilter,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.board.organisations(caller.reader, productId, editionId, filter, { first, after })
  }

  @Query('answerTimeline')
  @Access('draft', 'Product')
  answerTimeline(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
  ) {
    return this.board.timeline(caller.reader, productId, editionId)
  }

  @Query('inspectAnswers')
  @Access('read', 'Inspection')
  inspectAnswers(@Caller() caller: SignedIn, @Args('editionId') editionId: string) {
    return this.board.inspect(caller.reader, editionId)
  }

  @Query('drills')
  @Access('draft', 'Product')
  drills(@Caller() caller: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.board.drills(caller.reader, { first, after })
  }
}
