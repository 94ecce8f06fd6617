/* How a product begins: the form that a template gives, in the language that is spoken. */
import { FLAG_OF_CATEGORY, newEdition, newFragment, newHunt, nobody, type EditionForm, type ProductForm } from './draft.ts' // prettier-ignore
import type { ProductTemplate } from '../api/hunts.ts'

type TemplateEdition = ProductTemplate['editions'][number]

/** The form of a template: a fragment for each section, under the flag that makes the category, as a proposal. */
export function formOfTemplate(template: ProductTemplate, language: 'ja' | 'en'): ProductForm {
  const { kind, severity, urgency, editions } = template
  return {
    title: '',
    kind,
    severity,
    urgency,
    drill: false,
    answerWithinMinutes: null,
    editions: editions.map(edition => editionOf(edition, language)),
  }
}

function editionOf({ category, toPublic, hasHunt, sections }: TemplateEdition, language: 'ja' | 'en'): EditionForm {
  const flags = FLAG_OF_CATEGORY[category]
  return {
    ...newEdition(),
    fragments: sections.map(({ headingJa, headingEn, hintJa, hintEn }) => ({
      ...newFragment(),
      ...flags,
      text: `## ${language === 'en' ? headingEn : headingJa}\n\n`,
      hint: language === 'en' ? hintEn : hintJa,
    })),
    audience: toPublic ? { ...nobody, everyone: true, toPublic } : nobody,
    ...(hasHunt ? { hunt: { ...newHunt(), ...flags } } : {}),
  }
}
