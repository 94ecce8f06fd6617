import { acceptsTaxii, isTaxiiContent } from './media-types.ts'

describe('Accept', () => {
  it.each([
    'application/taxii+json',
    'application/taxii+json;version=2.1',
    ' Application/Taxii+JSON ; Version="2.1" ; q=0.001',
    'text/html;x=",",application/taxii+json;q=1.000',
    'application/taxii+json;version=2.0, application/taxii+json;version=2.1',
    '*/*',
    'application/*;q=0.1',
    'text/html, application/xhtml+xml, */*;q=0.8',
    '*/*;q=0, application/taxii+json',
    'application/taxii+json;q=0, application/taxii+json;version=2.1',
  ])('is TAXII 2.1: %s', accept => expect(acceptsTaxii(accept)).toBe(true))

  it.each([
    undefined,
    '',
    '*/*;q=0',
    '*',
    'text/*',
    '*/*, application/taxii+json;q=0',
    'application/taxii+json, application/taxii+json;version=2.1;q=0',
    'application/json',
    'application/taxii+json;version=2.0',
    'application/taxii+json;q=0',
    'application/taxii+json;q=0.000',
    'application/taxii+json;q=2',
    'text/plain;x="application/taxii+json,application/taxii+json"',
    'application/taxii+jsonx',
  ])('is not: %s', accept => expect(acceptsTaxii(accept)).toBe(false))
})

describe('Content-Type', () => {
  it('is TAXII 2.1 with or without its version, and nothing else', () => {
    for (const type of ['application/taxii+json', 'application/taxii+json; version=2.1'])
      expect(isTaxiiContent(type)).toBe(true)
    for (const type of [undefined, '', 'application/json', 'application/taxii+json;version=2.0', 'x'])
      expect(isTaxiiContent(type)).toBe(false)
  })
})
