import { LookAlikeMark } from './look-alike-mark.tsx'
import { revealHidden } from './text.ts'

/** Text from outside, with its hidden characters shown as marks, its direction kept to itself, and a sign where a word looks like another. */
export function Revealed({ text }: { text: string }) {
  return (
    <>
      <bdi>
        {revealHidden(text).map((stretch, index) =>
          stretch.isHidden ? (
            <span key={index} className="hidden-character">
              {stretch.text}
            </span>
          ) : (
            stretch.text
          ),
        )}
      </bdi>
      <LookAlikeMark text={text} />
    </>
  )
}
