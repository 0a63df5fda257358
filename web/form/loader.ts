import type { Patience } from './patience.ts'

/** Fetches a part of the page that is not needed at first. */
export type Loader = <Module>(file: string) => Promise<Module>

/**
 * A part that could not be fetched is asked for by another address the next time: some browsers remember the failure
 * of an import for as long as the page lives.
 */
export const createLoader =
  ({ persist }: Patience): Loader =>
  (file) =>
    persist(async (attempt) => {
      try {
        return await import(/* @vite-ignore */ `./${file}${attempt === 0 ? '' : `?${attempt}`}`)
      } catch {
        throw Object.assign(new Error(file), { code: 'network_unreachable' })
      }
    })
