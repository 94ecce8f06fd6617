import { useId } from 'react'

/**
 * Whose copy it is and since when, faintly over the whole of a page and of each printed sheet, so that a photograph or a scan
 * says so too (WB-9). An element of the page, not a picture: nothing is fetched and no style is written.
 */
export function Watermark({ text }: { text: string }) {
  const id = useId()
  return (
    <svg className="watermark" aria-hidden data-testid="watermark">
      <defs>
        <pattern id={id} width="720" height="280" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">
          <text x="0" y="60">
            {text}
          </text>
          <text x="200" y="200">
            {text}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  )
}
