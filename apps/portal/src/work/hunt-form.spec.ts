import type { ProductTemplate } from '../api/hunts.ts'
import { categoryOfEdition, inputOf, isComplete, newEdition, newForm, newHunt, type EditionForm } from './draft.ts'
import { derivedEdition } from './ladder.ts'
import { formOfTemplate } from './templates.ts'

const hunt = { ...newHunt(), hypothesis: '仮説', requiredLogs: [' 記録 ', ''] }
const whole = { ...hunt, queries: [{ language: 'YARA' as const, title: 't', text: 'rule a { condition: true }' }] }
const edition = (more: Partial<EditionForm> = {}): EditionForm => ({
  ...newEdition(),
  ...{ title: '題', summary: '要旨', ...more },
  fragments: newEdition().fragments.map(fragment => ({ ...fragment, text: '本文' })),
})

describe('a hunt in the form', () => {
  it('counts for the category like a fragment', () => {
    expect(categoryOfEdition(edition({ hunt }))).toBe('NOTICE')
    expect(categoryOfEdition(edition({ hunt: { ...hunt, containsSecret: true } }))).toBe('PROVISION')
    expect(categoryOfEdition(edition({ hunt: { ...hunt, containsCommInfo: true } }))).toBe('COMPREHENSIVE')
  })

  it('is whole with a hypothesis, a log and queries, and is sent without empty lines', () => {
    const form = (one: EditionForm) => ({ ...newForm(), title: '作業', editions: [one] })
    expect(isComplete(form(edition()))).toBe(true)
    expect(isComplete(form(edition({ hunt })))).toBe(false)
    expect(isComplete(form(edition({ hunt: { ...whole, requiredLogs: [' '] } })))).toBe(false)
    expect(isComplete(form(edition({ hunt: whole })))).toBe(true)
    expect(inputOf(form(edition({ hunt: whole }))).editions[0]?.hunt?.requiredLogs).toEqual(['記録'])
    expect(inputOf(form(edition())).editions[0]?.hunt).toBeNull()
  })

  it('stays above when an edition below is made, and is marked there', () => {
    expect(derivedEdition(edition({ hunt: whole }), 'NOTICE', [])).toMatchObject({ hunt: null, huntLeft: whole })
    expect(derivedEdition(edition(), 'NOTICE', [])).toMatchObject({ hunt: null, huntLeft: null })
  })
})

describe('the form of a template', () => {
  const section = { headingJa: '概況', headingEn: 'Situation', hintJa: '何が', hintEn: 'What' }
  const template: ProductTemplate = {
    ...{ kind: 'HUNT_PACKAGE', severity: 'HIGH', urgency: 'PRIORITY', requires: ['HUNT'] },
    editions: [
      { category: 'COMPREHENSIVE', toPublic: false, hasHunt: false, sections: [section] },
      { category: 'PROVISION', toPublic: false, hasHunt: true, sections: [section, section] },
      { category: 'NOTICE', toPublic: true, hasHunt: false, sections: [section] },
    ],
  }

  it('has an edition of each category, a fragment for each section, and a hunt where there is one', () => {
    const { editions, ...facts } = formOfTemplate(template, 'ja')
    expect(facts).toMatchObject({ kind: 'HUNT_PACKAGE', severity: 'HIGH', urgency: 'PRIORITY' })
    expect(editions.map(categoryOfEdition)).toEqual(['COMPREHENSIVE', 'PROVISION', 'NOTICE'])
    expect(editions.map(({ fragments }) => fragments.map(({ text, hint }) => [text, hint]))).toEqual([
      [['## 概況\n\n', '何が']],
      [
        ['## 概況\n\n', '何が'],
        ['## 概況\n\n', '何が'],
      ],
      [['## 概況\n\n', '何が']],
    ])
    expect(editions.map(({ hunt: of }) => Boolean(of))).toEqual([false, true, false])
    expect(editions.map(({ audience }) => audience.toPublic)).toEqual([false, false, true])
    expect(formOfTemplate(template, 'en').editions[0]?.fragments[0]?.text).toBe('## Situation\n\n')
  })
})
