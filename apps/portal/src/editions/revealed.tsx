import { revealHidden } from './text.ts'

/** Text from outside, with its hidden characters shown as marks and its direction kept to itself. */
export function Revealed({ text }: { text: string }) {
  return (
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
  )
}
