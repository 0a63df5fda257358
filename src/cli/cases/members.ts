import type { Casework } from '../../desk/casework/casework.ts'
import type { Move } from '../../desk/casework/people.ts'
import { dayText } from '../../protocol/time.ts'
import type { Terminal } from '../terminal.ts'
import { personOf } from './for-programs.ts'
import { callOf, inWords } from './people.ts'

/** Who reads a case now, who came later, and who does not read it any more. */
export function showMembers({ line }: Terminal, { people, trail }: Casework, me: string): void {
  if (people === null) return
  const name = (id: string) => callOf(trail, me, id)
  line(`What is written now is read by ${inWords(people.reading.map(name))}.`)
  for (const move of people.moves) line(`${dayText(move.day)}  ${moveText(move, name)}`)
  const gone = people.gone.filter((id) => !hasLeft(people.moves, id))
  if (gone.length > 0)
    line(`The organisation does not list any more: ${inWords(gone.map(name))}. They do not read what is new.`)
}

function moveText({ author, event }: Move, name: (id: string) => string): string {
  return event.type === 'leave'
    ? `${name(author)} left the case`
    : `${name(author)} let ${name(event.to)} read the case`
}

const hasLeft = (moves: readonly Move[], id: string): boolean =>
  moves.some(({ author, event }) => author === id && event.type === 'leave')

export const membersForPrograms = ({ people, trail }: Casework) =>
  people && {
    reading: people.reading.map((id) => personOf(trail, id)),
    gone: people.gone.map((id) => personOf(trail, id)),
    moves: people.moves.map(({ author, day, event }) => ({
      author: personOf(trail, author),
      day: dayText(day),
      type: event.type,
      to: event.type === 'grant' ? personOf(trail, event.to) : null,
    })),
  }
