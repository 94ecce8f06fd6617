import { Args, Mutation, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import type { FileUpload } from 'graphql-upload-minimal'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { openUpload } from '../door/upload.ts'
import { ExtractionService } from './extraction.service.ts'

@Resolver()
export class ExtractionResolver {
  constructor(private readonly extraction: ExtractionService) {}

  @Mutation('extractIndicators')
  @Access('import', 'StixStore')
  async extractIndicators(@Caller() caller: SignedIn, @Args('file') file: Promise<FileUpload>) {
    const { fileName, chunks } = await openUpload(file)
    return this.extraction.extract(caller.reader, fileName, chunks)
  }

  @Mutation('storeIndicators')
  @Access('import', 'StixStore')
  storeIndicators(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('source') source: string,
    @Args('indicators') indicators: object[],
  ) {
    return this.extraction.storeAccepted(caller.reader, id, source, indicators)
  }
}
