import { render } from 'preact'
import { Desk } from './desk.tsx'
import { listenToKeys } from './keyboard/keys.ts'
import { followKeys } from './keys/state.ts'
import { start } from './state/session.ts'
import { followTheme } from './state/theme.ts'
import './style/all.css'
import { followLanguage } from './words/index.ts'

followTheme()
followLanguage()
listenToKeys()
followKeys()

const root = document.getElementById('desk')
if (root !== null) render(<Desk />, root)
void start()
