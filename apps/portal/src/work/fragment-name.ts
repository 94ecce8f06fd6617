import type { Product } from '../api/types.ts'
import { useWorkWords } from './work-page.tsx'

/** What a fragment is called that the hub names by its place among all of a stored edition: by its number in the form, which counts originals. */
export function useFragmentName(): (edition: Product['editions'][number] | undefined, place: number) => string {
  const t = useWorkWords()
  return (edition, place) => {
    const fragments = edition?.fragments ?? []
    const originals = fragments.filter(({ translationOf }) => translationOf === null)
    const found = fragments[place]
    if (found === undefined) return t('slips.place.fragment', { number: place + 1 })
    const number = originals.findIndex(({ key }) => key === (found.translationOf ?? found.key)) + 1
    return t(found.translationOf === null ? 'slips.place.fragment' : 'texts.translationOf', { number })
  }
}
