/*
 * Not among them: agreement.spec.ts, audience.spec.ts and properties.spec.ts. Half a million combinations, a comparison of times
 * (which Stryker's own counting would spoil) and thousands of random cases for each of a thousand mutants took days, and what they
 * find is found here by an example that says what broke.
 */
/* eslint-disable @nx/enforce-module-boundaries -- tests have no door; gathered in one file they load what they test once */
import '../../../libs/clearance/src/category.spec.ts'
import '../../../libs/clearance/src/explain.spec.ts'
import '../../../libs/clearance/src/matrix.spec.ts'
import '../../../libs/clearance/src/membership-state.spec.ts'
import '../../../libs/clearance/src/operators.spec.ts'
import '../../../libs/clearance/src/pitfalls.spec.ts'
import '../../../libs/clearance/src/release-rule.spec.ts'
import '../../../libs/clearance/src/rules.spec.ts'
import '../../../libs/clearance/src/subjects.spec.ts'
import '../../../libs/clearance/src/visible-to.spec.ts'
import '../../../libs/clearance/src/words.spec.ts'
