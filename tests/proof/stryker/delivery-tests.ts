/* eslint-disable @nx/enforce-module-boundaries -- tests have no door; gathered in one file they load what they test once */
import '../../../libs/delivery/src/dispatcher.spec.ts'
import '../../../libs/delivery/src/news-frame.spec.ts'
import '../../../libs/delivery/src/dispatcher.db.spec.ts'
