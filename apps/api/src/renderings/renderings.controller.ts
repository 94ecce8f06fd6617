import { Controller, Get, Param, Query, Res } from '@nestjs/common'
import type { SignedIn } from '@noroshi/membership'
import { CopiesService, type CopyFormat } from '@noroshi/products'
import type { FastifyReply } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { choiceOf, chosenText, fileNameOf, type Choice } from './chosen-text.ts'
import { markdownOf } from './markdown-document.ts'
import { PdfMaker } from './pdf-maker.ts'
import type { RenderedEdition } from './rendered-edition.ts'

/** An edition as a document to print or to pass on within what its banner says; each copy of a sealed one is somebody's. */
@Controller()
export class RenderingsController {
  readonly #pdf = new PdfMaker()

  constructor(private readonly copies: CopiesService) {}

  @Get('editions/:id/pdf')
  @Access('read', 'Edition')
  async pdf(
    @Caller() caller: SignedIn,
    @Param('id') id: string,
    @Query('for') readership: unknown,
    @Query('language') language: unknown,
    @Res() reply: FastifyReply,
  ) {
    const choice = choiceOf(readership, language)
    const edition = await this.#take(caller, id, 'PDF', choice)
    const bytes = await this.#pdf.make(edition)
    send(reply, `${fileNameOf(edition.reference, choice)}.pdf`, 'application/pdf', Buffer.from(bytes.buffer))
  }

  @Get('editions/:id/markdown')
  @Access('read', 'Edition')
  async markdown(
    @Caller() caller: SignedIn,
    @Param('id') id: string,
    @Query('for') readership: unknown,
    @Query('language') language: unknown,
    @Res() reply: FastifyReply,
  ) {
    const choice = choiceOf(readership, language)
    const edition = await this.#take(caller, id, 'MARKDOWN', choice)
    const text = Buffer.from(markdownOf(edition))
    send(reply, `${fileNameOf(edition.reference, choice)}.md`, 'text/markdown; charset=utf-8', text)
  }

  async #take(caller: SignedIn, id: string, format: CopyFormat, choice: Choice): Promise<RenderedEdition> {
    const { edition, tlp, copy } = await this.copies.take(caller.reader, id, format)
    const reader = `${caller.person.name}（${caller.organisation.name}）`
    return { ...edition, ...chosenText(edition, choice), tlp, copy: copy && { ...copy, reader } }
  }
}

function send(reply: FastifyReply, fileName: string, mediaType: string, bytes: Buffer): void {
  void reply
    .header('content-type', mediaType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('cache-control', 'no-store')
    .send(bytes)
}
