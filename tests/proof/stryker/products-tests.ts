/* eslint-disable @nx/enforce-module-boundaries -- tests have no door; gathered in one file they load what they test once */
import '../../../libs/products/src/edition-maker.spec.ts'
import '../../../libs/products/src/marking-rule.spec.ts'
import '../../../libs/products/src/product.spec.ts'
import '../../../libs/products/src/recipients.spec.ts'
import '../../../libs/products/src/review.spec.ts'
