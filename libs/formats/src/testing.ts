export { mutantOf, randomOf } from './misp-mutants.ts'
