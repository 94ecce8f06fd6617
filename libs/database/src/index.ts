export { isUnableNow } from './away.ts'
export {
  Database,
  dataSourceOptions,
  type Ask,
  type DatabaseOptions,
  type EntityTarget,
  type Plans,
  type ServerAddress,
  type Tx,
} from './database.ts'
export { LOGINS, loginOfTier, type Login } from './logins.ts'
export { Loop } from './loop.ts'
export { migrate } from './migrate.ts'
export { prepared } from './prepared.ts'
export { newPasswords, prepareServer } from './prepare.ts'
export { NewsListener, type NewsChannel } from './news.ts'
export { startEmbedded, type EmbeddedServer } from './embedded.ts'
export { isUuid, uuidFrom } from './uuid.ts'
export { byteaArray, plainArray, textArray } from './text-array.ts'
