/** Structured lines without content: method and path, never a query string, a body, a header or a name (L53). */
export function loggingOf(level: string) {
  return {
    level,
    serializers: {
      req: (request: { id: unknown; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: (error: { name?: string; type?: string; code?: unknown; stack?: string }) => ({
        type: error.type ?? error.name,
        code: error.code,
        stack: framesOf(error.stack),
      }),
    },
  }
}

/** The places in our code, without the message, which may quote data. */
const framesOf = (stack: string | undefined): string =>
  (stack ?? '')
    .split('\n')
    .filter(line => line.trimStart().startsWith('at '))
    .slice(0, 8)
    .join('\n')
