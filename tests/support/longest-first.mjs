// On a machine that has not run the tests before, Jest begins with the largest files, and the longest of them may begin last. These take
// minutes, and go first, so that the others fit in beside them.
import Sequencer from '@jest/test-sequencer'

const LONGEST = [
  'worlds/hub/dual-hubs',
  'mutants/mutants',
  'worlds/sql/sql-mutants',
  'worlds/sql/dual-worlds',
  'pattern-fuzz',
]

export default class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex(name => path.replaceAll('\\', '/').includes(`${name}.spec.`))
      return place < 0 ? LONGEST.length : place
    }
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other))
  }
}
