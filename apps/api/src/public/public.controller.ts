import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common'
import { publicReader } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { csafVersionOf, EditionsService, HUB_PUBLISHER } from '@noroshi/products'
import { STIX_MEDIA_TYPE } from '@noroshi/stix'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Feed } from 'feed'
import type { ApiConfig } from '../config.ts'
import { Open } from '../door/access.ts'
import { ownAddress } from '../door/own-address.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { sendCsaf } from '../products/csaf-answers.ts'
import { sendQuery } from '../products/hunts.controller.ts'
import { escape, languageOf, listPage, noticePage, PUBLIC_POLICY } from './public-pages.ts'

const WHY = 'the public reads what was released to the public (PUB-1)'

/** Public notices as plain pages, JSON Feed and Atom: NOTICE editions so released, read with the public's own login. */
@Controller('public')
export class PublicController {
  readonly #reader = publicReader()

  constructor(
    private readonly editions: EditionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get()
  @Open(WHY)
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('text') text?: string,
    @Query('after') after?: string,
  ) {
    const found = await this.editions.list(
      this.#reader,
      'read',
      { text: oneOf('text', text) },
      { first: 20, after: oneOf('after', after) },
    )
    this.#page(reply, listPage(found, text ?? '', languageOf(request.headers['accept-language'])))
  }

  @Get('editions/:id')
  @Open(WHY)
  async notice(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string) {
    const edition = await this.editions.find(this.#reader, 'read', id)
    this.#page(reply, noticePage(edition, languageOf(request.headers['accept-language'])))
  }

  @Get('editions/:id/bundle')
  @Open(WHY)
  async bundle(@Res() reply: FastifyReply, @Param('id') id: string) {
    const { reference, bundle } = await this.editions.bundle(this.#reader, 'read', id)
    void this.#cached(reply)
      .header('content-type', STIX_MEDIA_TYPE)
      .header('content-disposition', `attachment; filename="${reference}.json"`)
      .send(Buffer.from(bundle)) // as text, Fastify would write the media type in its own way
  }

  @Get('editions/:id/misp')
  @Open(WHY)
  async misp(@Res() reply: FastifyReply, @Param('id') id: string) {
    const { reference, event } = await this.editions.misp(this.#reader, 'read', id)
    void this.#cached(reply)
      .header('content-disposition', `attachment; filename="${reference}.misp.json"`)
      .send({ Event: event })
  }

  @Get('editions/:id/csaf')
  @Open(WHY)
  async csaf(@Res() reply: FastifyReply, @Param('id') id: string, @Query('version') version: unknown) {
    const { publisher = HUB_PUBLISHER } = this.config
    const csaf = await this.editions.csaf(this.#reader, 'read', id, publisher, csafVersionOf(version))
    sendCsaf(this.#cached(reply), csaf)
  }

  @Get('editions/:id/hunt/:place')
  @Open(WHY)
  async query(@Res() reply: FastifyReply, @Param('id') id: string, @Param('place') place: string) {
    sendQuery(this.#cached(reply), await this.editions.find(this.#reader, 'read', id), place)
  }

  @Get('feed.json')
  @Open(WHY)
  async jsonFeed(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const feed = await this.#feed(request, title => title)
    void this.#cached(reply)
      .header('vary', 'host')
      .header('content-type', 'application/feed+json; charset=utf-8')
      .send(feed.json1())
  }

  @Get('feed.atom')
  @Open(WHY)
  async atomFeed(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    // Titles of an Atom feed are HTML by its own word, those of a JSON feed are text.
    const feed = await this.#feed(request, title => writable(escape(title)))
    void this.#cached(reply)
      .header('vary', 'host')
      .header('content-type', 'application/atom+xml; charset=utf-8')
      .send(feed.atom1())
  }

  async #feed(request: FastifyRequest, titleOf: (title: string) => string): Promise<Feed> {
    const base = `${ownAddress(request, this.config)}/public`
    const { items } = await this.editions.list(this.#reader, 'read', {}, { first: 50 })
    const feed = new Feed({
      id: base,
      link: base,
      title: '狼煙 周知等用情報 / Noroshi public notices',
      language: 'ja',
      copyright: '',
      // The newest notice's time, not the time of asking: the same content is the same bytes.
      updated: new Date(items[0]?.releasedAt ?? 0),
      feedLinks: { json: `${base}/feed.json`, atom: `${base}/feed.atom` },
    })
    for (const item of items) {
      const link = `${base}/editions/${item.id}`
      feed.addItem({
        id: link,
        link,
        title: titleOf(item.title),
        description: writable(escape(item.summary)), // both take it for HTML
        date: new Date(item.releasedAt),
        published: new Date(item.releasedAt),
      })
    }
    return feed
  }

  #page(reply: FastifyReply, html: string): void {
    void this.#cached(reply)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', PUBLIC_POLICY)
      .header('vary', 'accept-language')
      .send(html)
  }

  #cached(reply: FastifyReply): FastifyReply {
    return reply.header('cache-control', 'public, max-age=60')
  }
}

/** A parameter that stands twice is a list, and which of its values counts would be anybody's guess. */
function oneOf(field: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw new HubError('INVALID_INPUT', 'REPEATED', `Name ${field} once.`, field, `${field} は一度だけ指定してください。`)
}

// Control characters are what is looked for.
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** XML has no way to write these characters: one in one notice would make the feed unreadable for everybody (XML 1.0, 2.2). */
const writable = (text: string): string => text.toWellFormed().replace(UNWRITABLE, '\uFFFD')
