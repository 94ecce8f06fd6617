export { readConfig, type WorkerConfig } from './config.ts'
export { startWorker } from './worker.ts'
