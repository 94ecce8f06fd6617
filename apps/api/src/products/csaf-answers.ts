import type { CsafEdition } from '@noroshi/products'
import type { FastifyReply } from 'fastify'

/** The document as a download, under the name that CSAF asks for. */
export function sendCsaf(reply: FastifyReply, { fileName, document }: CsafEdition): void {
  void reply.header('content-disposition', `attachment; filename="${fileName}"`).send(document)
}
