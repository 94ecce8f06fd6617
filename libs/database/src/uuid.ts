const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether PostgreSQL would take a text as a uuid; what cannot be an id is answered like an id that is not there (L21). */
export const isUuid = (text: string): boolean => UUID.test(text)
