import '../style.css'
import { noble } from '../../../src/protocol/primitives/noble.ts'
import { type Connection, followed, random, seconds } from '../connection.ts'
import { createPatience } from '../patience.ts'
import { screens } from '../screens/index.ts'
import { openSession } from '../session/index.ts'
import { runForm } from '../shell.ts'
import { apiOf, parseKeysFile } from './keys-file.ts'
import { saving } from './saving.ts'
import { startOffline } from './start.ts'

/**
 * The form as one file that seals to a file. It knows no organisation: people bring `keys.candor`, and compare whose it
 * is. So its own bytes are the same everywhere, and can be compared with the release's.
 */
const patience = createPatience(Date.now)
let chosen: unknown = null

const open = async () =>
  openSession({
    p: noble,
    patience,
    api: apiOf(parseKeysFile(chosen)),
    orgId: null,
    page: null,
    random,
    clock: seconds,
  })

const connection: Connection = followed(patience, open, () => null)
const choose = (json: unknown) => {
  chosen = json
  connection.start()
}

runForm(
  connection,
  { ...screens, start: startOffline(choose), sending: saving, sent: saving },
  { offline: true },
)
