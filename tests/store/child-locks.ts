// Holds the lock of a data folder until it is killed.
import { setTimeout } from 'node:timers/promises'
import { lockData } from '../../src/store/lock.ts'

lockData(process.argv[2] as string)
console.log('held')
for (;;) await setTimeout(1000)
