import type { Cvss } from './cvss.ts'

/** Properties that repeat what the vector says, by the metrics that they repeat (FIRST's schemas of CVSS). */
const PROPERTIES: Readonly<Record<'2' | '3' | '4', string>> = {
  '2': `accessVector AV accessComplexity AC authentication Au confidentialityImpact C integrityImpact I availabilityImpact A
    exploitability E remediationLevel RL reportConfidence RC collateralDamagePotential CDP targetDistribution TD
    confidentialityRequirement CR integrityRequirement IR availabilityRequirement AR`,
  '3': `attackVector AV attackComplexity AC privilegesRequired PR userInteraction UI scope S confidentialityImpact C integrityImpact I
    availabilityImpact A exploitCodeMaturity E remediationLevel RL reportConfidence RC confidentialityRequirement CR
    integrityRequirement IR availabilityRequirement AR modifiedAttackVector MAV modifiedAttackComplexity MAC
    modifiedPrivilegesRequired MPR modifiedUserInteraction MUI modifiedScope MS modifiedConfidentialityImpact MC
    modifiedIntegrityImpact MI modifiedAvailabilityImpact MA`,
  '4': `attackVector AV attackComplexity AC attackRequirements AT privilegesRequired PR userInteraction UI vulnConfidentialityImpact VC
    vulnIntegrityImpact VI vulnAvailabilityImpact VA subConfidentialityImpact SC subIntegrityImpact SI subAvailabilityImpact SA
    exploitMaturity E confidentialityRequirement CR integrityRequirement IR availabilityRequirement AR modifiedAttackVector MAV
    modifiedAttackComplexity MAC modifiedAttackRequirements MAT modifiedPrivilegesRequired MPR modifiedUserInteraction MUI
    modifiedVulnConfidentialityImpact MVC modifiedVulnIntegrityImpact MVI modifiedVulnAvailabilityImpact MVA
    modifiedSubConfidentialityImpact MSC modifiedSubIntegrityImpact MSI modifiedSubAvailabilityImpact MSA Safety S Automatable AU
    Recovery R valueDensity V vulnerabilityResponseEffort RE providerUrgency U`,
}

/** Words of CVSS 2.0 of which a vector writes more than the first letter. */
const SHORT_2: Readonly<Record<string, string>> = {
  NOT_DEFINED: 'ND',
  PROOF_OF_CONCEPT: 'POC',
  OFFICIAL_FIX: 'OF',
  TEMPORARY_FIX: 'TF',
  UNCONFIRMED: 'UC',
  UNCORROBORATED: 'UR',
  LOW_MEDIUM: 'LM',
  MEDIUM_HIGH: 'MH',
}

/** Whether some property says otherwise than the vector (§6.1.10). A metric that the vector leaves out is not defined. */
export function contradictsVector(element: Readonly<Record<string, unknown>>, { version, metrics }: Cvss): boolean {
  const words = PROPERTIES[version === '2.0' ? '2' : version === '4.0' ? '4' : '3'].split(/\s+/)
  return words.some((name, index) => {
    const value = index % 2 === 0 ? element[name] : undefined
    return typeof value === 'string' && !isWritten(value, metrics.get(words[index + 1] ?? ''), version === '2.0')
  })
}

function isWritten(word: string, letter: string | undefined, isVersion2: boolean): boolean {
  if (word === 'NOT_DEFINED') return letter === undefined || letter === (isVersion2 ? 'ND' : 'X')
  const short = (isVersion2 ? SHORT_2[word] : undefined) ?? word.charAt(0)
  // Urgencies of 4.0 are written out.
  return letter === short || letter?.toUpperCase() === word
}
