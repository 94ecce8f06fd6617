import { noticeTopics } from './notice-topics.ts'

const object = (type: string, facts: object) => ({
  ...{ stixId: `${type}--1`, type, version: '2026-01-01T00:00:00.000Z', versionOrder: 0n },
  document: JSON.stringify({ type, ...facts }),
})

describe('what a notice is about', () => {
  it('is the actors and technologies that its objects name, by all their names, once', () => {
    expect(
      noticeTopics([
        object('intrusion-set', { name: 'Kasumi', aliases: ['霞', 'Kasumi', 7] }),
        object('threat-actor', { name: '霞' }),
        object('software', { name: 'Example VPN' }),
        object('tool', { name: 'Example Tool' }),
        object('malware', { name: 'not a technology' }),
        object('indicator', { name: 'neither' }),
        object('infrastructure', { name: 'x'.repeat(201) }),
      ]),
    ).toEqual({ actors: ['Kasumi', '霞'], technologies: ['Example VPN', 'Example Tool'] })
  })
})
