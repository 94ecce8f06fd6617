import { Scalar, type CustomScalar } from '@nestjs/graphql'
import { GraphQLError, Kind, type ValueNode } from 'graphql'

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** ISO 8601 instants. Out: always UTC with milliseconds; in: any offset. */
@Scalar('DateTime')
export class DateTimeScalar implements CustomScalar<string, Date> {
  readonly description = 'An instant, ISO 8601 in UTC.'

  parseValue(value: unknown): Date {
    const date = typeof value === 'string' && INSTANT.test(value) && isOfCalendar(value) ? new Date(value) : undefined
    if (!date || Number.isNaN(date.getTime()))
      throw new GraphQLError('DateTime takes an ISO 8601 instant with an offset, such as 2026-10-01T00:00:00Z.')
    return date
  }

  serialize(value: unknown): string {
    return value instanceof Date ? value.toISOString() : String(value)
  }

  parseLiteral(node: ValueNode): Date {
    return this.parseValue(node.kind === Kind.STRING ? node.value : undefined)
  }
}

/** `Date` takes 30 February for 2 March; a calendar does not. */
function isOfCalendar(instant: string): boolean {
  const [year, month, day] = instant.slice(0, 10).split('-').map(Number)
  const lastDay = new Date(0)
  lastDay.setUTCFullYear(year, month, 0)
  return day >= 1 && day <= lastDay.getUTCDate()
}
