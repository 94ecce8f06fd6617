import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { httpOf } from '../door/request.ts'
import { acceptsTaxii } from './media-types.ts'
import { credentialsNeeded, notAcceptable } from './taxii.errors.ts'

/** After who may come at all: credentials that were presented must be good, also where none are needed, and Accept must name TAXII 2.1. */
@Injectable()
export class TaxiiGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { request } = httpOf(context)
    // Undefined where the process knows nobody, and so cannot tell good from bad.
    if (request.user === null && request.headers.authorization !== undefined) throw credentialsNeeded()
    if (!acceptsTaxii(request.headers.accept)) throw notAcceptable()
    return true
  }
}
