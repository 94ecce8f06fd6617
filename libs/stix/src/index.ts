export { BundleScanner } from './bundle-scanner.ts'
export type { BundleEnvelope, ScannedObject } from './bundle-scanner.ts'
export { checkPattern } from './check-pattern.ts'
export type { CheckedPattern } from './check-pattern.ts'
export type {
  AttackPattern,
  Campaign,
  CourseOfAction,
  Grouping,
  Identity,
  Incident,
  Indicator,
  Infrastructure,
  IntrusionSet,
  Location,
  Malware,
  MalwareAnalysis,
  Note,
  ObservedData,
  Opinion,
  Report,
  ThreatActor,
  Tool,
  Vulnerability,
} from './domain-objects.ts'
export { addMarkings, clearMarkings, getMarkings, isMarked, removeMarkings, setMarkings } from './markings.ts'
export type { MarkingChoice, MarkingScope } from './markings.ts'
export type { ExtensionDefinition, LanguageContent, MarkingDefinition, Relationship, Sighting } from './meta-objects.ts'
export { newObject } from './new-object.ts'
export type { Birth } from './new-object.ts'
export { displayName, indicatorRows, versionOf } from './object-words.ts'
export type { IndicatorRow } from './object-words.ts'
export { scanObject } from './object-scanner.ts'
export type {
  Artifact,
  AutonomousSystem,
  Directory,
  DomainName,
  EmailAddress,
  EmailMessage,
  EmailMimePart,
  FileObject,
  Ipv4Address,
  Ipv6Address,
  MacAddress,
  Mutex,
  NetworkTraffic,
  Process,
  Software,
  Url,
  UserAccount,
  WindowsRegistryKey,
  WindowsRegistryValue,
  X509Certificate,
} from './observable-objects.ts'
export { observableValuesOf } from './observable-values.ts'
export type { ObservableValue } from './observable-values.ts'
export { observationsIn } from './observations.ts'
export type { Observation, ObservationSet } from './observations.ts'
export { ipBlockOf, ipBlockText, isWithinBlock } from './ip-block.ts'
export type { IpBlock } from './ip-block.ts'
export { parseObject } from './parse.ts'
export type { ParsedObject, ParseOptions } from './parse.ts'
export { parsePattern, PATTERN_DEPTH_LIMIT, PATTERN_LENGTH_LIMIT } from './pattern.ts'
export type { ParsedPattern } from './pattern.ts'
export { canonicalPattern, patternsEquivalent } from './pattern-canonical.ts'
export type { CanonicalPattern, PatternEquivalence } from './pattern-canonical.ts'
export type { FaultName, FaultReport } from './pattern-fault.ts'
export { matchPattern } from './pattern-match.ts'
export type { PatternMatch } from './pattern-match.ts'
export type { PatternValue } from './pattern-lexer.ts'
export { patternText } from './pattern-tree.ts'
export type {
  ComparisonExpression,
  ObservationExpression,
  PathStep,
  PatternComparison,
  PatternOperator,
  PatternQualifier,
} from './pattern-tree.ts'
export { PATTERN_WORK_LIMIT } from './pattern-work.ts'
export type { PatternRefused } from './pattern-work.ts'
export { danglingReferences, mentionedIds, referencesOf } from './references.ts'
export type { DanglingReference, Reference } from './references.ts'
export type { Outcome, Refusal, Verdict } from './refusal.ts'
export type { RuleId } from './rules.ts'
export { DEFAULT_LIMITS } from './scan-limits.ts'
export type { ScanLimits } from './scan-limits.ts'
export { canonicalText, scoId } from './sco-id.ts'
export { isStixId, isTypeName, typeOfId } from './stix-id.ts'
export type { StixId } from './stix-id.ts'
export {
  isCustomType,
  isMetaType,
  isScoType,
  isSdoType,
  isSroType,
  newBundle,
  SCO_TYPES,
  SDO_TYPES,
  STIX_MEDIA_TYPE,
} from './stix-objects.ts'
export type {
  Bundle,
  CustomObject,
  DomainObject,
  MetaObject,
  ObservableObject,
  RelationshipObject,
  StixObject,
} from './stix-objects.ts'
export type {
  AuthoredProperties,
  Extensions,
  ExternalReference,
  GranularMarking,
  Hashes,
  KillChainPhase,
  MarkableProperties,
  ObservableProperties,
  Timestamp,
} from './stix-properties.ts'
export { verdictUnder } from './strictness.ts'
export type { Strictness } from './strictness.ts'
export { compareTimestamps, isTimestamp, microsecondsOf, orderOf } from './timestamp.ts'
export { TLP_2_EXTENSION, TLP_MARKINGS, tlpMarkingOf } from './tlp.ts'
export type { TlpMarking } from './tlp.ts'
export { translationProblems } from './translations.ts'
export { validateObject } from './validate.ts'
export type { JudgedObject } from './validate.ts'
export { newVersion, revoke, versionProblems, withoutCustom } from './versions.ts'
export type { VersionOptions } from './versions.ts'
export { isInVocabulary, VOCABULARIES } from './vocabularies.ts'
export type { VocabularyName } from './vocabularies.ts'
