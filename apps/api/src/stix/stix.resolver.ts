import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { StixStoreService } from '@noroshi/products'
import type { FileUpload } from 'graphql-upload-minimal'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { openUpload } from '../door/upload.ts'

@Resolver()
export class StixResolver {
  constructor(private readonly store: StixStoreService) {}

  @Query('stixObjects')
  @Access('draft', 'StixStore')
  stixObjects(
    @Caller() caller: SignedIn,
    @Args('filter') filter: object | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.store.list(caller.reader, filter ?? {}, { first, after })
  }

  @Query('stixObject')
  @Access('draft', 'StixStore')
  stixObject(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.store.history(caller.reader, id)
  }

  @Query('bundleImports')
  @Access('import', 'StixStore')
  bundleImports(@Caller() caller: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.store.imports(caller.reader, { first, after })
  }

  @Query('bundleImport')
  @Access('import', 'StixStore')
  bundleImport(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.store.findImport(caller.reader, id)
  }

  @Query('bundleImportRemarks')
  @Access('import', 'StixStore')
  bundleImportRemarks(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('kind') kind: string | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.store.remarks(caller.reader, id, kind ?? null, { first, after })
  }

  @Mutation('importBundle')
  @Access('import', 'StixStore')
  async importBundle(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('file') file: Promise<FileUpload>,
    @Args('bytesTotal') bytesTotal: number | null,
    @Args('strictness') strictness: 'REFUSE' | 'ACCEPT_WITH_WARNING' | null,
  ) {
    return this.store.importBundle(caller.reader, {
      id,
      ...(await openUpload(file)),
      bytesTotal: bytesTotal ?? null,
      strictness: strictness === 'ACCEPT_WITH_WARNING' ? 'accept-with-warning' : 'refuse',
    })
  }
}
